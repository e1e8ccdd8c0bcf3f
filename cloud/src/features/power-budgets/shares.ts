import { toIso } from '@colok/shared/time'
import type { SitePlan } from '../../core/power-plan.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { insertEvent } from '../chargers/commands.ts'
import type { SessionSocket, SiteCharger } from './site-power.ts'

interface Share {
  readonly socket: SessionSocket
  readonly limitW: number
}

/** Keeps what each session has, so that a restart goes on with the turns as they are, and who was on or waited when. */
export async function storeShares(
  services: Services,
  chargers: readonly SiteCharger[],
  { shares }: SitePlan,
): Promise<void> {
  const at = toIso(services.clock.wallMs())
  for (const charger of chargers) {
    const news = charger.sockets
      .filter(({ id }) => shares.has(id))
      .map((socket): Share => ({ socket, limitW: shares.get(socket.id) ?? 0 }))
      .filter(({ socket, limitW }) => limitW !== socket.limitW || socket.needW !== socket.storedNeedW)
    if (news.length === 0) continue
    await services.writer.write(async (tx) => {
      for (const share of news) await storeShare(tx, charger.chargerId, share, at)
    })
    services.changes.changed(charger.id)
  }
}

async function storeShare(tx: Tx, chargerId: number, { socket, limitW }: Share, at: string): Promise<void> {
  const { connectorId, transactionId } = socket
  const isOn = limitW > 0
  const hasSwitched = isOn !== socket.limitW > 0
  await tx.run(
    `insert into socket_power (charger_id, connector_id, transaction_id, limit_w, need_w, since, was_on)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (charger_id, connector_id) do update set
       told_w = case when socket_power.transaction_id = excluded.transaction_id then socket_power.told_w end,
       told_until = case when socket_power.transaction_id = excluded.transaction_id then socket_power.told_until end,
       transaction_id = excluded.transaction_id, limit_w = excluded.limit_w, need_w = excluded.need_w,
       since = excluded.since, was_on = excluded.was_on`,
    [
      chargerId,
      connectorId,
      transactionId,
      limitW,
      socket.needW,
      hasSwitched ? at : toIso(socket.sinceMs),
      isOn || !socket.isNew ? 1 : 0,
    ],
  )
  const isFirst = socket.storedNeedW === undefined
  if (!hasSwitched && !isFirst) return
  await insertEvent(tx, {
    chargerId,
    connectorId,
    kind: 'PowerShare',
    occurredAt: at,
    receivedAt: at,
    detail: { transactionId, limitW, wasW: isFirst ? null : socket.limitW },
  })
}
