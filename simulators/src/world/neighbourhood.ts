import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { cardsOf, memberCardsOf, walletCardsOf } from './cards.ts'
import { ChargePoint } from './charge-point.ts'
import { HoldingChecker } from './checkers/holdings.ts'
import { LockoutChecker } from './checkers/lockouts.ts'
import { RelayChecker } from './checkers/relays.ts'
import type { Report } from './checkers/violation.ts'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import { Dice } from './dice.ts'
import type { LineCondition } from './faults.ts'
import { Holders } from './holders.ts'
import { LinkedPayers } from './linked-payers.ts'
import { Members } from './members.ts'
import type { MessageHost } from './message-host.ts'
import { MobileLine } from './network.ts'
import { Operators } from './operators.ts'
import { Payers } from './payers.ts'
import type { PaymentHost } from './payment-host.ts'
import { Repairs } from './repairs.ts'
import { Reporters } from './reporters.ts'
import { Riders } from './riders.ts'
import type { Technician } from './technicians.ts'

/** What all neighbourhoods share. */
export interface Surroundings {
  readonly seed: number
  readonly clock: VirtualClock
  readonly chronicle: Chronicle
  readonly cloud: CloudHost
  readonly payments: PaymentHost
  readonly messages: MessageHost
  readonly report: Report
  /** Who looks after this charger. */
  readonly technicianOf: (chargerNumber: number) => Technician
}

/** One charger with its line, and everybody who comes to it or looks after it. */
export interface Neighbourhood {
  readonly chargePoint: ChargePoint
  readonly line: LineCondition
  readonly operators: Operators
  readonly members: Members
  readonly reporters: Reporters
  readonly people: readonly { start(): void; close(): void }[]
}

export function neighbourhoodOf(number: number, surroundings: Surroundings): Neighbourhood {
  const { seed, clock, chronicle, cloud, payments, messages, report } = surroundings
  const chargePointId = chargePointIdOf(number)
  const dice = (actor: string) => new Dice(seed, `${actor} ${chargePointId}`)
  const cards = cardsOf(number)
  const memberCards = memberCardsOf(number)
  const hasPaid = (idTag: string) =>
    payers.hasPaid(idTag) || holders.hasMoney(idTag) || linkedPayers.hasSetAside(idTag)
  const checker = new RelayChecker([...cards, ...memberCards], hasPaid, report)
  const chargePoint = new ChargePoint({
    chargePointId,
    seed,
    clock,
    chronicle,
    driftPpm: dice('drift').between(-100, 100),
    onStep: (stepped) => {
      checker.look(stepped, clock.monotonicMs())
      lockouts.look()
    },
    onFatal: ({ id }, cause) =>
      report({
        checker: 'noProcessFails',
        subject: id,
        what: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      }),
  })
  const lockouts = new LockoutChecker(chargePoint, report)
  const line: LineCondition = { slow: false }
  const latency = dice('latency')
  chargePoint.line = new MobileLine({
    chargePointId,
    clock,
    accept: (id, socket, onDead) => cloud.accept(id, socket, onDead),
    latencyMs: () => (line.slow ? latency.exponential(6_000) : latency.between(15, 180)),
  })
  const holdings = new HoldingChecker(chargePoint, clock, report)
  chargePoint.line.onText = (direction, text) => {
    holdings.onText(direction, text)
    if (direction === 'down' && text.includes('"Reset"') && text.includes('"Soft"'))
      chargePoint.softResets += 1
  }
  chargePoint.line.onArrival = () => checker.look(chargePoint, clock.monotonicMs())
  const onBadAnswer = (what: string) => report({ checker: 'commandsAnswered', subject: chargePointId, what })
  const visitors = { chargePoint, clock, chronicle, taken: new Set<number>() }
  const paying = { ...visitors, cloud, payments, onBadAnswer }
  const payers = new Payers({ ...paying, messages, dice: dice('payers') })
  const linkedPayers = new LinkedPayers({ ...paying, dice: dice('linked payers') })
  const holders = new Holders({ ...paying, cards: walletCardsOf(number), dice: dice('holders') })
  const riders = new Riders({ ...visitors, cards, dice: dice('riders') })
  const operators = new Operators({
    ...visitors,
    cloud,
    cards,
    dice: dice('operators'),
    onUnanswered: onBadAnswer,
  })
  const [friend] = cards
  const members = new Members({ ...paying, cards: memberCards, friend: friend!, dice: dice('members') })
  const looking = { ...visitors, cloud, onBadAnswer }
  const reporters = new Reporters({ ...looking, dice: dice('reporters') })
  const repairs = new Repairs({
    ...{ ...looking, dice: dice('repairs'), cookie: () => surroundings.technicianOf(number).cookie },
    onClaimedAgain: (what) => report({ checker: 'claimCodeIsGoodOnce', subject: chargePointId, what }),
  })
  const people = [riders, operators, payers, holders, linkedPayers, members, reporters, repairs]
  return { chargePoint, line, operators, members, reporters, people }
}

/** `CLK-0007`. */
export function chargePointIdOf(number: number): string {
  return `CLK-${String(number).padStart(4, '0')}`
}
