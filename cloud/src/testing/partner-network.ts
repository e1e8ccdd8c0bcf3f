import { idr } from '@colok/shared/money'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { businessDay, toIso } from '@colok/shared/time'
import { V7Generator } from 'uuidv7'
import { type Bill, priceSession } from '../core/bill.ts'
import type { SessionPrice } from '../core/tariff.ts'
import type { Database, Tx } from '../db/database.ts'
import { Writer } from '../db/writer.ts'
import { creditsOf } from '../features/ledger/bill-credits.ts'
import { hold, postHeld, release, transfer, writeJournal } from '../features/ledger/commands.ts'
import { trialBalance } from '../features/ledger/queries.ts'
import { addAgreement } from '../features/partners/agreements.ts'
import { addElectricityBill } from '../features/partners/electricity-bills.ts'
import { shareGatewayFees } from '../features/partners/gateway-fees.ts'
import { AgreementInput } from '../features/partners/schemas.ts'
import { sessionCorrected, sessionsSettled } from '../features/partners/settled-sessions.ts'
import { bookRefund } from '../features/payments/refund-rows.ts'
import { takeRow } from '../features/reconciliation/settlement-rows.ts'
import { closeStatement } from '../features/statements/closing.ts'
import type { Services } from '../services.ts'
import { systemClock } from '../system-clock.ts'

const timeZone = 'Asia/Makassar'
const sessionMs = 45 * 60_000

const price: SessionPrice = {
  ...{ tariffId: 'tariff', priceIdrPerKwh: 2466, priceIdrPerHour: 0, sessionFeeIdr: 500, idleFee: null },
  ...{ ppnBasisPoints: 1100, pbjt: { mode: 'included', basisPoints: 1000 }, cap: null },
}

/** A session that was settled: what it took, and what it is billed at now. */
interface Settled {
  readonly sessionId: string
  bill: Bill
}

/** Partners with a site and a charger each, whose sessions are settled by the commands themselves: no process, no sockets. */
export class PartnerNetwork {
  nowMs: number
  /** What gateways have taken in all. */
  feesIdr = 0
  readonly settled: Settled[] = []
  readonly services: Services
  readonly #database: Database
  readonly #writer: Writer
  readonly #random: () => number
  #sequence = 0

