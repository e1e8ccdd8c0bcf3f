import { type Bill, type BillLine, sharesOf } from './bill.ts'
import type { Cdr, Price, SignedData } from './cdr-schema.ts'

/** Everything that a charge detail record says, as it is when its session is billed. */
export interface CdrFacts {
  readonly partyId: string
  readonly id: string
  readonly sessionId: string
  readonly startedAt: string
  readonly stoppedAt: string
  readonly sealedAt: string
  readonly seconds: number
  readonly idTag: string
  /** Who pays: an organisation by the month, a wallet, a payment ahead, or the holder of the card. */
  readonly payer:
    | { readonly kind: 'card' }
    | { readonly kind: 'organisation'; readonly slug: string }
    | { readonly kind: 'wallet'; readonly id: string }
    | { readonly kind: 'payment'; readonly id: string; readonly paidIdr: number }
  readonly site: {
    readonly id: string
    readonly name: string
    readonly address: string
    readonly latitude: number
    readonly longitude: number
  }
  readonly chargerId: number
  readonly chargePointId: string
  readonly connectorId: number
  readonly meterStartWh: number
  readonly meterStopWh: number
  readonly energyWh: number
  /** Null for one that was waived. */
  readonly bill: Bill | null
  readonly decree: string | undefined
  readonly stopReason: string
  readonly signedData: SignedData | undefined
  /** The record in whose place this one is. */
  readonly corrects: string | undefined
}

/** OCPI's charge detail record of a session that was billed, or waived. */
export function cdrOf(facts: CdrFacts): Cdr {
  const { partyId, bill, energyWh, seconds, signedData, decree, payer } = facts
  const idleSeconds =
    bill?.lines.reduce((sum, line) => sum + (line.kind === 'idle' ? line.seconds : 0), 0) ?? 0
  const costs = costsOf(bill)
  return {
    country_code: 'ID',
    party_id: partyId,
    id: facts.id,
    start_date_time: facts.startedAt,
    end_date_time: facts.stoppedAt,
    session_id: facts.sessionId,
    cdr_token: tokenOf(facts),
    auth_method: payer.kind === 'payment' ? 'COMMAND' : 'AUTH_REQUEST',
    cdr_location: locationOf(facts),
    currency: 'IDR',
    charging_periods: [
      {
        start_date_time: facts.startedAt,
        dimensions: [
          { type: 'ENERGY', volume: kwh(energyWh) },
          { type: 'TIME', volume: hours(seconds - idleSeconds) },
          ...(idleSeconds > 0 ? [{ type: 'PARKING_TIME' as const, volume: hours(idleSeconds) }] : []),
        ],
        ...(bill !== null && { tariff_id: bill.tariffId }),
      },
    ],
    ...(signedData && { signed_data: signedData }),
    total_cost: costs.total,
    ...(costs.fixed && { total_fixed_cost: costs.fixed }),
    total_energy: kwh(energyWh),
    total_energy_cost: costs.energy,
    total_time: hours(seconds),
    ...(costs.time && { total_time_cost: costs.time }),
    ...(idleSeconds > 0 && { total_parking_time: hours(idleSeconds) }),
    ...(costs.parking && { total_parking_cost: costs.parking }),
    last_updated: facts.sealedAt,
    x_meter_start: facts.meterStartWh,
    x_meter_stop: facts.meterStopWh,
    x_pbjt: bill?.pbjtIdr ?? 0,
    x_ppn: bill?.ppnIdr ?? 0,
    x_stop_reason: facts.stopReason,
    ...(decree !== undefined && { x_decree: decree }),
    ...(payer.kind === 'payment' && { x_payment_id: payer.id, x_paid_amount: payer.paidIdr }),
    ...(bill === null && { x_waived: true as const }),
    ...(facts.corrects !== undefined && { x_corrects: facts.corrects }),
  }
}

