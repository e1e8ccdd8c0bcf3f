/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { ElectricityBills } from '../../partners/schemas.ts'
import { type Asking, filled } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, ShortList } from '../desk.tsx'
import { partnerWords as w } from './words.ts'

/** What the utility has billed under an agreement, and how far the meters agree with it. */
export async function billsPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const { items, months } = await api.get<ElectricityBills>(
    c,
    filled('/agreements/:id/electricity-bills', names),
  )
  const bills = columnsIn<ElectricityBills['items'][number]>(language)
  const beside = columnsIn<ElectricityBills['months'][number]>(language)
  return deskPage(asking, {
    title: w.bills[language],
    section: '/console/agreements',
    lead: w.billsLead[language],
    actions: (
      <DeedLink
        asking={asking}
        form="/console/agreements/:id/electricity-bills/new"
        names={{ id: names.id ?? '' }}
        text={w.newBill}
        isMain
      />
    ),
    children: (
      <>
        <ShortList
          title={w.bills[language]}
          columns={[
            bills.text('businessDay', w.day),
            bills.text('site', w.site),
            bills.text('reference', w.billNumber),
            bills.rupiah('amountIdr', w.billed),
            bills.text('note', w.note),
            bills.when('enteredAt', w.entered),
          ]}
          rows={items}
          empty={w.noBills[language]}
        />
        {months.length > 0 && (
          <ShortList
            title={w.beside[language]}
            columns={[
              beside.text('month', w.period),
              beside.text('site', w.site),
              beside.rupiah('billedIdr', w.billed),
              beside.energy('meteredWh', w.metered),
              beside.rupiah('reckonedIdr', w.asBought),
              beside.energy('unpricedWh', w.unpriced),
              beside.rupiah('differenceIdr', w.difference),
            ]}
            rows={months}
            empty=""
          />
        )}
      </>
    ),
  })
}
