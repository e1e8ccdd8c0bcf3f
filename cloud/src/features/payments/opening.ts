import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { amountFor, energyFor } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import { first, type Tx } from '../../db/database.ts'
import type { CreateResult, PaymentGateway } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { findCharger } from '../chargers/queries.ts'
import { priceAt } from '../tariffs/prices.ts'
import type { PaymentMethod } from './desk.ts'
import { beginReserve } from './linking.ts'
import { followedAt } from './page-address.ts'
import { changePayment, findPayment, type Payment, priceOf } from './payment-rows.ts'
import { newIdTag, referenceOf } from './references.ts'
import type { WalletLink } from './wallet-links.ts'

/** QRIS takes Rp 1 to Rp 10 million; less than this buys nothing worth plugging in for, more is a mistyped zero. */
const leastIdr = 1000
const mostIdr = 1_000_000

/** How long a QR can be paid. */
export const openForMs = 10 * 60_000

/** Before the first question whether it has been paid; the provider's own word usually comes sooner. */
const firstLookMs = 10_000

/** Unpaid QRs at one post: more are not drivers. */
const maxUnpaidAtPost = 20

/** So long the provider may take; after that a process has died over it. */
export const creatingForMs = 120_000

export interface PaymentWish {
  readonly chargePointId: string
  readonly connectorId: number
  readonly method: PaymentMethod
  readonly buys: { readonly amountIdr: number } | { readonly energyWh: number }
  /** The payment whose session is to go on longer. */
  readonly topsUp?: string
  /** The account to set money aside in; its owner is asked for one when left out. */
  readonly link?: WalletLink | undefined
}

export type OpenResult =
  | { readonly kind: 'opened'; readonly payment: Payment }
  | { readonly kind: 'refused'; readonly why: OpenRefusal }
  /** No provider would take it just now. */
  | { readonly kind: 'noProvider' }

export type OpenRefusal =
  | 'unknownSocket'
  | 'offline'
  | 'noPrice'
  | 'notPlugged'
  | 'socketBusy'
  | 'amount'
  | 'tooManyOpen'
  | 'sessionEnded'

/** Asks a provider for a QR for a socket that is plugged in, at the price that is shown now. */
export async function openPayment(services: Services, wish: PaymentWish): Promise<OpenResult> {
  const judged = await judge(services, wish)
  if (judged.kind === 'refused') return judged
  const id = services.newId()
  const now = services.clock.wallMs()
  const { price, chargerId } = judged
  const amountIdr = 'amountIdr' in wish.buys ? wish.buys.amountIdr : amountFor(price, wish.buys.energyWh)
  if (!isAmount(amountIdr) || energyFor(price, amountIdr) <= 0) return { kind: 'refused', why: 'amount' }
  const payment = await services.writer.write(async (tx) => {
    if ((await unpaidAt(tx, chargerId)) >= maxUnpaidAtPost) return undefined
    await tx.query
      .insertInto('payment')
      .values({
        id,
        reference: referenceOf('P', id),
        method: wish.method,
        chargerId,
        connectorId: wish.connectorId,
        topsUp: wish.topsUp ?? null,
        idTag: wish.topsUp === undefined ? newIdTag() : null,
        price: JSON.stringify(price),
        amountIdr,
        state: 'creating',
        dueAt: toIso(now + creatingForMs),
        expiresAt: toIso(now + openForMs),
        createdAt: toIso(now),
      })
      .execute()
    return findPayment(tx, id)
  })
  if (payment === undefined) return { kind: 'refused', why: 'tooManyOpen' }
  const { method, link } = wish
  return method === 'reserve' ? setAside(services, payment, link) : askProviders(services, payment, method)
}

function isAmount(amountIdr: number): boolean {
  return Number.isSafeInteger(amountIdr) && amountIdr >= leastIdr && amountIdr <= mostIdr
}

type Judged =
  | { readonly kind: 'fine'; readonly price: SessionPrice; readonly chargerId: number }
  | { readonly kind: 'refused'; readonly why: OpenRefusal }

async function judge(services: Services, wish: PaymentWish): Promise<Judged> {
  const refused = (why: OpenRefusal) => ({ kind: 'refused', why }) as const
  const charger = await findCharger(services, wish.chargePointId)
  const connector = charger?.connectors.find(({ connectorId }) => connectorId === wish.connectorId)
  const place = await first<{ id: number; siteId: string }>(
    services.read,
    'select id, site_id from charger where charge_point_id = ?',
    [wish.chargePointId],
  )
  if (charger === undefined || connector === undefined || place === undefined) return refused('unknownSocket')
  if (!charger.online || charger.registration !== 'Accepted') return refused('offline')
  if (wish.topsUp !== undefined) {
    const root = await findPayment(services.read, wish.topsUp)
    if (root?.state !== 'charging' || root.chargerId !== place.id) return refused('sessionEnded')
    return { kind: 'fine', price: priceOf(root), chargerId: place.id }
  }
  const { status, sensesPlug } = connector
  if (status !== 'Preparing' && status !== 'Available') return refused('socketBusy')
  if (sensesPlug && status === 'Available') return refused('notPlugged')
  if (await isTaken(services, place.id, wish.connectorId)) return refused('socketBusy')
  const price = await priceAt(services.read, {
    siteId: place.siteId,
    at: toIso(services.clock.wallMs()),
  })
  return price === undefined ? refused('noPrice') : { kind: 'fine', price, chargerId: place.id }
}

