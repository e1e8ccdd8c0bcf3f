import { type Agreement, ElectricityBillInput } from '../../partners/schemas.ts'
import { filled, hrefOf } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import { rupiah } from '../figures.ts'
import { partnerWords as w } from './words.ts'

/** A bill of the utility, for an agreement that reckons electricity by bills. */
export const newBill: Deed = {
  path: '/console/agreements/:id/electricity-bills/new',
  title: w.newBill,
  lead: w.billsLead,
  button: w.newBill,
  section: '/console/agreements',
  fields: async ({ c, api, names }) => {
    const { places } = await api.get<Agreement>(c, filled('/agreements/:id', names))
    const sites = [...new Set(places.map(({ site }) => site))]
    const options = sites.map((site) => ({ value: site, label: { id: site, en: site } }))
    return [
      { name: 'site', kind: 'choice', label: w.site, options, required: true },
      { name: 'businessDay', kind: 'day', label: w.day, required: true },
      {
        name: 'amountIdr',
        kind: 'whole',
        unit: 'Rp',
        label: w.billed,
        hint: { id: 'Negatif untuk koreksi PLN.', en: 'Negative for a credit note.' },
        required: true,
      },
      { name: 'reference', kind: 'line', label: w.billNumber, required: true },
      { name: 'note', kind: 'line', label: w.note },
    ]
  },
  input: ElectricityBillInput,
  confirm: async ({ c, api, names, language }, body) => {
    const { site, businessDay, amountIdr, reference } = ElectricityBillInput.parse(body)
    const { organisation } = await api.get<Agreement>(c, filled('/agreements/:id', names))
    const much = rupiah(amountIdr, language)
    return language === 'id'
      ? [
          `Tagihan ${reference} sebesar ${much} untuk ${site} masuk ke bulan ${businessDay.slice(0, 7)}.`,
          `Bagian ${organisation} berubah menurut perjanjiannya, dan tidak bisa dihapus: yang salah dikoreksi dengan tagihan lain.`,
        ]
      : [
          `Bill ${reference} of ${much} for ${site} counts in ${businessDay.slice(0, 7)}.`,
          `What ${organisation} gets changes by the agreement, for good: a mistake is put right by another bill.`,
        ]
  },
  back: ({ id = '' }) => hrefOf('/console/agreements/:id/electricity-bills', { id }),
}
