import type { CloudHost } from '../cloud-host.ts'
import type { PaymentHost } from '../payment-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

interface ReserveRow {
  readonly id: string
  readonly reference: string
  readonly state: string
  readonly chargePointId: string
  readonly usedIdr: number
  readonly owedIdr: number
  /** Refunds of which nobody knows yet whether they are through. */
  readonly goingBack: number
}

/** What was set aside at its owner's provider is over: taken to the rupiah that was used, or all its owner's again. */
export async function checkReserves(
  payments: PaymentHost,
  {
    cloud,
    writtenOff,
    moment,
  }: { readonly cloud: CloudHost; readonly writtenOff: ReadonlySet<string>; readonly moment: Moment },
  report: Report,
): Promise<void> {
  const rows = await cloud.rows<ReserveRow>(
    `select payment.id, reference, wallet_reserve.state, charge_point_id,
       (select cast(coalesce(sum(total_idr), 0) as bigint) from session join paid_session on session_id = session.id
          where payment_id = payment.id) as used_idr,
       (select cast(coalesce(sum(amount_idr), 0) as bigint) from refund
          where payment_id = payment.id and state <> 'refunded') as owed_idr,
       (select count(*) from refund where payment_id = payment.id and state in ('due', 'pending')) as going_back
     from payment join wallet_reserve on wallet_reserve.payment_id = payment.id
       join charger on charger.id = payment.charger_id
     where payment.created_at < ? order by payment.id`,
    [moment.before],
  )
  for (const { id, reference, state, chargePointId, usedIdr, owedIdr, goingBack } of rows) {
    if (!moment.isCalm && goingBack > 0) continue
    const tell = (what: string) =>
      report({
        checker: 'reservesComeToTheirEnd',
        subject: chargePointId,
        what: `payment ${id} (${state}): ${what}`,
      })
    const reservation = payments.providers.astrapay.reservations.find(reference)
    const isLetGo = writtenOff.has(id) && reservation?.capture === undefined
    checkVerdict({ state, isLetGo, reservation }, (what) =>
      report({ checker: 'captureMatchesBill', subject: chargePointId, what: `payment ${id}: ${what}` }),
    )
    if (reservation?.state === 'reserved') tell(`Rp ${reservation.amountIdr} are still set aside`)
    const takenIdr = reservation?.capture?.amountIdr ?? 0
    const backIdr = (reservation?.refunds ?? []).reduce((sum, { amountIdr }) => sum + amountIdr, 0)
    if (takenIdr !== (isLetGo ? 0 : usedIdr) + backIdr + owedIdr)
      tell(`Rp ${takenIdr} were taken, ${usedIdr} used, ${backIdr} came back and ${owedIdr} are owed`)
  }
}

/** Once, never more than was set aside, and let go only where the provider's own books show that nothing was taken. */
function checkVerdict(
  {
    state,
    isLetGo,
    reservation,
  }: {
    readonly state: string
    readonly isLetGo: boolean
    readonly reservation: ReturnType<PaymentHost['providers']['astrapay']['reservations']['find']>
  },
  tell: (what: string) => void,
): void {
  const { capture, amountIdr = 0 } = reservation ?? {}
  if (capture !== undefined && capture.amountIdr > amountIdr)
    tell(`Rp ${capture.amountIdr} were captured, and ${amountIdr} set aside`)
  if ((state === 'captured') !== (capture !== undefined))
    tell(`it is ${state}, and ${JSON.stringify(capture)} was captured`)
  // One that its owner refused was never set aside.
  if (reservation !== undefined && (state === 'refused') !== isLetGo)
    tell(`it is ${state}, and was ${isLetGo ? '' : 'not '}let go`)
}