/**
 * Whether somebody has paid for this socket and is about to charge, or charging, or has it held: the charger would refuse
 * whoever pays now, and their money would only go back.
 */
async function isTaken(services: Services, chargerId: number, connectorId: number): Promise<boolean> {
  const taken = await first<{ found: number }>(
    services.read,
    `select 1 as found from payment where charger_id = ? and connector_id = ? and state in ('starting', 'charging')
     union all
     select 1 from reservation where charger_id = ? and connector_id = ? and state in ('requested', 'active')
       and expires_at > ?
     limit 1`,
    [chargerId, connectorId, chargerId, connectorId, toIso(services.clock.wallMs())],
  )
  return taken !== undefined
}

async function unpaidAt(tx: Tx, chargerId: number): Promise<number> {
  const row = await first<{ count: number }>(
    tx,
    `select count(*) as count from payment where charger_id = ? and state in ('creating', 'awaitingPayment', 'reserving')`,
    [chargerId],
  )
  return row?.count ?? 0
}

async function setAside(
  services: Services,
  payment: Payment,
  link: WalletLink | undefined,
): Promise<OpenResult> {
  const gateway = services.payments.reserving(link?.gateway)
  if (gateway === undefined || !(await beginReserve(services, payment, { gateway, link })))
    return noProvider(services, payment, 'No provider would set the money aside.')
  const begun = await findPayment(services.read, payment.id)
  return begun === undefined ? { kind: 'noProvider' } : { kind: 'opened', payment: begun }
}

/**
 * Asks one provider after another for a payment whose row is there; each gets a reference of its own, since one whose
 * answer was lost may have taken it.
 */
export async function askProviders(
  services: Services,
  payment: Payment,
  method: Exclude<PaymentMethod, 'reserve'>,
): Promise<OpenResult> {
  const gateways = services.payments.offering(method)
  let problem = 'No provider is set up for this way to pay.'
  for (const [index, gateway] of gateways.entries()) {
    const reference = index === 0 ? payment.reference : `${payment.reference}-${index + 1}`
    await services.writer.write((tx) => changePayment(tx, payment, { gateway: gateway.name, reference }))
    const result = await gateway.create({
      reference,
      method,
      amountIdr: idr(payment.amountIdr),
      expiresAt: expiryFor(gateway, payment, services.clock.wallMs()),
      description: descriptionOf(payment).slice(0, 60),
      returnUrl: `${services.settings.publicUrl}${followedAt(services, payment)}`,
    })
    if (result.kind === 'created') return keep(services, payment, result)
    problem = `${gateway.name}: ${result.kind}: ${result.message}`
    services.log.warn({ paymentId: payment.id, gateway: gateway.name, problem }, 'a provider took no payment')
  }
  return noProvider(services, payment, problem)
}

async function noProvider(services: Services, payment: Payment, problem: string): Promise<OpenResult> {
  await services.writer.write((tx) =>
    changePayment(tx, payment, {
      state: 'failed',
      problem,
      dueAt: null,
      endedAt: toIso(services.clock.wallMs()),
    }),
  )
  return { kind: 'noProvider' }
}

/** What the payer reads in his app. */
function descriptionOf({ walletId, chargePointId, connectorId }: Payment): string {
  return walletId === null ? `Isi daya ${chargePointId} soket ${connectorId}` : 'Isi saldo Colok'
}

function expiryFor({ capabilities }: PaymentGateway, payment: Payment, now: number): number {
  const { shortestMs, longestMs } = capabilities.expiry
  const wishedMs = fromStoredInstant(payment.expiresAt) - now
  return now + Math.min(longestMs, Math.max(shortestMs, wishedMs))
}

async function keep(
  services: Services,
  payment: Payment,
  created: Extract<CreateResult, { kind: 'created' }>,
): Promise<OpenResult> {
  const kept = await services.writer.write(async (tx) => {
    await changePayment(tx, payment, {
      state: 'awaitingPayment',
      providerRef: created.providerRef,
      toPay: JSON.stringify(created.toPay),
      expiresAt: toIso(created.expiresAt),
      dueAt: toIso(services.clock.wallMs() + firstLookMs),
    })
    return findPayment(tx, payment.id)
  })
  services.payments.somethingIsDue()
  return kept === undefined ? { kind: 'noProvider' } : { kind: 'opened', payment: kept }
}
