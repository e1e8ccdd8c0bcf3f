import { businessDay } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { rowsPdf } from '../receipts/rows-pdf.ts'
import type { ReceiptRow } from '../receipts/sections.ts'
import type { DeliveryNote } from './schemas.ts'
import { assetWords } from './words.ts'

/** By whose clocks the day on which goods were sent is told. */
const timeZone = 'Asia/Jakarta'

/** A delivery note on paper, in Indonesian: it goes with the goods and is signed by who sends and who receives. */
export function deliveryPdf(note: DeliveryNote, operator: string): Promise<Buffer> {
  const row = (name: string, value: string | null): ReceiptRow[] => (value === null ? [] : [{ name, value }])
  const blank = '…………………………………'
  return rowsPdf({
    title: `Surat jalan nomor ${note.number}`,
    author: operator,
    createdAt: note.sentAt,
    sections: [
      [
        ...row('Pengirim', operator),
        ...row('Dari', assetWords.id.place(note.from)),
        ...row('Ke', assetWords.id.place(note.to)),
        ...row('Tanggal', businessDay(fromStoredInstant(note.sentAt), timeZone)),
        ...row('Catatan', note.note),
      ],
      note.lines.map(({ name, serialNumber, quantity }) => ({
        name,
        value: serialNumber === null ? `${quantity}` : `1   nomor seri ${serialNumber}`,
      })),
      [
        {
          name: 'Jumlah',
          value: String(note.lines.reduce((sum, { quantity }) => sum + quantity, 0)),
          isTotal: true,
        },
      ],
      (note.differences ?? []).map(({ item, serialNumber, received, reason }) => ({
        name: `Diterima: ${serialNumber ?? item}`,
        value: `${received} (${reason})`,
      })),
      [
        ...row('Dikirim oleh', `${note.sentBy}  ${blank}`),
        ...row('Diterima oleh', `${note.endedBy ?? ''}  ${blank}`),
      ],
    ],
  })
}