  constructor(database: Database, startMs: number) {
    this.#database = database
    this.nowMs = startMs
    this.#random = seededRandom(7)
    const uuids = new V7Generator({ nextUint32: () => Math.floor(this.#random() * 2 ** 32) })
    this.#writer = new Writer(database.writeConnection, systemClock)
    // All that these commands ask of the services.
    this.services = {
      clock: { ...systemClock, wallMs: () => this.nowMs },
      newId: () => uuids.generateOrResetWithTs(this.nowMs).toString(),
      read: database.read,
      writer: this.#writer,
      settings: {
        secret: 'x'.repeat(32),
        publicUrl: 'http://colok.example',
        operator: { name: 'Colok', taxNumber: null, contact: null },
      },
      webhooks: { wanting: () => [] },
      messages: { gateways: new Map([['email', {}]]), queued: () => {} },
      log: { info: () => {} },
    } as unknown as Services
  }

  write<Result>(unit: (tx: Tx) => Result | Promise<Result>): Promise<Result> {
    return this.#writer.write(unit)
  }

  upTo(most: number): number {
    return Math.floor(this.#random() * (most + 1))
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.upTo(items.length - 1)] as Item
  }

  /** An organisation of this name, with a site and a charger that are called like it. */
  async addPartner(name: string): Promise<void> {
    const createdAt = toIso(this.nowMs)
    await this.write(async ({ query }) => {
      await query
        .insertInto('organisation')
        .values({ id: name, slug: name, name, kind: 'partner', createdAt })
        .execute()
      await query
        .insertInto('site')
        .values({
          ...{ id: name, slug: name, name, address: 'Bali', latitude: -8.5, longitude: 115.2 },
          ...{ timeZone, createdAt },
        })
        .execute()
      await query
        .insertInto('charger')
        .values({ chargePointId: name, siteId: name, name, createdAt })
        .execute()
    })
    await this.write(async (tx) =>
      tx.run(
        `insert into settlement_report (id, gateway, content_hash, row_count, taken_rows, problems, uploaded_by, uploaded_at)
         values (?, 'doku', ?, 0, 0, '[]', 'test', ?)`,
        [name, name, createdAt],
      ),
    )
  }

  async agree(name: string, agreement: Record<string, unknown>): Promise<string> {
    const parsed = AgreementInput.parse({
      organisation: name,
      places: [{ site: name, holding: 'hosted' }],
      ...agreement,
    })
    return this.write((tx) => addAgreement(tx, this.services, { agreement: parsed, actor: 'test' }))
  }

  /** A driver pays ahead, charges, has the rest back, and the provider settles both. */
  async session(name: string, energyWh: number): Promise<void> {
    this.#sequence += 1
    const number = this.#sequence
    const sessionId = `session-${number}`
    const id = `payment-${number}`
    const bill = priceSession(price, { energyWh, seconds: 2700, idleSeconds: 0 })
    const paidIdr = bill.totalIdr + this.upTo(5000)
    await this.write(async (tx) => {
      await this.#insertSession(tx, { name, sessionId, bill })
      await this.#insertPayment(tx, { name, id, sessionId, paidIdr, usedIdr: bill.totalIdr })
      const prepaid = `customer_prepaid:${id}`
      const paid = { debit: 'psp_receivable:doku', credit: prepaid, amountIdr: idr(paidIdr) }
      await transfer(tx, this.services, { ref: `pay:doku:${id}`, kind: 'payment', ...paid })
      await hold(tx, this.services, {
        ref: `hold:${id}`,
        payment: id,
        from: prepaid,
        amountIdr: idr(paidIdr),
      })
      await postHeld(tx, this.services, {
        ref: `used:${id}`,
        occurredAt: toIso(this.nowMs),
        from: [{ payment: id, amountIdr: bill.totalIdr }],
        credits: creditsOf([bill]),
      })
      await sessionsSettled(tx, this.services, { journalRef: `used:${id}`, sessionIds: [sessionId] })
      await shareGatewayFees(tx, this.services, id)
      const to = `refund_payable:${id}`
      const amountIdr = await release(tx, this.services, { ref: `owe:${id}`, payment: id, to })
      if (amountIdr > 0) await this.#refund(tx, { id, amountIdr })
      await this.#settle(tx, {
        name,
        kind: 'payment',
        reference: id,
        grossIdr: paidIdr,
        feeIdr: 7 + this.upTo(130),
      })
      // Some providers give a part of their fee back with what goes back.
      if (amountIdr > 0)
        await this.#settle(tx, {
          ...{ name, kind: 'refund', reference: `R${id}`, grossIdr: -amountIdr, feeIdr: -this.upTo(5) },
        })
    })
    this.settled.push({ sessionId, bill })
  }

  /** A session costs less than it was settled at, and the driver has the difference from the bank. */
  async correct(session: Settled, energyWh: number): Promise<void> {
    this.#sequence += 1
    const ref = `credit-${this.#sequence}`
    const bill = priceSession(price, { energyWh, seconds: 2700, idleSeconds: 0 })
    const before = creditsOf([session.bill]).map(({ account, amountIdr }) => ({
      account,
      amountIdr: idr(0 - amountIdr),
    }))
    const backIdr = session.bill.totalIdr - bill.totalIdr
    await this.write(async (tx) => {
      if (backIdr !== 0)
        await writeJournal(tx, this.services, {
          ref,
          kind: 'credit',
          postings: [...before, ...creditsOf([bill]), { account: 'bank', amountIdr: idr(0 - backIdr) }],
        })
      const { sessionId } = session
      await sessionCorrected(tx, this.services, { sessionId, ref, bill, note: 'the meter ran fast' })
    })
    session.bill = bill
  }

  electricityBill(
    agreementId: string,
    bill: { site: string; businessDay: string; amountIdr: number },
  ): Promise<void> {
    this.#sequence += 1
    const reference = `PLN-${this.#sequence}`
    return this.write((tx) =>
      addElectricityBill(tx, this.services, { agreementId, bill: { ...bill, reference, note: null } }),
    )
  }

  close(name: string, period: string) {
    const partner = { id: name, slug: name, name }
    return this.write((tx) => closeStatement(tx, this.services, { partner, period, actor: 'test' }))
  }

  /** What each account stands at, a debit positive; those of many owners by their full names too. */
  async books(): Promise<(account: string) => number> {
    const { accounts, balanced } = await trialBalance(this.#database.read)
    if (!balanced) throw new Error('The books do not balance.')
    const byName = new Map<string, number>()
    for (const { account, debitIdr, creditIdr } of accounts)
      for (const name of new Set([account, account.split(':')[0] ?? account]))
        byName.set(name, (byName.get(name) ?? 0) + debitIdr - creditIdr)
    return (account) => byName.get(account) ?? 0
  }

  stop(): Promise<void> {
    return this.#writer.stop()
  }

  async #insertSession(
    tx: Tx,
    { name, sessionId, bill }: { readonly name: string; readonly sessionId: string; readonly bill: Bill },
  ): Promise<void> {
    const meterStartWh = this.#sequence * 10_000
    await tx.run(
      `insert into session (id, charger_id, connector_id, id_tag, "authorization", state, started_at, start_received_at,
         meter_start_wh, stopped_at, meter_stop_wh, business_day, energy_wh, total_idr, bill)
       select ?, id, 1, 'CARD', 'Accepted', 'finished', ?, ?, ?, ?, ?, ?, ?, ?, ? from charger where charge_point_id = ?`,
      [
        ...[
          sessionId,
          toIso(this.nowMs - sessionMs),
          toIso(this.nowMs - sessionMs),
          meterStartWh,
          toIso(this.nowMs),
        ],
        ...[meterStartWh + bill.energyWh, businessDay(this.nowMs, timeZone), bill.energyWh, bill.totalIdr],
        ...[JSON.stringify(bill), name],
      ],
    )
  }

  async #insertPayment(
    tx: Tx,
    payment: {
      readonly name: string
      readonly id: string
      readonly sessionId: string
      readonly paidIdr: number
      readonly usedIdr: number
    },
  ): Promise<void> {
    const { name, id, sessionId, paidIdr, usedIdr } = payment
    const now = toIso(this.nowMs)
    await tx.run(
      `insert into payment (id, reference, gateway, method, charger_id, connector_id, price, amount_idr, state, expires_at,
         paid_at, used_idr, created_at, ended_at)
       select ?, ?, 'doku', 'qris', id, 1, ?, ?, 'settled', ?, ?, ?, ?, ? from charger where charge_point_id = ?`,
      [id, id, JSON.stringify(price), paidIdr, now, now, usedIdr, now, now, name],
    )
    await tx.run('insert into paid_session (session_id, payment_id) values (?, ?)', [sessionId, id])
  }

  async #refund(
    tx: Tx,
    { id, amountIdr }: { readonly id: string; readonly amountIdr: number },
  ): Promise<void> {
    const refund = { id: `refund-${id}`, paymentId: id, amountIdr }
    await tx.run(
      `insert into refund (id, reference, payment_id, amount_idr, reason, state, attempts, created_at)
       values (?, ?, ?, ?, 'unused', 'due', 0, ?)`,
      [refund.id, `R${id}`, id, amountIdr, toIso(this.nowMs)],
    )
    await bookRefund(tx, this.services, { refund, from: 'psp_receivable:doku' })
  }

  async #settle(
    tx: Tx,
    line: {
      readonly name: string
      readonly kind: 'payment' | 'refund'
      readonly reference: string
      readonly grossIdr: number
      readonly feeIdr: number
    },
  ): Promise<void> {
    this.#sequence += 1
    this.feesIdr += line.feeIdr
    await takeRow(tx, this.services, {
      ...{ reportId: line.name, position: this.#sequence, gateway: 'doku' },
      row: {
        ...{ kind: line.kind, reference: line.reference, providerRef: line.reference, settledAt: this.nowMs },
        ...{
          grossIdr: idr(line.grossIdr),
          feeIdr: idr(line.feeIdr),
          netIdr: idr(line.grossIdr - line.feeIdr),
        },
      },
    })
  }
}
