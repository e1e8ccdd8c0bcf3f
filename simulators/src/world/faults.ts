import type { Clock } from '@colok/shared/time'
import type { ChargePoint } from './charge-point.ts'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import { isMessageFault, messageMeanHours, strikeMessages } from './message-faults.ts'
import type { MessageHost } from './message-host.ts'
import { canStrike, isPaymentFault, paymentMeanHours, strikeProvider } from './payment-faults.ts'
import { type PaymentHost, providerNames } from './payment-host.ts'

/**
 * Every kind of fault, with the mean time between two at one charger (at the central system for `cloud…`, at one provider
 * for those of payments and messages). */
const meanHours = {
  slowLine: 6,
  partition: 5,
  lineReset: 4,
  powerCut: 10,
  powerCutAtWrite: 6,
  powerCutWithWarning: 14,
  processKilled: 12,
  diskFull: 16,
  clockJump: 30,
  noTimeAtBoot: 24,
  meterSilent: 14,
  meterStuck: 20,
  meterJump: 24,
  relayWelds: 30,
  relayDead: 30,
  boardSilent: 18,
  readerBroken: 24,
  emergencyStop: 18,
  hazard: 18,
  doorForced: 30,
  cloudKilled: 6,
  cloudKilledAtCommit: 3,
  cloudRestarted: 12,
  ...paymentMeanHours,
  ...messageMeanHours,
} as const
export type FaultKind = keyof typeof meanHours
export const faultKinds = Object.keys(meanHours) as FaultKind[]
export const everyFault: ReadonlySet<FaultKind> = new Set(faultKinds)

const minute = 60_000

/** What can happen to a line: looked at by its latency. */
export interface LineCondition {
  slow: boolean
}

export interface FaultParts {
  readonly kinds: ReadonlySet<FaultKind>
  /** How many times as often as the table says. */
  readonly intensity: number
  readonly clock: Clock
  readonly chronicle: Chronicle
  readonly diceOf: (actor: string) => Dice
  /** What was struck, and in which state, for the table of what was tried. */
  readonly onStrike: (kind: FaultKind, chargePoint: ChargePoint | undefined) => void
}

/** Draws faults and takes them back. */
export class Faults {
  readonly #parts: FaultParts
  readonly #healers = new Set<() => void>()
  readonly #haunted: ChargePoint[] = []
  #cloud: CloudHost | undefined
  #open = true

  constructor(parts: FaultParts) {
    this.#parts = parts
  }

  /** From now on this charger is struck. */
  haunt(chargePoint: ChargePoint, line: LineCondition): void {
    this.#haunted.push(chargePoint)
    for (const kind of faultKinds)
      if (this.#parts.kinds.has(kind) && strikesChargers(kind))
        this.#repeat(kind, chargePoint.id, (dice) => this.#strike(kind, chargePoint, line, dice))
  }

  hauntCloud(cloud: CloudHost): void {
    this.#cloud = cloud
    for (const kind of faultKinds)
      if (this.#parts.kinds.has(kind) && kind.startsWith('cloud'))
        this.#repeat(kind, 'cloud', (dice) => this.#strikeCloud(kind, cloud, dice))
  }

  hauntPayments(payments: PaymentHost): void {
    for (const kind of faultKinds)
      if (this.#parts.kinds.has(kind) && isPaymentFault(kind))
        for (const name of providerNames.filter((each) => canStrike(kind, each)))
          this.#repeat(kind, name, (dice) => {
            this.#parts.onStrike(kind, undefined)
            this.#parts.chronicle.note(name, `fault ${kind}`)
            const { afterMs, heal } = strikeProvider(kind, payments, name, dice)
            this.#heals(name, kind, afterMs, heal)
          })
  }

  hauntMessages(messages: MessageHost): void {
    for (const kind of faultKinds)
      if (this.#parts.kinds.has(kind) && isMessageFault(kind))
        this.#repeat(kind, 'messages', (dice) => {
          this.#parts.onStrike(kind, undefined)
          this.#parts.chronicle.note('messages', `fault ${kind}`)
          const { afterMs, heal } = strikeMessages(kind, messages, dice)
          this.#heals('messages', kind, afterMs, heal)
        })
  }

