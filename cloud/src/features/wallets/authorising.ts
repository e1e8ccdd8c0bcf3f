import { type Instant, toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { limitLeft } from '../../core/prepaid.ts'
import { holdFor } from '../../core/wallet.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordEvent } from '../chargers/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { priceAt } from '../tariffs/prices.ts'
import { takeBackAt } from './allowances.ts'
import { type Hold, waitingAt } from './hold-rows.ts'
import { giveUp, setAside } from './holding.ts'
import { limitBeforeStart, tellRefusal } from './limits.ts'
import { findWallet, fundsOf, planAnew } from './wallet-rows.ts'

/** A card that was presented, and no session began: longer than a charger waits for a plug. */
const waitsForMs = 5 * 60_000

/** Why a card of a wallet may not charge. */
type WalletRefusal = 'noBalance' | 'debt' | 'frozen' | 'noPrice'

export type WalletVerdict =
  /** `until`: what is set aside for it is given up then. */
  | { readonly kind: 'accepted'; readonly until: Instant | undefined }
  | { readonly kind: 'refused'; readonly why: WalletRefusal }

export interface PresentedCard {
  readonly idTag: string
  readonly walletId: string
  readonly customerGroup: string | null
}

/**
 * A card of a wallet is presented at a post (Authorize): what its session may use is set aside, and the charger is told the
 * limit before it hears that it may start. Presented again, the same card has the same money.
 */
export async function authorizeWallet(
  services: Services,
  charger: ChargerIdentity,
  card: PresentedCard,
): Promise<WalletVerdict> {
  await takeBackIfNeeded(services, charger, card)
  const judged = await services.writer.write((tx) => judge(tx, services, { charger, card }))
  switch (judged.kind) {
    case 'charging':
      return { kind: 'accepted', until: undefined }
    case 'refused':
      await keepRefusal(services, charger, card, judged.why)
      return judged
    case 'held': {
      await limitBeforeStart(services, charger, judged.hold)
      return { kind: 'accepted', until: fromStoredInstant(judged.hold.dueAt ?? judged.hold.createdAt) }
    }
  }
}

/** Whether a wallet could pay for a session at all: what an allowance may be given for, and a start without a hold. */
export async function whyNotUsable(
  runner: SqlRunner,
  walletId: string,
): Promise<'frozen' | 'debt' | undefined> {
  const wallet = await findWallet(runner, walletId)
  if (wallet?.frozen !== 0) return 'frozen'
  return (await fundsOf(runner, walletId)).owedIdr > 0 ? 'debt' : undefined
}

type Judged =
  /** It may be presented to end what it has begun here. */
  | { readonly kind: 'charging' }
  | { readonly kind: 'refused'; readonly why: WalletRefusal }
  | { readonly kind: 'held'; readonly hold: Hold }

async function judge(
  tx: Tx,
  services: Services,
  { charger, card }: { readonly charger: ChargerIdentity; readonly card: PresentedCard },
): Promise<Judged> {
  const refused = (why: WalletRefusal) => ({ kind: 'refused', why }) as const
  const { idTag, walletId } = card
  if (await isChargingAt(tx, charger.id, idTag)) return { kind: 'charging' }
  const earlier = await waitingAt(tx, { chargerId: charger.id, idTag })
  if (earlier !== undefined) await giveUp(tx, services, earlier)
  const unusable = await whyNotUsable(tx, walletId)
  if (unusable !== undefined) return refused(unusable)
  const now = services.clock.wallMs()
  const { customerGroup } = card
  const price = await priceAt(tx, { siteId: charger.siteId, at: toIso(now), customerGroup })
  if (price === undefined) return refused('noPrice')
  const amountIdr = holdFor(await fundsOf(tx, walletId), services.settings.wallets)
  if (limitLeft(price, { paidIdr: amountIdr, takenWh: 0, takenSeconds: 0 }) === undefined)
    return refused('noBalance')
  const hold = await setAside(tx, services, {
    walletId,
    idTag,
    chargerId: charger.id,
    amountIdr,
    price,
    as: { kind: 'tap', state: 'waiting', dueAt: toIso(now + waitsForMs) },
  })
  if (amountIdr < services.settings.wallets.sessionMostIdr) await planAnew(tx, walletId)
  return { kind: 'held', hold }
}

/** What this very post may spend offline is asked back first where there is little else: it is there to answer. */
async function takeBackIfNeeded(
  services: Services,
  charger: ChargerIdentity,
  { idTag, walletId }: PresentedCard,
): Promise<void> {
  const { sessionMostIdr } = services.settings.wallets
  const { balanceIdr } = await fundsOf(services.read, walletId)
  if (balanceIdr < sessionMostIdr) await takeBackAt(services, charger, idTag)
}

async function isChargingAt(tx: Tx, chargerId: number, idTag: string): Promise<boolean> {
  const charging = await first(
    tx,
    `select id from session where charger_id = ? and id_tag = ? and state = 'charging' and suspect_reasons = '[]' limit 1`,
    [chargerId, idTag],
  )
  return charging !== undefined
}

async function keepRefusal(
  services: Services,
  charger: ChargerIdentity,
  { idTag, walletId }: PresentedCard,
  why: WalletRefusal,
): Promise<void> {
  services.log.info({ chargePointId: charger.chargePointId, walletId, why }, 'a card of a wallet was refused')
  await recordEvent(services, charger, { kind: 'WalletRefusal', detail: { walletId, why } })
  await tellRefusal(services, charger, { idTag, reason: why })
}
