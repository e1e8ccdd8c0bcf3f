import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { SessionPrice } from '../../core/tariff.ts'
import type { Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Services } from '../../services.ts'
import { hold, release } from '../ledger/commands.ts'
import { changeHold, findHold, type Hold } from './hold-rows.ts'
import { planAnew, walletAccount } from './wallet-rows.ts'

/** Sets money of a wallet aside, in the ledger and as a row. Throws a LedgerError where there is not so much. */
export async function setAside(
  tx: Tx,
  services: Services,
  wish: {
    readonly walletId: string
    readonly idTag: string
    readonly chargerId: number
    readonly amountIdr: number
    readonly price: SessionPrice | undefined
    readonly as: Pick<Schema['walletHold'], 'kind' | 'state' | 'dueAt'>
  },
): Promise<Hold> {
  const { walletId, idTag, chargerId, amountIdr, price, as } = wish
  const id = services.newId()
  await hold(tx, services, {
    ref: `hold:${id}`,
    payment: id,
    from: walletAccount(walletId),
    amountIdr: idr(amountIdr),
  })
  await tx.query
    .insertInto('walletHold')
    .values({
      id,
      walletId,
      idTag,
      chargerId,
      amountIdr,
      price: price === undefined ? null : JSON.stringify(price),
      createdAt: toIso(services.clock.wallMs()),
      ...as,
    })
    .execute()
  const made = await findHold(tx, id)
  if (made === undefined) throw new Error(`Hold ${id} was stored and is not there.`)
  return made
}

/** What is set aside goes back into its wallet, once. False when it was not as it was read. */
export async function giveUp(
  tx: Tx,
  services: Services,
  given: Hold,
  state: 'ended' | 'released' = 'released',
): Promise<boolean> {
  const isOurs = await changeHold(tx, given, {
    state,
    dueAt: null,
    endedAt: toIso(services.clock.wallMs()),
  })
  if (!isOurs) return false
  await release(tx, services, {
    ref: `release:${given.id}`,
    payment: given.id,
    to: walletAccount(given.walletId),
  })
  await planAnew(tx, given.walletId)
  return true
}
