import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { rowsPdf } from '../receipts/rows-pdf.ts'
import type { ReceiptRow } from '../receipts/sections.ts'
import type { Invoice } from './schemas.ts'

/** An invoice on paper, in Indonesian: it goes to a book-keeper. */
export function invoicePdf(invoice: Invoice): Promise<Buffer> {
  const { content, number, month, dueOn } = invoice
  const { operator, account } = content
  const row = (name: string, value: string | null): ReceiptRow[] => (value === null ? [] : [{ name, value }])
  return rowsPdf({
    title: `Faktur nomor ${number}`,
    author: operator.name,
    createdAt: invoice.issuedAt,
    sections: [
      [
        ...row('Dari', operator.name),
        ...row('NPWP', operator.taxNumber),
        ...row('Kepada', `${account.name}, ${account.address}`),
        ...row('NPWP', account.taxNumber),
        ...row('Bulan', month),
        ...row('Jatuh tempo', dueOn),
      ],
      content.lines.map(({ businessDay, chargePointId, card, energyWh, amountIdr, corrects }) => ({
        name: `${corrects === null ? '' : `Koreksi faktur ${corrects}: `}${businessDay} ${chargePointId}`,
        value: `${card}   ${formatKwh(energyWh, 'id', 3)}   ${formatIdr(amountIdr)}`,
      })),
      [
        ...row('Termasuk PBJT', formatIdr(content.pbjtIdr)),
        ...row('Termasuk PPN', formatIdr(content.ppnIdr)),
        { name: 'Total', value: formatIdr(content.totalIdr), isTotal: true },
      ],
      row('Pengaduan', operator.contact),
    ],
  })
}
