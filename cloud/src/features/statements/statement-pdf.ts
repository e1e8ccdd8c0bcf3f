import { buffer } from 'node:stream/consumers'
import { formatIdr } from '@colok/shared/money'
import { businessDay } from '@colok/shared/time'
import PdfDocument from 'pdfkit'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Language } from '../../web/language.ts'
import { statementColumns, statementSums } from './rows.ts'
import type { Statement } from './schemas.ts'
import { statementWords } from './words.ts'

/** By whose clocks the day of a closing is told. */
const timeZone = 'Asia/Jakarta'

// In points, of A4 lying down.
const margin = 36
const pageWidth = 842
const contentWidth = pageWidth - 2 * margin
const rowHeight = 14
/** Of the whole width, column by column. */
const widths = [0.08, 0.2, 0.1, 0.045, 0.085, 0.1, 0.075, 0.08, 0.075, 0.075, 0.085]

const ink = '#0B1F2A'
const quiet = '#5B6B73'
const rule = '#D9DEDC'

/** A statement on paper: the rows of its page. */
export function statementPdf(statement: Statement, language: Language): Promise<Buffer> {
  const { content, number, period, closedAt } = statement
  const text = statementWords[language]
  const title = text.title(number)
  const info = { Title: title, Author: content.operator.name, CreationDate: new Date(closedAt) }
  const document = new PdfDocument({ size: 'A4', layout: 'landscape', margin, info })
  const bytes = buffer(document)
  document.font('Helvetica-Bold').fontSize(18).fillColor(ink).text(title)
  document.moveDown(0.3).font('Helvetica').fontSize(9)
  for (const [name, value] of headOf(statement, language)) document.text(`${name}: ${value}`)
  document.moveDown(0.6)
  const columns = statementColumns(content, language)
  const right = columns.map(({ isNumber }) => isNumber)
  const head = columns.map(({ heading }) => heading)
  drawRow(document, head, { right, isBold: true })
  for (const line of content.lines) {
    if (document.y + rowHeight > document.page.height - margin) {
      document.addPage()
      drawRow(document, head, { right, isBold: true })
    }
    drawRow(
      document,
      columns.map(({ shown }) => shown(line)),
      { right, isBold: false },
    )
  }
  drawRow(
    document,
    columns.map(({ total }) => total),
    { right, isBold: true },
  )
  document.moveDown(0.8)
  for (const { name, amountIdr, isTotal = false } of statementSums(content, language))
    drawSum(document, { name, value: formatIdr(amountIdr, language), isTotal })
  document.font('Helvetica').fontSize(8).fillColor(quiet)
  document.text(`${text.late} ${period}`, margin, document.y + 6, { width: contentWidth })
  document.end()
  return bytes
}

/** Who states what to whom, and when. */
export function headOf(statement: Statement, language: Language): (readonly [string, string])[] {
  const text = statementWords[language]
  const { operator, partner } = statement.content
  return [
    [text.period, statement.period],
    [text.from, operator.taxNumber === null ? operator.name : `${operator.name}, NPWP ${operator.taxNumber}`],
    [text.to, partner.name],
    [text.closed, businessDay(fromStoredInstant(statement.closedAt), timeZone)],
    ...(operator.contact === null ? [] : [[text.contact, operator.contact] as const]),
  ]
}

function drawRow(
  document: PDFKit.PDFDocument,
  cells: readonly string[],
  { right, isBold }: { readonly right: readonly boolean[]; readonly isBold: boolean },
): void {
  const { y } = document
  document
    .font(isBold ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(7.5)
    .fillColor(ink)
  let x = margin
  for (const [index, cell] of cells.entries()) {
    const width = contentWidth * (widths[index] ?? 0)
    const align = right[index] ? 'right' : 'left'
    document.text(cell, x, y, {
      width: width - 4,
      height: rowHeight,
      align,
      lineBreak: false,
      ellipsis: true,
    })
    x += width
  }
  const below = y + rowHeight - 3
  document
    .moveTo(margin, below)
    .lineTo(pageWidth - margin, below)
    .strokeColor(rule)
    .lineWidth(isBold ? 1 : 0.4)
    .stroke()
  document.y = y + rowHeight
  document.x = margin
}

function drawSum(
  document: PDFKit.PDFDocument,
  { name, value, isTotal }: { readonly name: string; readonly value: string; readonly isTotal: boolean },
): void {
  if (document.y + 18 > document.page.height - margin) document.addPage()
  const { y } = document
  const left = pageWidth - margin - 330
  document.font(isTotal ? 'Helvetica-Bold' : 'Helvetica').fontSize(isTotal ? 10 : 9)
  document.fillColor(quiet).text(name, left, y, { width: 210 })
  document.fillColor(ink).text(value, left + 210, y, { width: 120, align: 'right' })
  document.y = y + 15
  document.x = margin
}
