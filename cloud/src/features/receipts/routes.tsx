/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { toString as qrToString } from 'qrcode'
import { addressOf, rateLimit } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { errorPage } from '../../web/error-page.tsx'
import { languageOf, words } from '../../web/language.ts'
import { paymentAt } from '../payments/page-address.ts'
import { type Receipt, receiptOf, verifiedReceipt } from './queries.ts'
import { ReceiptPage, VerifiedPage } from './receipt-page.tsx'
import { receiptPdf } from './receipt-pdf.ts'
import { canSend, type SendOutcome, sendReceipt } from './sending.ts'
import { signatureOn, signedRecordsOf } from './signature.ts'

/** Of one address: many drivers may stand behind it. */
const sendingLimits = { burst: 10, perSecond: 0.1 }

/** A payment's receipt for its driver, and the proof of one for whoever holds it. */
export function receiptRoutes(services: Services): Hono {
  const limited = rateLimit(services.clock, sendingLimits, addressOf)
  return new Hono()
    .get('/p/:address/receipt', async (c) => {
      const receipt = await receiptAt(services, c.req.param('address'))
      if (receipt === undefined) return unknown(c)
      return receiptPage(c, services, receipt)
    })
    .post('/p/:address/receipt/send', limited, async (c) => {
      const receipt = await receiptAt(services, c.req.param('address'))
      if (receipt === undefined) return unknown(c)
      const form = await c.req.parseBody()
      const to = String(form.to ?? '').slice(0, 254)
      const outcome = await sendReceipt(services, { receipt, to, language: languageOf(c) })
      return receiptPage(c, services, receipt, outcome)
    })
    .get('/p/:address/receipt/qr.svg', async (c) => {
      const receipt = await receiptAt(services, c.req.param('address'))
      if (receipt === undefined) return unknown(c)
      const svg = await qrToString(receipt.verifyUrl, { type: 'svg', errorCorrectionLevel: 'M', margin: 1 })
      return c.body(svg, 200, { 'Content-Type': 'image/svg+xml' })
    })
    .get('/p/:address/receipt/pdf', async (c) => {
      const receipt = await receiptAt(services, c.req.param('address'))
      if (receipt === undefined) return unknown(c)
      return c.body(new Uint8Array(await receiptPdf(receipt, languageOf(c))), 200, {
        'Content-Type': 'application/pdf',
        'Content-Disposition': `inline; filename="receipt-${receipt.number}.pdf"`,
      })
    })
    .get('/r/:code', async (c) => {
      const receipt = await verifiedReceipt(services, c.req.param('code'))
      if (receipt === undefined) return unknown(c)
      const signature = await signatureOn(services, receipt)
      const language = languageOf(c)
      return c.html(
        <VerifiedPage receipt={receipt} signature={signature} language={language} path={c.req.path} />,
      )
    })
    .get('/r/:code/ocmf', async (c) => {
      const receipt = await verifiedReceipt(services, c.req.param('code'))
      const records = receipt && (await signedRecordsOf(services, receipt))
      if (receipt === undefined || records === undefined || records.length === 0) return unknown(c)
      return c.body(records.map(({ record }) => `${record}\n`).join(''), 200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': `attachment; filename="receipt-${receipt.number}.ocmf"`,
      })
    })
}

async function receiptPage(c: Context, services: Services, receipt: Receipt, outcome?: SendOutcome) {
  const page = (
    <ReceiptPage
      receipt={receipt}
      signature={await signatureOn(services, receipt)}
      language={languageOf(c)}
      path={c.req.path.replace(/\/send$/, '')}
      canSend={canSend(services)}
      outcome={outcome}
    />
  )
  return c.html(page, outcome === undefined || outcome === 'sent' ? 200 : 400)
}

async function receiptAt(services: Services, address: string): Promise<Receipt | undefined> {
  const payment = await paymentAt(services, address)
  return payment && receiptOf(services, payment.id)
}

function unknown(c: Context): Response | Promise<Response> {
  const { receipt } = words[languageOf(c)]
  return errorPage(c, { status: 404, title: receipt.unknown, message: receipt.unknownText })
}
