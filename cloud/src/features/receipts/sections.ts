import { formatIdr } from '@colok/shared/money'
import { zoneLetters } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import { dayOf, type Language, type Place, timeOfDay, words } from '../../web/language.ts'
import type { ReceiptContent } from './content.ts'

/** A line of a receipt; `isTotal` for what it is all about. */
export interface ReceiptRow {
  readonly name: string
  readonly value: string
  readonly isTotal?: boolean
}

/** The zone of the providers' days, for what happened at no post. */
const anywhere = 'Asia/Jakarta'

/** What stands on a receipt, on a page and on paper alike, in groups that belong together. */
export function receiptSections(
  { content, issuedAt }: { readonly content: ReceiptContent; readonly issuedAt: string },
  language: Language,
): ReceiptRow[][] {
  const text = words[language]
  const { site, price } = content
  const timeZone = site?.timeZone ?? anywhere
  const place: Place = { language, timeZone, letters: zoneLetters(timeZone) }
  const moment = (instant: string) => `${dayOf(instant, place)} ${timeOfDay(instant, place)}`
  const total = { name: text.bill.total, value: formatIdr(content.totalIdr, language), isTotal: true }
  return [
    [
      ...operatorRows(content, language),
      ...placeRows(content, language),
      { name: text.receipt.issued, value: moment(issuedAt) },
    ],
    ...content.sessions.map((session) => sessionRows(session, price, { language, moment })),
    beyondPaidRows(content, language),
    site === null ? [{ ...total, name: text.receipt.toppedUp }] : [total],
    ...content.payments.map((payment) => paymentRows(payment, language)),
    lastRows(content, language),
  ].filter((rows) => rows.length > 0)
}

/** Where it happened; a wallet is filled up anywhere. */
function placeRows({ site, chargePointId, connectorId }: ReceiptContent, language: Language): ReceiptRow[] {
  const { receipt, socket } = words[language]
  if (site === null || connectorId === null) return []
  return [
    { name: receipt.place, value: `${site.name}, ${site.address}` },
    { name: receipt.post, value: `${chargePointId}, ${socket(connectorId)}` },
  ]
}

function operatorRows({ operator }: ReceiptContent, language: Language): ReceiptRow[] {
  const name = { name: words[language].receipt.operator, value: operator.name }
  return operator.taxNumber === null ? [name] : [name, { name: 'NPWP', value: operator.taxNumber }]
}

function sessionRows(
  session: ReceiptContent['sessions'][number],
  price: ReceiptContent['price'],
  { language, moment }: { readonly language: Language; readonly moment: (instant: string) => string },
): ReceiptRow[] {
  const { bill, receipt } = words[language]
  const kwh = (energyWh: number) => formatKwh(energyWh, language, 3)
  const rupiah = (amountIdr: number) => formatIdr(amountIdr, language)
  const withinPbjt = { name: receipt.withinPbjt, value: rupiah(session.bill?.pbjtIdr ?? 0) }
  return [
    { name: bill.start, value: moment(session.startedAt) },
    { name: bill.stop, value: moment(session.stoppedAt) },
    { name: receipt.meterStart, value: kwh(session.meterStartWh) },
    { name: receipt.meterStop, value: kwh(session.meterStopWh) },
    { name: receipt.delivered, value: kwh(session.energyWh) },
    ...(price === null ? [] : [{ name: bill.pricePerKwh, value: rupiah(price.priceIdrPerKwh) }]),
    ...(session.bill?.lines ?? []).map(({ kind, amountIdr }) => ({
      name: bill.lines[kind],
      value: rupiah(amountIdr),
    })),
    ...(price?.pbjt.mode === 'included' ? [withinPbjt] : []),
    { name: bill.session, value: session.id },
  ]
}

function paymentRows(payment: ReceiptContent['payments'][number], language: Language): ReceiptRow[] {
  const { pay, receipt } = words[language]
  const { issuer, gateway, retrievalReference, backIdr } = payment
  const provider = gateway.toUpperCase()
  const from = issuer === null || issuer.toUpperCase() === provider ? provider : `${issuer}, ${provider}`
  const rrn = retrievalReference === null ? [] : [{ name: 'RRN', value: retrievalReference }]
  const backName = payment.method === 'reserve' ? pay.reserve.released : pay.back
  const back = backIdr > 0 ? [{ name: backName, value: formatIdr(backIdr, language) }] : []
  return [
    { name: receipt.method(payment.method), value: formatIdr(payment.amountIdr, language) },
    { name: receipt.from, value: from },
    ...rrn,
    { name: receipt.number, value: payment.reference },
    ...back,
  ]
}

/** What a charger that keeps no limits of ours gave beyond what was paid for. */
function beyondPaidRows({ beyondPaidWh }: ReceiptContent, language: Language): ReceiptRow[] {
  if (beyondPaidWh === undefined) return []
  return [{ name: words[language].receipt.beyondPaid, value: formatKwh(beyondPaidWh, language, 3) }]
}

function lastRows({ price, operator, owedIdr = 0 }: ReceiptContent, language: Language): ReceiptRow[] {
  const { receipt } = words[language]
  const cap = price?.cap ?? null
  return [
    ...(owedIdr > 0 ? [{ name: receipt.owed, value: formatIdr(owedIdr, language) }] : []),
    ...(cap === null
      ? []
      : [{ name: receipt.cap, value: `${cap.decree}, ${formatIdr(cap.maxIdrPerKwh, language)}` }]),
    ...(operator.contact === null ? [] : [{ name: receipt.contact, value: operator.contact }]),
  ]
}
