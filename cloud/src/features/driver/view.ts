import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { BillLine } from '../../core/bill.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import type { Services } from '../../services.ts'
import type { SocketState } from '../../web/state-pill.tsx'
import { findCharger } from '../chargers/queries.ts'
import type { Charger, Connector } from '../chargers/schemas.ts'
import { lastFinished } from '../charging/queries.ts'
import type { Session, SessionNow } from '../charging/schemas.ts'
import { codeShownAt } from '../displays/display-rows.ts'
import type { PaymentMethod } from '../payments/desk.ts'
import { findBySession } from '../payments/payment-rows.ts'

/**
 * What anyone who stands at the post may see. It is written out field by field so that nothing else, such as whose
 * card it was, can come along.
 */
export interface PostView {
  readonly chargePointId: string
  readonly name: string
  readonly siteName: string
  readonly timeZone: string
  readonly latitude: number
  readonly longitude: number
  readonly price: SessionPrice | undefined
  /** What the post's display shows now too; undefined where it shows none. */
  readonly code: string | undefined
  /** The ways to pay ahead here; none where no provider is set up. */
  readonly methods: readonly PaymentMethod[]
  /** The moment at which all this was so. */
  readonly at: string
  readonly offline: { readonly since: string | undefined } | undefined
  readonly sockets: readonly SocketView[]
}

export interface SocketView {
  readonly number: number
  readonly state: SocketState
  readonly maxPowerW: number | undefined
  /** Whether it can be paid for now: plugged in, where the socket can tell. */
  readonly takesPayment: boolean
  /** Whether the session under way was paid ahead. */
  readonly isPrepaid: boolean
  readonly session: Omit<SessionNow, 'transactionId'> | undefined
  readonly bill: BillView | undefined
}

export interface BillView {
  readonly sessionId: string
  readonly energyWh: number
  readonly priceIdrPerKwh: number | undefined
  /** All that was charged beside the energy. */
  readonly otherLines: readonly Pick<BillLine, 'kind' | 'amountIdr'>[]
  /** Undefined while a person checks the session. */
  readonly totalIdr: number | undefined
  readonly startedAt: string
  readonly stoppedAt: string
}

/** A bill stays on the post's page until the next session, and this long at most: it is the last driver's business. */
const billShownMs = 30 * 60_000

export async function postView(services: Services, chargePointId: string): Promise<PostView | undefined> {
  const charger = await findCharger(services, chargePointId)
  if (charger === undefined) return undefined
  return {
    chargePointId: charger.chargePointId,
    name: charger.name,
    siteName: charger.site.name,
    timeZone: charger.site.timeZone,
    latitude: charger.site.latitude,
    longitude: charger.site.longitude,
    price: charger.price ?? undefined,
    code: await codeShownAt(services, chargePointId),
    methods: services.payments.methods,
    at: toIso(services.clock.wallMs()),
    offline: charger.online ? undefined : { since: charger.onlineChangedAt ?? undefined },
    sockets: await Promise.all(
      charger.connectors.map((connector) => socketView(services, charger, connector)),
    ),
  }
}

async function socketView(services: Services, charger: Charger, connector: Connector): Promise<SocketView> {
  const { connectorId, maxPowerW, session } = connector
  return {
    number: connectorId,
    state: charger.online ? (connector.status ?? 'unknown') : 'offline',
    maxPowerW: maxPowerW ?? undefined,
    takesPayment: takesPayment(services, charger, connector),
    isPrepaid: session !== null && (await findBySession(services.read, session.id)) !== undefined,
    session: session ?? undefined,
    bill: session === null ? await lastBill(services, charger.chargePointId, connectorId) : undefined,
  }
}

function takesPayment(services: Services, charger: Charger, connector: Connector): boolean {
  if (services.payments.methods.length === 0 || charger.price === null) return false
  if (!charger.online || charger.registration !== 'Accepted') return false
  return connector.status === 'Preparing' || (connector.status === 'Available' && !connector.sensesPlug)
}

async function lastBill(
  services: Services,
  chargePointId: string,
  connectorId: number,
): Promise<BillView | undefined> {
  const since = toIso(services.clock.wallMs() - billShownMs)
  const session = await lastFinished(services.read, {
    chargePointId,
    connectorId,
    since,
  })
  // What was paid ahead has a page of its own, which only its driver knows.
  const isOthers = session === undefined || (await findBySession(services.read, session.id)) !== undefined
  return isOthers ? undefined : billView(session)
}

function billView(session: Session): BillView | undefined {
  if (session.stoppedAt === null) return undefined
  return {
    sessionId: session.id,
    energyWh: Math.max(0, session.energyWh ?? 0),
    priceIdrPerKwh: session.priceIdrPerKwh ?? undefined,
    otherLines: (session.bill?.lines ?? [])
      .filter(({ kind }) => kind !== 'energy')
      .map(({ kind, amountIdr }) => ({ kind, amountIdr: idr(amountIdr) })),
    totalIdr: session.amountIdr ?? undefined,
    startedAt: session.startedAt,
    stoppedAt: session.stoppedAt,
  }
}