  /** Everything is mended, and nothing breaks any more. */
  calm(): void {
    this.#open = false
    for (const { disk } of this.#haunted) disk.cutAtNext = undefined
    if (this.#cloud !== undefined) this.#cloud.killAt = undefined
    for (const heal of [...this.#healers]) heal()
  }

  #repeat(kind: FaultKind, subject: string, strike: (dice: Dice) => void): void {
    const { clock, diceOf, intensity } = this.#parts
    const dice = diceOf(`fault ${kind} ${subject}`)
    const next = () =>
      clock.after(dice.exponential((meanHours[kind] * 60 * minute) / intensity), () => {
        if (!this.#open) return
        strike(dice)
        next()
      })
    next()
  }

  #strike(kind: FaultKind, chargePoint: ChargePoint, line: LineCondition, dice: Dice): void {
    const { post, disk } = chargePoint
    this.#parts.onStrike(kind, chargePoint)
    this.#parts.chronicle.note(chargePoint.id, `fault ${kind}`)
    const connectorId = dice.between(1, post.outlets.length)
    const outlet = post.outlet(connectorId)
    const heals = (afterMs: number, heal: () => void) => this.#heals(chargePoint.id, kind, afterMs, heal)
    const breaksMeter = () => {
      const open = chargePoint.ledger.openAt(connectorId)
      if (open !== undefined) open.meterBroken = true
      chargePoint.struckBy.add('meter')
    }
    switch (kind) {
      case 'slowLine':
        line.slow = true
        heals(dice.between(minute, 30 * minute), () => {
          line.slow = false
        })
        break
      case 'partition':
        chargePoint.line.cut()
        heals(dice.between(5_000, dice.chance(0.2) ? 180 * minute : 10 * minute), () =>
          chargePoint.line.heal(),
        )
        break
      case 'lineReset':
        chargePoint.line.reset()
        break
      case 'powerCut':
        if (!post.mains) return
        chargePoint.cutPower()
        heals(dice.between(1_000, 20 * minute), () => chargePoint.restorePower())
        break
      case 'powerCutAtWrite':
        disk.cutAtNext = {
          moment: dice.pick(['before', 'after']),
          cut: () => {
            chargePoint.cutPower()
            heals(dice.between(1_000, 10 * minute), () => chargePoint.restorePower())
          },
        }
        break
      case 'powerCutWithWarning':
        if (!post.mains) return
        void chargePoint.cutPowerWithWarning()
        heals(dice.between(20_000, 20 * minute), () => chargePoint.restorePower())
        break
      case 'processKilled':
        chargePoint.kill()
        break
      case 'diskFull':
        disk.fullSince ??= this.#parts.clock.monotonicMs()
        heals(dice.between(minute, 40 * minute), () => {
          disk.fullSince = undefined
        })
        break
      case 'clockJump':
        chargePoint.struckBy.add('clock')
        chargePoint.machineClock.jump(dice.between(-12, 12) * 60 * minute + dice.between(-90_000, 90_000))
        break
      case 'noTimeAtBoot':
        chargePoint.kill()
        chargePoint.machineClock.forgetTimeAtNextBoot()
        break
      case 'meterSilent':
        breaksMeter()
        outlet.meter.silent = true
        heals(dice.between(2_000, 20 * minute), () => {
          breaksMeter()
          outlet.meter.silent = false
        })
        break
      case 'meterStuck':
        breaksMeter()
        outlet.meter.stuck = true
        heals(dice.between(minute, 20 * minute), () => {
          breaksMeter()
          post.count(outlet)
          outlet.meter.stuck = false
        })
        break
      case 'meterJump':
        breaksMeter()
        outlet.registerMwh += dice.between(100, 90_000) * 1_000
        break
      case 'relayWelds':
        if (!outlet.contactClosed) return
        post.weld(connectorId)
        heals(dice.between(2 * minute, 60 * minute), () => post.replaceRelay(connectorId))
        break
      case 'relayDead':
        outlet.dead = true
        heals(dice.between(minute, 60 * minute), () => {
          outlet.dead = false
        })
        break
      case 'boardSilent':
        post.setBoardSilent(true)
        heals(dice.between(3_000, 20 * minute), () => post.setBoardSilent(false))
        break
      case 'readerBroken':
        post.setReaderBroken(true)
        heals(dice.between(minute, 20 * minute), () => post.setReaderBroken(false))
        break
      case 'emergencyStop':
        post.pressEmergencyStop(true)
        heals(dice.between(5_000, 10 * minute), () => post.pressEmergencyStop(false))
        break
      case 'hazard': {
        const errorCode = dice.pick(['GroundFailure', 'HighTemperature', 'OverCurrentFailure'] as const)
        const where = dice.between(0, post.outlets.length)
        post.setHazard(where, errorCode, true)
        heals(dice.between(3_000, 20 * minute), () => post.setHazard(where, errorCode, false))
        break
      }
      case 'doorForced':
        post.openDoor({ byForce: true })
        heals(dice.between(5_000, 20 * minute), () => post.closeDoor())
        break
      default:
        throw new Error(`${kind} strikes no charger`)
    }
  }

  #strikeCloud(kind: FaultKind, cloud: CloudHost, dice: Dice): void {
    const restart = () =>
      this.#heals('cloud', kind, dice.between(2_000, 4 * minute), () => void cloud.start())
    this.#parts.onStrike(kind, undefined)
    this.#parts.chronicle.note('cloud', `fault ${kind}`)
    switch (kind) {
      case 'cloudKilled':
        cloud.kill()
        restart()
        break
      case 'cloudKilledAtCommit':
        cloud.killAt = { commits: dice.between(0, 20), moment: dice.pick(['before', 'after']) }
        cloud.onKilled = restart
        break
      case 'cloudRestarted':
        void cloud.stop().then(restart)
        break
      default:
        throw new Error(`${kind} does not strike the central system`)
    }
  }

  #heals(subject: string, kind: FaultKind, afterMs: number, heal: () => void): void {
    const once = () => {
      if (!this.#healers.delete(once)) return
      this.#parts.chronicle.note(subject, `mended ${kind}`)
      heal()
    }
    this.#healers.add(once)
    this.#parts.clock.after(afterMs, once)
  }
}

function strikesChargers(kind: FaultKind): boolean {
  return !kind.startsWith('cloud') && !isPaymentFault(kind) && !isMessageFault(kind)
}

/** Whether it can come between two steps of money. */
export function strikesMoney(kind: FaultKind): boolean {
  return kind.startsWith('cloud') || isPaymentFault(kind)
}
