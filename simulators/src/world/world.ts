import { toIso } from '@colok/shared/time'
import { Accountants } from './accountants.ts'
import type { ChargePoint } from './charge-point.ts'
import { checkAlerts } from './checkers/alerts.ts'
import { BookChecker } from './checkers/books.ts'
import { checkBounds } from './checkers/bounds.ts'
import { checkChat } from './checkers/chat.ts'
import { checkEnergy } from './checkers/energy.ts'
import { checkJournals, checkLedger } from './checkers/ledger.ts'
import { checkMessages } from './checkers/messages.ts'
import { amid, calmAt, type Moment } from './checkers/moment.ts'
import { checkPayers } from './checkers/money.ts'
import { checkPartners } from './checkers/partner-books.ts'
import { RecordChecker } from './checkers/records.ts'
import { checkReporters } from './checkers/reporters.ts'
import { checkReservations } from './checkers/reservations.ts'
import { checkReserves } from './checkers/reserves.ts'
import { checkRetention } from './checkers/retention.ts'
import { checkStatements } from './checkers/statements.ts'
import type { Report, Violation } from './checkers/violation.ts'
import { checkWallets } from './checkers/wallets.ts'
import { Chronicle, formatMoment } from './chronicle.ts'
import { Clerk } from './clerk.ts'
import { CloudHost } from './cloud-host.ts'
import { contentsOf } from './contents.ts'
import { Coverage, doorSituationsOf, situationOf, storedSituationsNow } from './coverage.ts'
import { Dice } from './dice.ts'
import { type FaultKind, Faults } from './faults.ts'
import { MessageHost } from './message-host.ts'
import { type Neighbourhood, neighbourhoodOf } from './neighbourhood.ts'
import { WorldClock } from './pace.ts'
import { PartnerOffices } from './partner-offices.ts'
import { partnerAt } from './partners.ts'
import { PaymentHost } from './payment-host.ts'

import { Technicians } from './technicians.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** After the last fault: chargers wait up to an hour between tries, and the central system's jobs for one more. */
const calmMs = 4 * hourMs
/** After the last decision of a person: refunds take minutes. */
const tidiedMs = 10 * 60_000
/** The evening before a month ends, by the clocks of the sites: statements are closed before a short story is over. */
const beginsMs = Date.UTC(2026, 10, 30, 10)
const boundsEveryMs = 60_000
/** How long what has begun may take in the middle of a story, with every fault. */
const mayTakeMs = 5 * dayMs
/** So that what goes wrong in a month is found in that month. */
const lookBackEveryMs = 7 * dayMs

export interface WorldOptions {
  readonly seed: number
  /** The chargers that take part, by number; a failing story is told with fewer of them. */
  readonly chargers: readonly number[]
  readonly durationMs: number
  readonly faults: ReadonlySet<FaultKind>
  /** How many times as often as usual they strike; default 1. */
  readonly intensity?: number
  /** Takes each line of the chronicle. */
  readonly write?: (line: string) => void
  /** How often all is compared that is over by then, in the middle of a story, and how long it may take to be; a week and five days. */
  readonly lookBack?: { readonly everyMs: number; readonly mayTakeMs: number }
  /** Called as each day of virtual time is over, with how many are. */
  readonly onDay?: (days: number) => void
  /** Plants a bug, to see whether it is found. */
  readonly plant?: (world: World) => void | Promise<void>
}

export interface Outcome {
  readonly seed: number
  readonly virtualMs: number
  /** Lines of the chronicle. */
  readonly events: number
  /** Timers that fired: what the event loop had to do. */
  readonly timers: number
  /** SHA-256 of the whole chronicle. */
  readonly digest: string
  readonly transactions: number
  readonly deliveredWh: number
  readonly billedIdr: number
  /** What payers have paid, refunds not taken off. */
  readonly paidIdr: number
  readonly violation: (Violation & { readonly at: string; readonly story: readonly string[] }) | undefined
  readonly coverage: Coverage
}

