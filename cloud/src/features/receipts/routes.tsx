/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { toString as qrToString } from 'qrcode'
import type { Services } from '../../services.ts'
import { errorPage } from '../../web/error-page.tsx'
import { languageOf, words } from '../../web/language.ts'
import { paymentAt } from '../payments/page-address.ts'
import { type Receipt, receiptOf, verifiedReceipt } from './queries.ts'
import { ReceiptPage, VerifiedPage } from './receipt-page.tsx'
import { receiptPdf } from './receipt-pdf.ts'

/** A payment's receipt for its driver, and the proof of one for whoever holds it. */
export function receiptRoutes(services: Services): Hono {
  return new Hono()
    .get('/p/:address/receipt', async (c) => {
      const receipt = await receiptAt(services, c.req.param('address'))
      if (receipt === undefined) return unknown(c)
      return c.html(<ReceiptPage receipt={receipt} language={languageOf(c)} path={c.req.path} />)
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
      return c.html(<VerifiedPage receipt={receipt} language={languageOf(c)} path={c.req.path} />)
    })
}

async function receiptAt(services: Services, address: string): Promise<Receipt | undefined> {
  const payment = await paymentAt(services, address)
  return payment && receiptOf(services, payment.id)
}

function unknown(c: Context): Response | Promise<Response> {
  const { receipt } = words[languageOf(c)]
  return errorPage(c, { status: 404, title: receipt.unknown, message: receipt.unknownText })
}
