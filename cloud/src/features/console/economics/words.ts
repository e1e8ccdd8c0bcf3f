import type { z } from 'zod'
import type { PostCost } from '../../economics/schemas.ts'
import type { Said, SaidOf } from '../said.ts'

export const costKinds: SaidOf<z.infer<typeof PostCost>['kind']> = {
  sim: { id: 'Kartu SIM', en: 'SIM card' },
  visit: { id: 'Kunjungan', en: 'Visit' },
  rent: { id: 'Sewa', en: 'Rent' },
  other: { id: 'Lain-lain', en: 'Other' },
}

export const economicsWords = {
  prices: { id: 'Harga beli listrik', en: 'What energy is bought for' },
  pricesLead: {
    id: 'Yang dibayar lokasi ini kepada PLN. Laba rugi dihitung dengan harga yang berlaku pada hari sesinya.',
    en: 'What this site pays the utility. Profit and loss is reckoned by the price of each session’s day.',
  },
  noPrices: {
    id: 'Belum ada harga beli, jadi laba rugi lokasi ini belum lengkap. Isi dari tagihan PLN yang terakhir.',
    en: 'No price is known, so its profit and loss is incomplete. Enter it from the utility’s last bill.',
  },
  newPrice: { id: 'Harga beli baru', en: 'New purchase price' },
  from: { id: 'Mulai', en: 'From' },
  perKwh: { id: 'Per kWh', en: 'For each kWh' },
  standing: { id: 'Abonemen sebulan', en: 'Standing charge a month' },
  source: { id: 'Menurut', en: 'According to' },
  by: { id: 'Oleh', en: 'By' },
  entered: { id: 'Ditulis', en: 'Entered' },
  site: { id: 'Lokasi', en: 'Site' },
  charger: { id: 'Pos', en: 'Charger' },
  costs: { id: 'Biaya pos', en: 'Costs of chargers' },
  costsLead: {
    id: 'Kartu SIM, kunjungan, sewa dan lainnya: yang membuat laba rugi tiap pos utuh.',
    en: 'SIM cards, visits, rent and the rest: what makes the profit and loss of each charger whole.',
  },
  noCosts: {
    id: 'Belum ada biaya. Tulis yang pertama, misalnya sewa bulanan sebuah lokasi.',
    en: 'No cost yet. Enter the first, such as the monthly rent of a site.',
  },
  newCost: { id: 'Biaya baru', en: 'New cost' },
  kind: { id: 'Jenis', en: 'Kind' },
  amount: { id: 'Sebulan', en: 'A month' },
  until: { id: 'Sampai', en: 'Until' },
  note: { id: 'Catatan', en: 'Note' },
  deeds: { id: 'Tindakan', en: 'Actions' },
  takeBack: { id: 'Tarik', en: 'Take back' },
  thisCost: { id: 'Biaya ini', en: 'This cost' },
  all: { id: 'semua pos di sana', en: 'all chargers there' },
} as const satisfies Record<string, Said>
