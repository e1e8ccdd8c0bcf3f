import { formatIdr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { SqlRunner } from '../../../db/database.ts'
import { isWithinReach } from '../../access/reach.ts'
import { changePayment, findByReference, findPayment, type Payment } from '../../payments/payment-rows.ts'
import { giveBackIn } from '../../payments/settling.ts'
import { type Asking, ask, type Deed, done, no, refused } from '../deed.ts'

/** By what its provider knows it by, as receipts show it, or by our own id. */
const find = async (runner: SqlRunner, reference: string): Promise<Payment | undefined> =>
  (await findByReference(runner, reference.toUpperCase())) ?? findPayment(runner, reference.toLowerCase())

export const payment: Deed<'payment'> = {
  kind: 'look',
  async look(asking, { reference }) {
    const { services, actor, text, language } = asking
    const found = await find(services.read, reference)
    const isTheirs =
      found !== undefined &&
      (await isWithinReach(services, actor.reach, { thing: 'payment', name: found.id }))
    if (!isTheirs) return refused(text.noPayment(reference))
    const { amountIdr, usedIdr, state, chargePointId, connectorId } = found
    const where = chargePointId === '' ? [] : [`${chargePointId}, ${text.socket(connectorId)}`]
    const used = usedIdr === null ? [] : [text.used(formatIdr(usedIdr, language))]
    const stands = `${found.reference} ${text.paymentStates[state]}`
    return done([stands, formatIdr(amountIdr, language), ...where, ...used].join('\n'))
  },
}

/** Whether its money is there, of one that can be voided. What is being set aside ends by itself within minutes. */
function voidableOf({ state, method }: Payment): { readonly isPaid: boolean } | undefined {
  if (state === 'starting') return { isPaid: true }
  return state === 'awaitingPayment' && method !== 'reserve' ? { isPaid: false } : undefined
}

export const cancel: Deed<'cancel'> = {
  kind: 'change',
  async preview({ services, text, language }, { reference }) {
    const found = await find(services.read, reference)
    if (found === undefined) return no(text.noPayment(reference))
    const voidable = voidableOf(found)
    if (voidable === undefined) return no(notUnused({ text }, found))
    return ask(text.cancelAsk(found.reference, formatIdr(found.amountIdr, language), voidable.isPaid))
  },
  async change(tx, { services, text }, { reference }) {
    const found = await find(tx, reference)
    if (found === undefined) return refused(text.noPayment(reference))
    const voidable = voidableOf(found)
    if (voidable === undefined) return refused(notUnused({ text }, found))
    const now = toIso(services.clock.wallMs())
    const isVoid = voidable.isPaid
      ? await giveBackIn(tx, services, found, 'cancelled')
      : // Money that comes for it all the same goes back: its provider is asked at once, and again later.
        await changePayment(tx, found, {
          state: 'expired',
          problem: 'cancelled',
          attempts: 0,
          dueAt: now,
          endedAt: now,
        })
    return isVoid
      ? done(text.cancelled(found.reference, voidable.isPaid))
      : refused(notUnused({ text }, found))
  },
  after(services) {
    services.payments.somethingIsDue()
  },
}

const notUnused = ({ text }: Pick<Asking, 'text'>, { reference, state }: Payment) =>
  text.notUnused(reference, text.paymentStates[state])