/** Takes a record back (OCPI 2.2.1 §10.1.1): all that it says, with the costs below nothing. */
export function creditOf(cdr: Cdr, credit: { readonly sealedAt: string; readonly reason: string }): Cdr {
  const { excl_vat, incl_vat } = cdr.total_cost
  return {
    ...cdr,
    id: `${cdr.id}-C`,
    total_cost: { excl_vat: 0 - excl_vat, incl_vat: 0 - incl_vat },
    remark: credit.reason.slice(0, 255),
    credit: true,
    credit_reference_id: cdr.id,
    last_updated: credit.sealedAt,
  }
}

/** `ID*CLK*ECLK0001*1` */
function evseIdOf({ partyId, chargePointId, connectorId }: CdrFacts): string {
  const outlet = chargePointId.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const end = `*${connectorId}`
  return `ID*${partyId}*E${outlet}`.slice(0, 48 - end.length) + end
}

function tokenOf({ partyId, idTag, payer }: CdrFacts): Cdr['cdr_token'] {
  return {
    country_code: 'ID',
    party_id: partyId,
    uid: idTag,
    type: payer.kind === 'payment' ? 'AD_HOC_USER' : 'RFID',
    contract_id: contractOf(payer, idTag).slice(0, 36),
  }
}

function contractOf(payer: CdrFacts['payer'], idTag: string): string {
  switch (payer.kind) {
    case 'card':
      return idTag
    case 'organisation':
      return payer.slug
    case 'wallet':
    case 'payment':
      return payer.id
  }
}

function locationOf(facts: CdrFacts): Cdr['cdr_location'] {
  const { site, chargerId, connectorId } = facts
  return {
    id: site.id,
    name: site.name,
    address: site.address.slice(0, 45),
    // An address ends with the town; whoever wrote none has a short address.
    city: (site.address.split(',').at(-1)?.trim() || site.name).slice(0, 45),
    country: 'IDN',
    coordinates: { latitude: site.latitude.toFixed(6), longitude: site.longitude.toFixed(6) },
    evse_uid: `${chargerId}-${connectorId}`,
    evse_id: evseIdOf(facts),
    connector_id: String(connectorId),
    // The earthed 16 A socket of the reference post, on one phase.
    connector_standard: 'DOMESTIC_F',
    connector_format: 'SOCKET',
    connector_power_type: 'AC_1_PHASE',
  }
}

interface Costs {
  readonly total: Price
  readonly energy: Price
  readonly time: Price | undefined
  readonly fixed: Price | undefined
  readonly parking: Price | undefined
}

/** What a bill asks for what; together it is the total. PPN lies on fees, first on the one for the session as such. */
function costsOf(bill: Bill | null): Costs {
  if (bill === null)
    return { total: price(0), energy: price(0), time: undefined, fixed: undefined, parking: undefined }
  const { energyIdr, feeIdr, pbjtIdr, ppnIdr } = sharesOf(bill)
  const saleIdr = energyIdr + pbjtIdr
  const timeIdr = Math.min(sumOf(bill, 'time'), saleIdr)
  const fixedIdr = Math.min(sumOf(bill, 'session'), feeIdr)
  const parkingIdr = feeIdr - fixedIdr
  const fixedPpnIdr = parkingIdr === 0 ? ppnIdr : Math.floor((ppnIdr * fixedIdr) / feeIdr)
  return {
    total: { excl_vat: bill.totalIdr - ppnIdr, incl_vat: bill.totalIdr },
    energy: price(saleIdr - timeIdr),
    time: timeIdr > 0 ? price(timeIdr) : undefined,
    fixed: fixedIdr + fixedPpnIdr > 0 ? price(fixedIdr, fixedPpnIdr) : undefined,
    parking: parkingIdr > 0 ? price(parkingIdr, ppnIdr - fixedPpnIdr) : undefined,
  }
}

function sumOf(bill: Bill, kind: BillLine['kind']): number {
  return bill.lines.reduce((sum, line) => sum + (line.kind === kind ? line.amountIdr : 0), 0)
}

function price(amountIdr: number, ppnIdr = 0): Price {
  return { excl_vat: amountIdr, incl_vat: amountIdr + ppnIdr }
}

const kwh = (energyWh: number) => energyWh / 1000

/** OCPI's numbers have four decimals. */
const hours = (seconds: number) => Math.round((seconds * 10_000) / 3600) / 10_000