/** Whole fleets and the real central system on one clock, by one seed. One world is run once. */
export class World {
  readonly options: WorldOptions
  readonly clock: WorldClock
  readonly chronicle: Chronicle
  readonly cloud: CloudHost
  readonly payments: PaymentHost
  readonly messages: MessageHost
  readonly chargePoints: readonly ChargePoint[]
  readonly coverage = new Coverage()
  readonly #faults: Faults
  readonly #neighbourhoods: readonly Neighbourhood[]
  readonly #clerk: Clerk
  readonly #accountants: Accountants
  readonly #offices: PartnerOffices
  readonly #technicians: Technicians
  readonly #books: readonly BookChecker[]
  readonly #records = new RecordChecker()
  #daysOver = 0
  #lookedBack = 0
  #violation: Outcome['violation']

  constructor(options: WorldOptions) {
    this.options = options
    const { seed } = options
    this.clock = new WorldClock({ wallMs: beginsMs })
    this.chronicle = new Chronicle(this.clock, options.write)
    const { contents, passwords } = contentsOf(options.chargers)
    const outside = {
      seed,
      clock: this.clock,
      chronicle: this.chronicle,
      deliver: async (request: Request) => {
        const answer = await this.cloud.request(request)
        if (answer === undefined) throw new TypeError('fetch failed')
        return new Response(answer.text, answer)
      },
    }
    this.payments = new PaymentHost(outside)
    this.messages = new MessageHost(outside)
    this.cloud = new CloudHost({
      fetch: (input, init) => (isForMessages(input) ? this.messages : this.payments).fetch(input, init),
      messaging: this.messages.accounts,
      deliverMail: this.messages.deliverMail,
      paymentGateways: (world) => this.payments.compose(world),
      seed,
      clock: this.clock,
      chronicle: this.chronicle,
      contents,
      passwords,
      onErrorLogged: (line) => {
        // A provider that lets a delivery fail, or cannot be reached for hours, is a reason to call a person.
        if (/^(a contact for alerts was not|an alert) reached/.test(line) && this.messages.struckBy.size > 0)
          return
        this.report({ checker: 'centralSystemLogsNoError', subject: 'cloud', what: line.trim() })
      },
    })
    this.#faults = new Faults({
      kinds: options.faults,
      intensity: options.intensity ?? 1,
      clock: this.clock,
      chronicle: this.chronicle,
      diceOf: (actor) => new Dice(seed, actor),
      onStrike: (kind, struck) => {
        for (const each of struck === undefined ? this.chargePoints : [struck])
          for (const situation of [situationOf(each), ...doorSituationsOf(each)])
            this.coverage.struck(kind, situation)
        void this.#lookAtRows(kind)
      },
    })
    const desk = (actor: string) => ({
      cloud: this.cloud,
      clock: this.clock,
      dice: new Dice(seed, actor),
      chronicle: this.chronicle,
    })
    this.#clerk = new Clerk({ ...desk('clerk'), payments: this.payments })
    this.#accountants = new Accountants(desk('accountants'))
    this.#offices = new PartnerOffices({
      ...desk('partners'),
      chargers: options.chargers,
      onSeen: (what) => this.report({ checker: 'nobodySeesOthers', subject: 'partners', what }),
    })
    this.#technicians = new Technicians({
      ...desk('technicians'),
      messages: this.messages,
      chargers: options.chargers,
    })
    const surroundings = {
      ...{ seed, clock: this.clock, chronicle: this.chronicle, cloud: this.cloud },
      ...{ payments: this.payments, messages: this.messages },
      report: (violation: Violation) => this.report(violation),
      technicianOf: (number: number) =>
        this.#technicians.all.find(({ site }) => site === partnerAt(number).site)!,
    }
    this.#neighbourhoods = options.chargers.map((number) => neighbourhoodOf(number, surroundings))
    this.chargePoints = this.#neighbourhoods.map(({ chargePoint }) => chargePoint)
    this.#books = this.chargePoints.map((chargePoint) => new BookChecker(chargePoint))
  }

  /** Runs to the end of the calm, or to the first violation. */
  async run(): Promise<Outcome> {
    try {
      await this.#settle(this.cloud.start())
      await this.options.plant?.(this)
      await this.#settle(this.#accountants.enter().then((key) => this.#offices.found(key)))
      await this.#settle(this.#technicians.enter())
      for (const { members } of this.#neighbourhoods) await this.#settle(members.enter())
      for (const chargePoint of this.chargePoints) chargePoint.powerOn()
      const visitors = this.#neighbourhoods.flatMap(({ people }) => people)
      const offices = [this.#accountants, this.#offices, this.#technicians]
      for (const people of [...visitors, this.#clerk, ...offices]) people.start()
      for (const { chargePoint, line } of this.#neighbourhoods) this.#faults.haunt(chargePoint, line)
      this.#faults.hauntCloud(this.cloud)
      this.#faults.hauntPayments(this.payments)
      this.#faults.hauntMessages(this.messages)
      await this.#pass(this.options.durationMs)
      if (this.#violation !== undefined) return await this.#outcome()
      this.chronicle.note('world', 'calm')
      this.#faults.calm()
      await this.#settle(this.cloud.start())
      for (const people of [...visitors, ...offices]) people.close()
      await this.#pass(calmMs)
      if (this.#violation !== undefined) return await this.#outcome()
      await this.#settle(this.#technicians.finish())
      await this.#settle(this.#clerk.decide())
      await this.#pass(tidiedMs)
      await this.#settle(this.#clerk.close())
      await this.#settle(this.#clerk.decide())
      // The second time approves what the wrong person tried to, and pays.
      for (let times = 0; times < 4; times += 1) await this.#settle(this.#accountants.work())
      await this.#settle(this.#offices.look())
      if (this.#violation === undefined) await this.#checkTheEnd()
      return await this.#outcome()
    } finally {
      await this.cloud.dispose()
    }
  }

  report(violation: Violation): void {
    if (this.#violation !== undefined) return
    this.chronicle.note(violation.subject, `VIOLATION ${violation.checker}: ${violation.what}`)
    const story = this.chronicle.lastAbout(violation.subject, 60)
    this.#violation = { ...violation, at: formatMoment(this.clock.monotonicMs()), story }
  }

  async #lookAtRows(kind: FaultKind): Promise<void> {
    const instant = toIso(this.clock.wallMs())
    const [now] = await this.cloud.rows<Record<string, number>>(storedSituationsNow, [instant])
    if (now !== undefined) this.coverage.struckWhile(kind, now)
  }

  /** Moves the clock on, looking at the bounds now and then, until the first violation. */
  async #pass(durationMs: number): Promise<void> {
    const endMs = this.clock.monotonicMs() + durationMs
    while (this.clock.monotonicMs() < endMs && this.#violation === undefined) {
      await this.clock.advance(Math.min(boundsEveryMs, endMs - this.clock.monotonicMs()))
      checkBounds(this.chargePoints, this.clock.pendingTimers, (violation) => this.report(violation))
      await this.#endDay()
      await this.#lookBack()
    }
  }

  /** Whatever is under way as a day ends, and with it a month now and then: the books sum to zero. */
  async #endDay(): Promise<void> {
    const days = Math.floor(this.clock.monotonicMs() / dayMs)
    if (days === this.#daysOver || !this.cloud.isRunning) return
    this.#daysOver = days
    await checkJournals(this.cloud, (violation) => this.report(violation))
    this.options.onDay?.(days)
  }

  /** Compares all that is over by now, though the world goes on. */
  async #lookBack(): Promise<void> {
    const { everyMs, mayTakeMs: most } = this.options.lookBack ?? { everyMs: lookBackEveryMs, mayTakeMs }
    const times = Math.floor(this.clock.monotonicMs() / everyMs)
    if (times === this.#lookedBack || !this.cloud.isRunning || this.#violation !== undefined) return
    this.#lookedBack = times
    await this.#compare(amid(this.clock.wallMs(), most))
  }

  /** Moves the clock on while something waits for it. */
  async #settle(work: Promise<void>): Promise<void> {
    let isDone = false
    const done = work.finally(() => {
      isDone = true
    })
    while (!isDone) await this.clock.advance(1)
    return done
  }

  async #checkTheEnd(): Promise<void> {
    const report = (violation: Violation) => this.report(violation)
    for (const { id, charger } of this.chargePoints) {
      const waiting = charger?.state.outbox.entries.length ?? -1
      if (waiting !== 0)
        report({ checker: 'nothingLeftOpen', subject: id, what: `${waiting} messages are not told yet` })
    }
    await this.#compare(calmAt(this.clock.wallMs()))
    for (const { chargePoint, operators } of this.#neighbourhoods)
      if (operators.waiting > 0)
        report({
          checker: 'commandsAnswered',
          subject: chargePoint.id,
          what: `${operators.waiting} commands wait for an answer`,
        })
  }

  /** Everything that has to be over at this moment, by all that there is to compare it with. */
  async #compare(moment: Moment): Promise<void> {
    const { cloud, payments } = this
    const { isUploading: isPayingOut, transferred, waived, writtenOff } = this.#clerk
    const report = (violation: Violation) => this.report(violation)
    for (const [index, chargePoint] of this.chargePoints.entries()) {
      const { id, disk } = chargePoint
      checkEnergy(chargePoint, report)
      for (const { why } of disk.deadLetters) report({ checker: 'nothingBuried', subject: id, what: why })
      await checkReservations(chargePoint, { cloud, moment }, report)
      await this.#books[index]?.check({ cloud, waived, moment }, report)
    }
    await checkPayers(payments, { cloud, transferred, moment }, report)
    await checkReserves(payments, { cloud, writtenOff, moment }, report)
    await checkWallets(payments, { cloud, moment }, report)
    await checkPartners(cloud, moment, report)
    await this.#records.check(cloud, report)
    await checkRetention(cloud, moment, report)
    await this.#checkMessages(moment, report)
    await checkLedger(payments, { cloud, moment, isPayingOut }, report)
  }

  async #checkMessages(moment: Moment, report: Report): Promise<void> {
    const place = { technicians: this.#technicians, cloud: this.cloud, messages: this.messages, moment }
    if (this.cloud.kills > 0) this.messages.struckBy.add('killed')
    checkMessages(this.messages, moment, report)
    await checkAlerts(place, report)
    await checkStatements(place, report)
    await checkChat(this.chargePoints, place, report)
    const phones = this.#neighbourhoods.flatMap(({ reporters }) => [...reporters.phones])
    await checkReporters(new Map(phones), place, report)
  }

  async #outcome(): Promise<Outcome> {
    const [billed] = await this.cloud.rows<{ idr: number | null }>(
      'select sum(total_idr) as idr from session',
    )
    return {
      seed: this.options.seed,
      virtualMs: this.clock.monotonicMs(),
      events: this.chronicle.events,
      timers: this.clock.fired,
      digest: this.chronicle.digest(),
      transactions: this.chargePoints.reduce((sum, { ledger }) => sum + ledger.count, 0),
      deliveredWh: Math.floor(
        this.chargePoints
          .flatMap(({ post }) => post.outlets)
          .reduce((sum, { deliveredMwh }) => sum + deliveredMwh, 0) / 1_000,
      ),
      billedIdr: billed?.idr ?? 0,
      paidIdr: this.payments.receivedIdr,
      violation: this.#violation,
      coverage: this.coverage,
    }
  }
}

function isForMessages(input: Parameters<typeof fetch>[0]): boolean {
  const { hostname } = new URL(input instanceof Request ? input.url : input)
  return hostname === 'whatsapp.world' || hostname === 'telegram.world'
}
