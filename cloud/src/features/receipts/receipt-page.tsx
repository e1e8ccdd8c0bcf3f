/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { zoneLetters } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import type { Child } from 'hono/jsx'
import { dayOf, type Language, type Place, timeOfDay, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { ReceiptContent } from './content.ts'
import type { Receipt } from './queries.ts'

interface Props {
  readonly receipt: Receipt
  readonly language: Language
  /** The address of this page. */
  readonly path: string
}

/** What the driver keeps: every figure, and a code by which anybody sees that it is ours. */
export function ReceiptPage({ receipt, language, path }: Props) {
  const text = words[language].receipt
  const { content, number } = receipt
  return (
    <Page language={language} title={text.title(number)} path={path}>
      <h1>{text.title(number)}</h1>
      <ReceiptFigures content={content} issuedAt={receipt.issuedAt} language={language} />
      <section class="section">
        <p>{text.verify}</p>
        <img class="qr" src={`${path}/qr.svg`} alt={receipt.verifyUrl} width="160" height="160" />
        <p class="number">{receipt.verifyUrl}</p>
      </section>
    </Page>
  )
}

/** What somebody sees who scans the code of a receipt: that it is ours, and what it says. */
export function VerifiedPage({ receipt, language, path }: Props) {
  const text = words[language].receipt
  return (
    <Page language={language} title={text.title(receipt.number)} path={path}>
      <h1>{text.genuine}</h1>
      <p>{text.genuineText(receipt.number)}</p>
      <ReceiptFigures content={receipt.content} issuedAt={receipt.issuedAt} language={language} />
    </Page>
  )
}

function ReceiptFigures({
  content,
  issuedAt,
  language,
}: {
  content: ReceiptContent
  issuedAt: string
  language: Language
}) {
  const text = words[language].receipt
  const { operator, site } = content
  const place: Place = { language, timeZone: site.timeZone, letters: zoneLetters(site.timeZone) }
  const moment = (instant: string) => `${dayOf(instant, place)} ${timeOfDay(instant, place)}`
  const rupiah = (amountIdr: number) => formatIdr(amountIdr, language)
  return (
    <section class="socket bill">
      <dl>
        <Row name={text.operator}>{operator.name}</Row>
        {operator.taxNumber !== null && <Row name="NPWP">{operator.taxNumber}</Row>}
        <Row name={text.place}>
          {site.name}
          <br />
          {site.address}
        </Row>
        <Row name={text.post}>
          {content.chargePointId}, {words[language].socket(content.connectorId)}
        </Row>
        <Row name={text.issued}>{moment(issuedAt)}</Row>
      </dl>
      {content.sessions.map((session) => (
        <dl>
          <Row name={words[language].bill.start}>{moment(session.startedAt)}</Row>
          <Row name={words[language].bill.stop}>{moment(session.stoppedAt)}</Row>
          <Row name={text.meterStart}>{formatKwh(session.meterStartWh, language, 3)}</Row>
          <Row name={text.meterStop}>{formatKwh(session.meterStopWh, language, 3)}</Row>
          <Row name={words[language].bill.energy}>{formatKwh(session.energyWh, language, 3)}</Row>
          <Row name={words[language].bill.pricePerKwh}>{rupiah(content.price.priceIdrPerKwh)}</Row>
          {(session.bill?.lines ?? []).map((line) => (
            <Row name={words[language].bill.lines[line.kind]}>{rupiah(line.amountIdr)}</Row>
          ))}
          {content.price.pbjt.mode === 'included' && (
            <Row name={text.withinPbjt}>{rupiah(session.bill?.pbjtIdr ?? 0)}</Row>
          )}
          <Row name={words[language].bill.session}>
            <span class="number">{session.id}</span>
          </Row>
        </dl>
      ))}
      <dl class="total">
        <Row name={words[language].bill.total}>
          <strong>{rupiah(content.totalIdr)}</strong>
        </Row>
      </dl>
      <dl>
        {content.payments.map((payment) => (
          <>
            <Row name={text.method(payment.method)}>{rupiah(payment.amountIdr)}</Row>
            <Row name={text.from}>
              {[payment.issuer, payment.gateway.toUpperCase()].filter((name) => name !== null).join(', ')}
            </Row>
            {payment.retrievalReference !== null && <Row name="RRN">{payment.retrievalReference}</Row>}
            <Row name={text.number}>
              <span class="number">{payment.reference}</span>
            </Row>
            {payment.backIdr > 0 && <Row name={words[language].pay.back}>{rupiah(payment.backIdr)}</Row>}
          </>
        ))}
        {content.price.cap !== null && (
          <Row name={text.cap}>
            {content.price.cap.decree}, {rupiah(content.price.cap.maxIdrPerKwh)}
          </Row>
        )}
        {operator.contact !== null && <Row name={text.contact}>{operator.contact}</Row>}
      </dl>
    </section>
  )
}

function Row({ name, children }: { name: string; children?: Child }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
