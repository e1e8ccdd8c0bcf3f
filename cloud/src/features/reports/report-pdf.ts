import { buffer } from 'node:stream/consumers'
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import PdfDocument from 'pdfkit'
import { labelEvery, valueTicks } from '../../core/chart-layout.ts'
import { localeOf } from '../../web/language.ts'
import { availabilityText, headFigures } from './figures.ts'
import type { Report } from './schemas.ts'
import { reportWords } from './words.ts'

// In points, of A4.
const margin = 42
const pageWidth = 595
const contentWidth = pageWidth - 2 * margin
const rowHeight = 16
const chartHeight = 110
const axisWidth = 40

const ink = '#0B1F2A'
const quiet = '#5B6B73'
const line = '#D9DEDC'
const green = '#0A7D4B'
const blue = '#0B5FFF'

type Paper = PDFKit.PDFDocument

/** A report on paper: its figures, two charts, and a table of sites and of partners. */
export function reportPdf(report: Report): Promise<Buffer> {
  const { content, language, name, writtenAt } = report
  const text = reportWords[language]
  const info = { Title: `${text.title} ${name}`, Author: content.operator, CreationDate: new Date(writtenAt) }
  const paper = new PdfDocument({ size: 'A4', margin, info })
  const bytes = buffer(paper)
  paper.font('Helvetica-Bold').fontSize(20).fillColor(ink).text(`${text.title} ${name}`)
  const period = content.from === content.until ? content.from : `${content.from} – ${content.until}`
  const whose = content.organisation ?? text.network
  paper.font('Helvetica').fontSize(10).fillColor(quiet).text(`${period} · ${whose} · ${content.operator}`)
  drawFigures(paper, headFigures(content, language))
  // One bar is no chart.
  if (content.days.length > 1) {
    const labels = content.days.map(({ day }) => `${Number(day.slice(8))}/${Number(day.slice(5, 7))}`)
    const number = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 1 })
    const chart = { labels, tick: (value: number) => number.format(value / 1000) }
    drawBars(paper, {
      ...chart,
      title: text.energyByDay,
      values: content.days.map(({ energyWh }) => energyWh),
      colour: green,
    })
    drawBars(paper, {
      ...chart,
      title: text.takingsByDay,
      values: content.days.map(({ takingsIdr }) => takingsIdr),
      colour: blue,
    })
  }
  drawTable(paper, {
    title: text.bySite,
    widths: [0.32, 0.09, 0.15, 0.17, 0.16, 0.11],
    head: [text.site, text.sessions, text.energy, text.takings, text.availability, text.incidents],
    rows: content.sites.map((row) => [
      row.name,
      String(row.sessions),
      formatKwh(row.energyWh, language),
      formatIdr(row.takingsIdr, language),
      availabilityText(row.availability, language),
      String(row.incidentsOpened),
    ]),
  })
  if (content.partners.length > 0)
    drawTable(paper, {
      title: text.partners,
      widths: [0.75, 0.25],
      head: [text.name, text.amount],
      rows: [
        ...content.partners.map(({ name: partner, amountIdr }) => [partner, formatIdr(amountIdr, language)]),
        [text.sum, formatIdr(content.total.partnersIdr, language)],
      ],
    })
  paper.end()
  return bytes
}

/** Two rows of three: the name small, the figure large. */
function drawFigures(paper: Paper, figures: readonly (readonly [string, string])[]): void {
  const width = contentWidth / 3
  const top = paper.y + 14
  for (const [index, [name, value]] of figures.entries()) {
    const x = margin + (index % 3) * width
    const y = top + Math.floor(index / 3) * 44
    paper
      .font('Helvetica')
      .fontSize(9)
      .fillColor(quiet)
      .text(name, x, y, { width: width - 8, lineBreak: false })
    // A sentence is set smaller than a number.
    const size = value.length > 18 ? 10 : 16
    paper.font('Helvetica-Bold').fontSize(size).fillColor(ink)
    paper.text(value, x, y + 12, { width: width - 8, height: 26, ellipsis: true })
  }
  paper.x = margin
  paper.y = top + Math.ceil(figures.length / 3) * 44 + 4
}

