import type { ExceptionAction, ExceptionView } from './schemas.ts'
import type { StrayMoney } from './stray-money.ts'

/** What it is about, as it is stored. */
interface Exception {
  readonly id: string
  readonly kind: ExceptionView['kind']
  /** `unresolved:{session}`, `refundUncertain:{refund}`: names what it is about. */
  readonly ref: string
  readonly paymentId: string | null
  readonly resolvedAt: string | null
}

/** What can be done about an exception, the best first; nothing about one that is resolved. */
export function actionsFor(exception: Exception, stray: StrayMoney | undefined): ExceptionAction[] {
  const { id, kind, ref, paymentId, resolvedAt } = exception
  if (resolvedAt !== null) return []
  if (stray !== undefined) return strayActions(id, stray)
  const about = ref.slice(ref.indexOf(':') + 1)
  const noted = post('Say what was done about it.', `/payment-exceptions/${id}/resolution`)
  switch (kind) {
    case 'sessionUnresolved':
      return [
        post('Decide what the session cost; it is settled then.', `/sessions/${about}/resolution`),
        noted,
      ]
    case 'refundUncertain':
      return [post('Say whether the provider has carried it out.', `/refunds/${about}/verdict`)]
    case 'uncaptured':
      return [
        post(
          "Say what the provider's books show of the capture.",
          `/payments/${paymentId ?? about}/capture-verdict`,
        ),
      ]
    case 'settlementUnknown':
    case 'settlementDouble':
      return [
        post(
          'Book the line, when the bank has received it.',
          `/reconciliation/settlement-rows/${about}/booking`,
        ),
        noted,
      ]
    default:
      return [noted]
  }
}

function strayActions(id: string, { state, dueAt, method }: StrayMoney): ExceptionAction[] {
  const path = `/payment-exceptions/${id}/return`
  const way = (what: string, name: string) => ({ ...post(what, path), way: name })
  if (state === 'returning')
    return dueAt === null
      ? [
          way("The provider's books show that it went back.", 'carriedOut'),
          way('They show that it did not: another way can be chosen then.', 'notCarriedOut'),
        ]
      : []
  const ways = [
    way('Have the provider give it back to whoever paid.', 'provider'),
    way('Say that it was transferred by hand, with the bank’s reference.', 'transfer'),
    way('Put it into the wallet of whoever it belongs to.', 'wallet'),
  ]
  // What was paid twice belongs to a payment that has its money already.
  return method === null ? [...ways, way('It was for this payment after all.', 'payment')] : ways
}

const post = (what: string, path: string): ExceptionAction => ({
  what,
  method: 'POST',
  path: `/api/v1${path}`,
})
