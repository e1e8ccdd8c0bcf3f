import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import type { Told } from '../../core/power-messages.ts'
import { mayDrawW, type Permit, type StationMessage } from '../../core/power-permit.ts'
import { isDue, leaseUntil } from '../../core/power-plan.ts'
import { leaseProfile, newcomersProfile, safeProfile, socketProfile } from '../../core/power-profiles.ts'
import type { Services } from '../../services.ts'
import { commandCharger, isUnable } from '../chargers/commands-to-chargers.ts'
import type { SessionSocket, SiteCharger } from './site-power.ts'

/** Tells a charger what it may draw in all. */
export function tellStation(
  services: Services,
  { id, chargerId, unit }: SiteCharger,
  message: StationMessage,
): Promise<Told> {
  const { limitW } = message
  const request =
    message.kind === 'safe'
      ? safeProfile({ limitW, unit })
      : leaseProfile({ limitW, unit, until: message.untilMs })
  return tell(services, { chargePointId: id, chargerId }, request)
}

/** Keeps what a charger may be going by, before and after it is told. */
export async function keepPermit(services: Services, chargerId: number, permit: Permit): Promise<void> {
  const at = toIso(services.clock.wallMs())
  await services.writer.write((tx) =>
    tx.run(
      `insert into charger_power (charger_id, permit, takes_profiles, told_at) values (?, ?, 1, ?)
       on conflict (charger_id) do update set permit = excluded.permit, told_at = excluded.told_at`,
      [chargerId, JSON.stringify(permit), at],
    ),
  )
}

/**
 * Tells a charger what its sessions may draw: those that are to draw less first, and the others only if these have
 * confirmed. Resolves with whether all was told.
 */
export async function tellSockets(
  services: Services,
  charger: SiteCharger,
  shares: ReadonlyMap<string, number>,
): Promise<boolean> {
  const nowMs = services.clock.wallMs()
  const until = leaseUntil(nowMs, { raises: true })
  const limitOf = ({ id }: SessionSocket) => shares.get(id) ?? 0
  const isLess = (socket: SessionSocket) => limitOf(socket) <= (socket.toldW ?? socket.maxW)
  const due = charger.sockets.filter(
    (socket) => socket.toldW !== limitOf(socket) || isDue(socket.toldUntilMs ?? 0, nowMs, { raises: true }),
  )
  if (due.length === 0) return true
  const inOrder = [...due.filter(isLess), ...due.filter((socket) => !isLess(socket))]
  for (const socket of inOrder) {
    const limitW = limitOf(socket)
    const { connectorId, transactionId } = socket
    const request = socketProfile({ connectorId, transactionId, limitW, until, unit: charger.unit })
    const { id: chargePointId, chargerId } = charger
    if ((await tell(services, { chargePointId, chargerId }, request)) !== 'accepted') return false
    await services.writer.write((tx) =>
      tx.run(
        `update socket_power set told_w = ?, told_until = ?
         where charger_id = ? and connector_id = ? and transaction_id = ?`,
        [limitW, toIso(until), chargerId, connectorId, transactionId],
      ),
    )
  }
  await holdNewcomers(services, charger, until)
  return true
}

/**
 * Where not all sockets may draw at once, one whose session begins waits for its share. It is told last, and ends no later
 * than what the sessions have: before they had theirs it would switch them off. A charger that refuses this is still held
 * to what it may draw in all.
 */
async function holdNewcomers(services: Services, charger: SiteCharger, until: number): Promise<void> {
  const { id: chargePointId, chargerId, socketsW, sockets, unit, ratingW } = charger
  const hasRoom = mayDrawW(charger, services.clock.wallMs()) >= ratingW
  if (sockets.length === socketsW.length || hasRoom) return
  await tell(services, { chargePointId, chargerId }, newcomersProfile({ unit, until }))
}

async function tell(
  services: Services,
  { chargePointId, chargerId }: { readonly chargePointId: string; readonly chargerId: number },
  request: Request<'SetChargingProfile'>,
): Promise<Told> {
  const answer = await commandCharger(services, chargePointId, 'SetChargingProfile', request)
  const { outcome, detail, confirmation } = answer
  if (outcome === 'accepted') {
    await remember(services, chargerId, { problem: null, takesProfiles: true })
    return 'accepted'
  }
  if (outcome === 'noAnswer') return 'unknown'
  const isStranger =
    isUnable(answer) || (confirmation as { status?: string } | null)?.status === 'NotSupported'
  await remember(services, chargerId, { problem: detail, takesProfiles: !isStranger })
  return 'refused'
}

async function remember(
  services: Services,
  chargerId: number,
  { problem, takesProfiles }: { readonly problem: string | null; readonly takesProfiles: boolean },
): Promise<void> {
  await services.writer.write((tx) =>
    tx.run(
      `update charger_power set problem = ?, takes_profiles = ?
       where charger_id = ? and coalesce(problem, '') <> coalesce(?, '')`,
      [problem, takesProfiles ? 1 : 0, chargerId, problem],
    ),
  )
}
