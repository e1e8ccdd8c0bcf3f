import { type Context, Hono } from 'hono'
import type { ConsoleView } from '../../console-matrix.ts'
import type { Services } from '../../services.ts'
import { photoForm } from '../incidents/photo-form.ts'
import { activityList, chainPage } from './activity/pages.tsx'
import { type Asking, askingOf } from './asking.ts'
import { newCharger } from './charger/new-deed.ts'
import { deedRoutes } from './deeds/routes.tsx'
import { type ListPage, listRoute } from './desk.tsx'
import { economicsDeeds } from './economics/deeds.ts'
import { costList, purchasePricesPage } from './economics/pages.tsx'
import { campaignPage, campaignStream } from './firmware/campaign-page.tsx'
import { firmwareDeeds } from './firmware/deeds.ts'
import { imagePage } from './firmware/image-page.tsx'
import { campaignList, imageList } from './firmware/pages.tsx'
import type { OwnApi } from './own-api.ts'
import { newBill } from './partners/bill-deed.ts'
import { billsPage } from './partners/bills-page.tsx'
import { partnerDeeds } from './partners/deeds.ts'
import { agreementList, payoutList, statementList } from './partners/lists.tsx'
import { agreementPage, partnerPage, payoutPage } from './partners/pages.tsx'
import { paymentDeeds } from './payments/deeds.ts'
import {
  exceptionList,
  paymentList,
  refundList,
  settlementList,
  settlementRowList,
  walletList,
} from './payments/lists.tsx'
import { journalPage, paymentPage } from './payments/payment-page.tsx'
import { walletDeeds } from './payments/wallet-deeds.tsx'
import { walletPage } from './payments/wallet-page.tsx'
import { cardDeeds, driverDeeds } from './people/card-deeds.ts'
import { fleetDeeds } from './people/fleet-deeds.ts'
import { keyDeeds } from './people/key-deeds.ts'
import { cardList, driverList, keyList, orderList, organisationList } from './people/lists.tsx'
import { organisationDeeds } from './people/organisation-deeds.ts'
import { cardPage, driverPage, fleetPage, organisationPage } from './people/pages.tsx'
import { sessionDeeds } from './sessions/deeds.ts'
import { sessionList } from './sessions/list.ts'
import { sessionPage } from './sessions/session-page.tsx'
import { suspectsPage } from './sessions/suspects-page.tsx'
import { siteDeeds } from './sites/deeds.ts'
import { siteList, sitePage } from './sites/pages.tsx'
import { tariffDeeds } from './tariffs/deeds.tsx'
import { capList, tariffList } from './tariffs/lists.tsx'
import { tariffPage } from './tariffs/tariff-page.tsx'
import { availabilityPage } from './trouble/availability-page.tsx'
import { troubleDeeds } from './trouble/deeds.ts'
import { alertList, contactList, incidentList, incidentPage, riskList, ruleList } from './trouble/pages.tsx'
import { webhookDeeds } from './webhooks/deeds.ts'
import { deliveryList, webhookList } from './webhooks/pages.tsx'

type PageOf = (asking: Asking, services: Services) => Promise<Response>

/** The pages of the console about one thing, or about several at once. */
const pages: readonly (readonly [path: ConsoleView, page: PageOf])[] = [
  ['/console/sessions/:id', sessionPage],
  ['/console/suspects', suspectsPage],
  ['/console/payments/:id', paymentPage],
  ['/console/journals/:id', journalPage],
  ['/console/wallets/:id', walletPage],
  ['/console/tariffs/:id', tariffPage],
  ['/console/organisations/:organisationId', organisationPage],
  ['/console/cards/:idTag', cardPage],
  ['/console/drivers/:id', driverPage],
  ['/console/fleets/:organisationId', fleetPage],
  ['/console/agreements/:id', agreementPage],
  ['/console/agreements/:id/electricity-bills', billsPage],
  ['/console/partners/:slug', partnerPage],
  ['/console/payouts/:number', payoutPage],
  ['/console/firmware-images/:id', imagePage],
  ['/console/firmware-campaigns/:id', campaignPage],
  ['/console/firmware-campaigns/:id/live', campaignStream],
  ['/console/sites/:slug', sitePage],
  ['/console/sites/:slug/purchase-tariffs', purchasePricesPage],
  ['/console/incidents/:number', incidentPage],
  ['/console/availability', availabilityPage],
  ['/console/activity/chain', chainPage],
]

/** What operators do at a desk: sessions, money, people, partners and sites; mounted at the root. */
export function deskPages(services: Services, api: OwnApi): Hono {
  const routes = new Hono()
  const addList = <Row>(list: ListPage<Row>) => routes.route('/', listRoute(api, list))
  addList(sessionList)
  addList(paymentList)
  addList(refundList)
  addList(exceptionList)
  addList(settlementList)
  addList(walletList)
  addList(tariffList)
  addList(capList)
  addList(organisationList)
  addList(keyList)
  addList(cardList)
  addList(orderList)
  addList(driverList)
  addList(agreementList)
  addList(statementList)
  addList(payoutList)
  addList(imageList)
  addList(campaignList)
  addList(siteList)
  addList(webhookList)
  addList(costList)
  addList(alertList)
  addList(incidentList)
  addList(ruleList)
  addList(contactList)
  addList(riskList)
  addList(activityList)
  // Before the pages about one thing, whose name `new` is not.
  const deeds = [
    ...sessionDeeds,
    ...paymentDeeds,
    ...walletDeeds,
    ...tariffDeeds(services),
    ...organisationDeeds,
    ...keyDeeds,
    ...cardDeeds,
    ...driverDeeds,
    ...fleetDeeds,
    ...partnerDeeds,
    newBill,
    ...firmwareDeeds,
    newCharger,
    ...siteDeeds,
    ...webhookDeeds,
    ...economicsDeeds,
    ...troubleDeeds,
  ]
  routes.route('/console/incidents', photoForm(services))
  routes.route('/', deedRoutes(services, api, deeds))
  addList(settlementRowList)
  addList(deliveryList)
  for (const [path, page] of pages) routes.get(path, (c: Context) => page(askingOf(c, api), services))
  return routes
}
