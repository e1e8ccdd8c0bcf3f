import { partners } from './partners.ts'

/** What a kWh costs at the sites from a moment on, in rupiah. */
interface Price {
  /** As the central system stores instants, so that text compares as time does. */
  readonly from: string
  readonly idrPerKwh: number
}

/** The months in which a story may take place, by the clocks of the sites (WITA), with the first moment of each. */
const months = Array.from({ length: 16 }, (_, index) => ({
  name: `bulan ${index + 1}`,
  from: new Date(Date.UTC(2026, 11 + index, 1) - 8 * 3_600_000).toISOString(),
}))

/** Prices change on the first evening of a story, and with each month. */
const common: readonly (Price & { readonly name: string })[] = [
  { name: 'Tarif dasar', from: '2026-01-01T00:00:00.000Z', idrPerKwh: 2_466 },
  { name: 'Tarif malam', from: '2026-11-30T11:00:00.000Z', idrPerKwh: 2_310 },
  ...months.map(({ name, from }, index) => ({
    name: `Tarif ${name}`,
    from,
    idrPerKwh: 2_350 + ((index * 37) % 100),
  })),
]

/** How much less a kWh costs at the first partner's site, which has a tariff of its own: sockets can be held there. */
const lessAtFirstIdr = 41

/** As they are given to the central system. */
export const tariffs = common.flatMap(({ name, from: validFrom, idrPerKwh }) => [
  { name, priceIdrPerKwh: idrPerKwh, validFrom },
  {
    ...{ name: `${name}, boleh pesan`, site: partners[0].site, priceIdrPerKwh: idrPerKwh - lessAtFirstIdr },
    ...{ reservationMinutes: 15, validFrom },
  },
])

/** By the world's own books: what a kWh costs at a site of whoever starts, or pays ahead, at this instant. */
export function priceIdrPerKwh(site: string, at: string): number {
  const price = common.findLast(({ from }) => from <= at)
  return (price?.idrPerKwh ?? 0) - (site === partners[0].site ? lessAtFirstIdr : 0)
}
