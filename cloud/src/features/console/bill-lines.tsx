/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { z } from 'zod'
import type { Language } from '../../web/language.ts'
import type { Bill } from '../charging/schemas.ts'
import { duration, kwh, percent, rupiah } from './figures.ts'

type BillView = z.infer<typeof Bill>
type Line = BillView['lines'][number]

/** A bill, line by line, as it was reckoned. */
export function BillLines({ bill, language }: { readonly bill: BillView; readonly language: Language }) {
  const total = language === 'id' ? 'Jumlah' : 'Total'
  return (
    <table class="records reckoning">
      <tbody>
        {bill.lines.map((line) => (
          <tr>
            <td class="cell">{nameOf(line, language)}</td>
            <td class="cell figure">{rupiah(line.amountIdr, language)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" class="cell sum">
            {total}
          </th>
          <td class="cell figure sum">{rupiah(bill.totalIdr, language)}</td>
        </tr>
      </tbody>
    </table>
  )
}

function nameOf(line: Line, language: Language): string {
  const say = (id: string, en: string) => (language === 'id' ? id : en)
  switch (line.kind) {
    case 'energy':
      return `${kwh(line.energyWh, language)} × ${rupiah(line.priceIdrPerKwh, language)}`
    case 'time':
    case 'idle': {
      const what = line.kind === 'time' ? say('Waktu', 'Time') : say('Baterai penuh', 'Battery full')
      const perHour = say('per jam', 'an hour')
      return `${what} ${duration(line.seconds, language)} × ${rupiah(line.priceIdrPerHour, language)} ${perHour}`
    }
    case 'session':
      return say('Biaya sesi', 'Session fee')
    case 'decreedCap':
      return say(
        `Di atas batas ${line.decree}, ${rupiah(line.maxIdrPerKwh, language)} per kWh`,
        `Above what ${line.decree} allows, ${rupiah(line.maxIdrPerKwh, language)} per kWh`,
      )
    case 'pbjt':
      return `PBJT ${percent(line.basisPoints, language)}`
    case 'ppn':
      return `PPN ${percent(line.basisPoints, language)}`
    case 'abovePaid':
      return say('Di atas yang dibayar, tidak ditagih', 'Beyond what was paid for, not charged')
  }
}
