import { buffer } from 'node:stream/consumers'
import PdfDocument from 'pdfkit'
import { keyFingerprint, type Signature } from './charger-key.ts'
import type { Photo, ReportContents, ReportItem } from './contents.ts'

const margin = 48
const pageWidth = 595
const contentWidth = pageWidth - 2 * margin
const answerWidth = 150
const ink = '#0B1F2A'
const green = '#0A7D4B'
const red = '#B42318'
const quiet = '#5B6B73'
const photoHeight = 280

/** The report on paper: every item with its answer, the photos, and what vouches for it. Rejects for a broken photo. */
export async function reportPdf(
  contents: ReportContents,
  { photos, signature }: { photos: readonly Photo[]; signature: Signature },
): Promise<Buffer> {
  const document = new PdfDocument({
    size: 'A4',
    margin,
    info: {
      Title: `Commissioning of ${contents.chargePointId}`,
      Author: contents.technician,
      CreationDate: new Date(contents.madeAt),
    },
  })
  // Read while it is written: nothing is kept back when a photo cannot be placed.
  const bytes = buffer(document)
  try {
    heading(document, contents)
    for (const { title, items } of contents.sections) {
      section(document, title)
      for (const item of items) row(document, item)
    }
    for (const photo of photos) picture(document, photo)
    vouching(document, contents, signature)
  } finally {
    document.end()
  }
  return bytes
}

type Document = InstanceType<typeof PdfDocument>

function heading(document: Document, contents: ReportContents): void {
  document.fillColor(ink).font('Helvetica-Bold').fontSize(20)
  document.text(`Commissioning of ${printable(contents.chargePointId)}`)
  document
    .fontSize(14)
    .fillColor(contents.passed ? green : red)
    .text(contents.passed ? 'PASSED' : 'NOT PASSED: do not put it into service')
  document.moveDown(0.5).font('Helvetica').fontSize(10).fillColor(ink)
  document.text(`Serial number: ${printable(contents.serialNumber ?? 'none')}`)
  document.text(`Firmware: ${contents.firmwareVersion}, checklist ${contents.checklistVersion}`)
  document.text(`Made at: ${contents.madeAt}`)
  document.text(`Technician: ${printable(contents.technician)}`)
}

function section(document: Document, title: string): void {
  if (document.y > 720) document.addPage()
  document.moveDown().font('Helvetica-Bold').fontSize(12).fillColor(ink).text(title, margin)
  document.moveDown(0.3)
}

function row(document: Document, item: ReportItem): void {
  document.font('Helvetica').fontSize(10)
  const words = printable(item.text)
  const answer = printable(answerOf(item))
  const height = Math.max(
    document.heightOfString(words, { width: contentWidth - answerWidth - 12 }),
    document.heightOfString(answer, { width: answerWidth }),
  )
  if (document.y + height > 842 - margin) document.addPage()
  const top = document.y
  document.fillColor(ink).text(words, margin, top, { width: contentWidth - answerWidth - 12 })
  document
    .font('Helvetica-Bold')
    .fillColor(item.passed ? ink : red)
    .text(answer, margin + contentWidth - answerWidth, top, { width: answerWidth, align: 'right' })
  document.y = top + height + 4
  document.x = margin
}

function answerOf({ kind, answer, unit, min, max, passed, sha256 }: ReportItem): string {
  switch (kind) {
    case 'confirm':
      return passed ? 'yes' : 'NO'
    case 'measure':
      return `${answer} ${unit} (${min} to ${max})${passed ? '' : ' FAIL'}`
    case 'text':
      return String(answer)
    case 'photo':
      return `photo ${sha256?.slice(0, 8)}`
  }
}

function picture(document: Document, { item, bytes }: Photo): void {
  if (document.y + photoHeight + 40 > 842 - margin) document.addPage()
  document.moveDown().font('Helvetica').fontSize(10).fillColor(ink)
  document.text(`${printable(item.text)} (photo ${item.sha256?.slice(0, 8)})`, margin)
  const top = document.y + 4
  document.image(bytes, margin, top, { fit: [contentWidth, photoHeight] })
  document.y = top + photoHeight + 8
}

function vouching(document: Document, { technician }: ReportContents, signature: Signature): void {
  document.addPage()
  document.font('Helvetica-Bold').fontSize(14).fillColor(ink).text('Signature', margin)
  document.moveDown(0.5).font('Helvetica').fontSize(10)
  document.text(`I have made these tests myself, and found what stands here: ${printable(technician)}`)
  document.moveDown(2).text('_'.repeat(40)).text('Place, date, signature by hand')
  document.moveDown(1.5).text('Signed by the charger itself, over the SHA-256 of commissioning.json:')
  document.font('Courier').fontSize(8)
  document.text(`SHA-256    ${signature.sha256}`)
  document.text(`Key        ${keyFingerprint(signature.publicKey)} (${signature.algorithm})`)
  document.text(`Signature  ${signature.signature}`)
  document
    .moveDown()
    .font('Helvetica')
    .fontSize(9)
    .fillColor(quiet)
    .text(
      'The charger’s signature shows that these contents were written on this charger and have not been changed since. ' +
        'It does not show that the measurements were made: for that stands the technician’s name. Check it with ' +
        'colok-charger commission --verify, and compare the key with the one in the operator’s records.',
    )
}

/** The built-in fonts have the letters of western Europe only. */
function printable(words: string): string {
  return words
    .replaceAll('Ω', 'ohm')
    .replaceAll('≤', '<=')
    .replaceAll('≥', '>=')
    .replace(/[^\x20-\x7e\xa0-\xff–—‘’“”…]/gu, '?')
}
