import { buffer } from 'node:stream/consumers'
import PdfDocument from 'pdfkit'
import { create } from 'qrcode'
import type { ReceiptRow } from './sections.ts'

// In points, of A5.
const margin = 32
const pageWidth = 420
const contentWidth = pageWidth - 2 * margin
const nameWidth = 130
const qrSize = 96

const ink = '#0B1F2A'
const quiet = '#5B6B73'
const line = '#D9DEDC'

/** Groups of rows on paper, A5, and a code that proves them where there is one. */
export function rowsPdf(paper: {
  readonly title: string
  readonly author: string
  readonly createdAt: string
  readonly sections: readonly (readonly ReceiptRow[])[]
  readonly proof?: { readonly url: string; readonly invitation: string }
}): Promise<Buffer> {
  const { title, author, createdAt, sections, proof } = paper
  const info = { Title: title, Author: author, CreationDate: new Date(createdAt) }
  const document = new PdfDocument({ size: 'A5', margin, info })
  const bytes = buffer(document)
  document.font('Helvetica-Bold').fontSize(18).fillColor(ink).text(title)
  for (const rows of sections) if (rows.length > 0) drawSection(document, rows)
  if (proof !== undefined) drawProof(document, proof.url, proof.invitation)
  document.end()
  return bytes
}

function drawSection(document: PDFKit.PDFDocument, rows: readonly ReceiptRow[]): void {
  document.moveDown(0.4)
  const y = document.y
  document
    .moveTo(margin, y)
    .lineTo(pageWidth - margin, y)
    .strokeColor(line)
    .stroke()
  document.moveDown(0.3)
  for (const row of rows) drawRow(document, row)
}

/** Name on the left, value on the right, on a new page where this one is full. */
function drawRow(document: PDFKit.PDFDocument, { name, value, isTotal = false }: ReceiptRow): void {
  const valueWidth = contentWidth - nameWidth
  document.font(isTotal ? 'Helvetica-Bold' : 'Helvetica').fontSize(isTotal ? 13 : 9)
  const height = document.heightOfString(value, { width: valueWidth })
  if (document.y + height > document.page.height - margin) document.addPage()
  const { y } = document
  document.fillColor(quiet).text(name, margin, y, { width: nameWidth })
  document.fillColor(ink).text(value, margin + nameWidth, y, { width: valueWidth, align: 'right' })
  document.y = y + height + 3
  document.x = margin
}

function drawProof(document: PDFKit.PDFDocument, verifyUrl: string, invitation: string): void {
  if (document.y + qrSize + 24 > document.page.height - margin) document.addPage()
  document.moveDown(0.6)
  const { modules } = create(verifyUrl, { errorCorrectionLevel: 'M' })
  const module = qrSize / modules.size
  const top = document.y
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column))
        document.rect(margin + column * module, top + row * module, module, module)
  document.fill(ink)
  const textWidth = contentWidth - qrSize - 16
  document.font('Helvetica').fontSize(9).fillColor(ink)
  document.text(invitation, margin + qrSize + 16, top, { width: textWidth })
  document.fontSize(7).fillColor(quiet).text(verifyUrl, { width: textWidth })
}