interface Bars {
  readonly title: string
  readonly labels: readonly string[]
  readonly values: readonly number[]
  readonly colour: string
  readonly tick: (value: number) => string
}

function drawBars(paper: Paper, { title, labels, values, colour, tick }: Bars): void {
  roomFor(paper, chartHeight + 44)
  paper
    .font('Helvetica-Bold')
    .fontSize(10)
    .fillColor(ink)
    .text(title, margin, paper.y + 6)
  const top = paper.y + 6
  const left = margin + axisWidth
  const width = contentWidth - axisWidth
  const ticks = valueTicks(Math.max(0, ...values), 4)
  const most = ticks.at(-1) ?? 1
  const yOf = (value: number) => top + chartHeight * (1 - value / most)
  paper.font('Helvetica').fontSize(7.5).lineWidth(0.5)
  for (const value of ticks) {
    paper
      .moveTo(left, yOf(value))
      .lineTo(left + width, yOf(value))
      .strokeColor(line)
      .stroke()
    paper
      .fillColor(quiet)
      .text(tick(value), margin, yOf(value) - 3, { width: axisWidth - 6, align: 'right', lineBreak: false })
  }
  const step = width / values.length
  const every = labelEvery(labels.length, 16)
  for (const [index, value] of values.entries()) {
    const x = left + index * step
    // What was given back in all is below nothing, and has no bar.
    if (value > 0) paper.rect(x + step * 0.15, yOf(value), step * 0.7, yOf(0) - yOf(value)).fill(colour)
    if (index % every === 0)
      paper.fillColor(quiet).text(labels[index] ?? '', x - 12, top + chartHeight + 4, {
        width: step + 24,
        align: 'center',
        lineBreak: false,
      })
  }
  paper.x = margin
  paper.y = top + chartHeight + 20
}

interface Rows {
  readonly title: string
  /** Of the whole width, column by column; the first holds words, the others numbers. */
  readonly widths: readonly number[]
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** On as many pages as it takes, each with the heads of the columns. */
function drawTable(paper: Paper, { title, widths, head, rows }: Rows): void {
  roomFor(paper, 3 * rowHeight + 20)
  paper
    .font('Helvetica-Bold')
    .fontSize(12)
    .fillColor(ink)
    .text(title, margin, paper.y + 8)
  paper.y += 4
  drawRow(paper, { cells: head, widths, isHead: true })
  for (const cells of rows) {
    if (paper.y + rowHeight > paper.page.height - margin) {
      paper.addPage()
      drawRow(paper, { cells: head, widths, isHead: true })
    }
    drawRow(paper, { cells, widths, isHead: false })
  }
}

function drawRow(
  paper: Paper,
  {
    cells,
    widths,
    isHead,
  }: { readonly cells: readonly string[]; readonly widths: readonly number[]; readonly isHead: boolean },
): void {
  const { y } = paper
  paper
    .font(isHead ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(8.5)
    .fillColor(isHead ? quiet : ink)
  let x = margin
  for (const [index, cell] of cells.entries()) {
    const width = contentWidth * (widths[index] ?? 0)
    paper.text(cell, x, y, {
      ...{ width: width - 4, height: rowHeight, lineBreak: false, ellipsis: true },
      align: index === 0 ? 'left' : 'right',
    })
    x += width
  }
  const below = y + rowHeight - 4
  paper
    .moveTo(margin, below)
    .lineTo(pageWidth - margin, below)
    .lineWidth(isHead ? 1 : 0.4)
    .strokeColor(line)
    .stroke()
  paper.x = margin
  paper.y = y + rowHeight
}

function roomFor(paper: Paper, height: number): void {
  if (paper.y + height > paper.page.height - margin) paper.addPage()
}
