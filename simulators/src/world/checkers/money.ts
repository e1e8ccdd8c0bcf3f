import { type Bill, refundedIdr } from '../../payment-gateways/bill.ts'
import { isNight } from '../../payment-gateways/issuers.ts'
import type { CloudHost } from '../cloud-host.ts'
import type { PaymentHost } from '../payment-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

/** In the morning those of the night are asked for one after another. */
const morningMs = 15 * 60_000

interface PaymentRow {
  readonly id: string
  /** The payment that it was added to; itself otherwise. */
  readonly rootId: string
  readonly gateway: string
  readonly reference: string
  readonly state: string
  readonly idTag: string | null
  readonly chargePointId: string
  /** Whether it fills a wallet up; `walletsHoldTheirMoney` follows what becomes of that. */
  readonly fillsUp: number
  readonly createdAt: string
}

interface RefundRow {
  readonly id: string
  readonly state: string
  readonly amountIdr: number
  readonly problem: string | null
  readonly createdAt: string
}

/** The central system, and the refunds that a person there has transferred by the bank. */
interface Place {
  readonly cloud: CloudHost
  readonly transferred: ReadonlySet<string>
  readonly moment: Moment
}

/** Every rupiah that left a payer is energy, has come back, or is owed with a reason; by the providers' bills, not our word. */
export async function checkPayers(payments: PaymentHost, place: Place, report: Report): Promise<void> {
  const { cloud, moment } = place
  const rows = await cloud.rows<PaymentRow>(
    `select payment.id, coalesce(tops_up, payment.id) as root_id, gateway, reference, state, id_tag,
       coalesce(charge_point_id, 'cloud') as charge_point_id, wallet_id is not null as fills_up, payment.created_at
     from payment left join charger on charger.id = payment.charger_id where gateway is not null order by payment.id`,
  )
  const bills = new Map(payments.providers.rails.bills().map((bill) => [keyOf(bill.provider, bill), bill]))
  const groups = Map.groupBy(rows, ({ rootId }) => rootId)
  const strays = await cloud.rows<{ gateway: string; reference: string }>(
    'select gateway, reference from stray_money',
  )
  const known = new Set([...rows, ...strays].map((row) => keyOf(row.gateway, row)))
  for (const [key, { payment, amountIdr }] of bills)
    if (payment !== undefined && payment.paidAt < moment.beforeMs && !known.has(key))
      report({
        checker: 'paidIsAccounted',
        subject: 'cloud',
        what: `Rp ${amountIdr} was paid for ${key}, which is nowhere`,
      })
  for (const [rootId, group] of groups) {
    if (group.some(({ createdAt }) => createdAt >= moment.before)) continue
    const paid = group.flatMap((row) => bills.get(keyOf(row.gateway, row)) ?? [])
    if (paid.some(({ payment }) => payment !== undefined))
      await checkGroup({ rootId, group, paid }, place, report)
  }
}

const keyOf = (provider: string, { reference }: { readonly reference: string }) => `${provider} ${reference}`

async function checkGroup(
  { rootId, group, paid }: { rootId: string; group: readonly PaymentRow[]; paid: readonly Bill[] },
  { cloud, transferred, moment }: Place,
  report: Report,
): Promise<void> {
  const root = group.find(({ id }) => id === rootId)
  const subject = root?.chargePointId ?? 'cloud'
  const paidIdr = sum(paid.map(({ payment }) => payment?.amountIdr ?? 0))
  const [session] = await cloud.rows<{ usedIdr: number | null }>(
    `select cast(sum(total_idr) as bigint) as used_idr from session where id in
       (select session_id from paid_session where payment_id = ?)`,
    [rootId],
  )
  const isCredited = root?.fillsUp === 1 && root.state === 'settled'
  const usedIdr = isCredited ? paidIdr : (session?.usedIdr ?? 0)
  const refunds = await cloud.rows<RefundRow>(
    `select refund.id, refund.state, refund.amount_idr, refund.problem, refund.created_at
     from refund join payment on payment.id = payment_id where coalesce(tops_up, payment.id) = ?`,
    [rootId],
  )
  const byBank = refunds.filter(({ id, state }) => transferred.has(id) && state === 'refunded')
  const backIdr = sum(paid.map(refundedIdr)) + sum(byBank.map(({ amountIdr }) => amountIdr))
  const owed = refunds.filter(({ state }) => state !== 'refunded')
  const owedIdr = sum(owed.map(({ amountIdr }) => amountIdr))
  const at = `payment ${rootId} (${group.map(({ state }) => state).join(', ')})`
  const hasFailed = paid.some(({ refunds }) => refunds.some(({ state }) => state === 'failed'))
  const lasting = owed.find(
    (refund) => refund.createdAt < moment.before && !hasReason(refund, hasFailed, moment.nowMs),
  )
  const isGoingBack = !moment.isCalm && owed.some(({ state }) => state === 'due' || state === 'pending')
  if (lasting !== undefined || group.some(({ state }) => unfinished.has(state)))
    report({
      checker: 'payerHasEnergyOrMoney',
      subject,
      what: `${at} of Rp ${paidIdr} is not at its end: ${JSON.stringify(lasting ?? group)}`,
    })
  else if (!isGoingBack && paidIdr !== usedIdr + backIdr + owedIdr)
    report({
      checker: 'paidIsAccounted',
      subject,
      what: `${at}: Rp ${paidIdr} were paid, ${usedIdr} used, ${backIdr} came back and ${owedIdr} are owed`,
    })
}

const unfinished = new Set(['creating', 'awaitingPayment', 'starting', 'charging', 'ending', 'toppedUp'])

/**
 * The driver is asked where it is to go; the provider has said that it has no money of ours to give back just now; or it
 * has let a refund fail that it had accepted, of which QRIS by SNAP never says a word: a person looks after two weeks; or the
 * issuer takes none at night.
 */
function hasReason({ state, problem }: RefundRow, hasFailed: boolean, nowMs: number): boolean {
  return (
    state === 'claimable' ||
    state === 'manual' ||
    /fund|balance/i.test(problem ?? '') ||
    (isNight(nowMs - morningMs) && /\[Issuer\]|not available at this time/.test(problem ?? '')) ||
    (state === 'pending' && hasFailed)
  )
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
