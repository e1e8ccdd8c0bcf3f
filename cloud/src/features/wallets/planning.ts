import { toIso } from '@colok/shared/time'
import { type AllowanceSpot, planAllowances } from '../../core/wallet.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { limited } from '../cards/conditions.ts'
import { priceAt } from '../tariffs/prices.ts'
import { askBack } from './allowances.ts'
import { whyNotUsable } from './authorising.ts'
import { openHoldsOf } from './hold-rows.ts'
import { setAside } from './holding.ts'
import { markBehind } from './posts.ts'
import { fundsOf } from './wallet-rows.ts'

/** Of one wallet, looked at in one plan: more are not used by one holder. */
const mostSpots = 50

/** Decides anew which posts may spend of a wallet while they are offline: those where its cards charged last. */
export async function planWallet(tx: Tx, services: Services, walletId: string): Promise<void> {
  await tx.run('update wallet set plan_due = 0 where id = ?', [walletId])
  const allowances = (await openHoldsOf(tx, walletId)).filter(({ kind }) => kind === 'allowance')
  const standing = allowances.filter(({ state }) => state === 'granting' || state === 'granted')
  const others = allowances.filter((hold) => !standing.includes(hold))
  const spots = (await recentSpots(tx, services, walletId)).filter(
    (spot) => !others.some(({ chargerId, idTag }) => chargerId === spot.chargerId && idTag === spot.idTag),
  )
  const plan = planAllowances(
    {
      balanceIdr: (await fundsOf(tx, walletId)).balanceIdr,
      comingIdr: others
        .filter(({ state }) => state === 'withdrawing')
        .reduce((sum, { amountIdr }) => sum + amountIdr, 0),
      isUsable: (await whyNotUsable(tx, walletId)) === undefined,
    },
    standing,
    spots,
    services.settings.wallets,
  )
  for (const hold of standing) if (plan.withdraw.includes(hold.id)) await askBack(tx, hold)
  for (const spot of plan.grant) await grant(tx, services, walletId, spot)
}

async function grant(tx: Tx, services: Services, walletId: string, spot: AllowanceSpot): Promise<void> {
  const place = await first<{ siteId: string; customerGroup: string | null }>(
    tx,
    `select site_id, customer_group from charger cross join id_tag where charger.id = ? and id_tag = ?`,
    [spot.chargerId, spot.idTag],
  )
  const at = toIso(services.clock.wallMs())
  const price = place && (await priceAt(tx, { ...place, at }))
  if (price === undefined) return
  await setAside(tx, services, {
    ...spot,
    walletId,
    amountIdr: services.settings.wallets.allowanceIdr,
    price,
    as: { kind: 'allowance', state: 'granting', dueAt: null },
  })
  await markBehind(tx, spot.chargerId)
}

/** Where the wallet's good cards have charged, the newest first, at posts that keep limits themselves. */
async function recentSpots(tx: Tx, services: Services, walletId: string): Promise<AllowanceSpot[]> {
  return tx.all<AllowanceSpot>(
    `select session.charger_id, session.id_tag, max(session.transaction_id) as last_one
     from wallet_session join session on session.id = session_id
       join id_tag on id_tag.id_tag = session.id_tag and id_tag.wallet_id = wallet_session.wallet_id
       join wallet_post on wallet_post.charger_id = session.charger_id and knows_limits = 1 and wallet_post.state <> 'unsupported'
     where wallet_session.wallet_id = ? and id_tag.status = 'Accepted' and (expires_at is null or expires_at > ?)
       and not ${limited} and not exists (select 1 from card_block where card_block.id_tag = id_tag.id_tag)
     group by session.charger_id, session.id_tag order by last_one desc limit ?`,
    [walletId, toIso(services.clock.wallMs()), mostSpots],
  )
}
