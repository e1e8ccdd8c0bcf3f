import type { Services } from '../../services.ts'
import { profitAndLoss } from '../economics/profit-and-loss.ts'
import { type ElectricityBillInput, ElectricityBillInput as Input } from './schemas.ts'

/** Bills of an agreement that are told of: at one a month, more than sixteen years. */
const mostBills = 200

/** A month is reckoned from all its sessions: no more of them than a page is looked through for. */
const mostMonths = 12

/** What the utility asked for a site in a month, beside what its meters say. */
interface BilledMonth {
  readonly month: string
  readonly site: string
  readonly billedIdr: number
  readonly meteredWh: number
  /** At the purchase prices of each day, with the standing charge; too little while some of it has no price. */
  readonly reckonedIdr: number
  readonly unpricedWh: number
  readonly differenceIdr: number
}

/** The bills of an agreement as they were entered, the newest first, and what the meters say of their last months. */
export async function electricityBills(
  services: Services,
  agreementId: string,
): Promise<{ items: (ElectricityBillInput & { enteredAt: string })[]; months: BilledMonth[] }> {
  const rows = await services.read.query
    .selectFrom('activityEntry')
    .select(['valueAfter', 'at'])
    .where('action', '=', 'electricityBill.entered')
    .where('subject', '=', `agreement:${agreementId}`)
    .orderBy('at', 'desc')
    .limit(mostBills)
    .execute()
  const items = rows.map(({ valueAfter, at }) => ({
    ...Input.parse(JSON.parse(valueAfter ?? '')),
    enteredAt: at,
  }))
  const bySiteAndMonth = Map.groupBy(items, ({ site, businessDay }) => `${businessDay.slice(0, 7)} ${site}`)
  const months: BilledMonth[] = []
  for (const [key, bills] of [...bySiteAndMonth].sort().reverse().slice(0, mostMonths)) {
    const [month = '', site = ''] = key.split(' ')
    months.push(await besideMeters(services, { month, site, bills }))
  }
  return { items, months }
}

async function besideMeters(
  services: Services,
  {
    month,
    site,
    bills,
  }: { readonly month: string; readonly site: string; readonly bills: readonly ElectricityBillInput[] },
): Promise<BilledMonth> {
  const billedIdr = bills.reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  const { total } = await profitAndLoss(services, { month, site, reach: { kind: 'all' } })
  const { boughtWh: meteredWh, energyIdr: reckonedIdr, unpricedWh } = total
  const differenceIdr = billedIdr - reckonedIdr
  return { month, site, billedIdr, meteredWh, reckonedIdr, unpricedWh, differenceIdr }
}
