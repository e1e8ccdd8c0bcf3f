import { type Charger, composeCharger } from '@colok/firmware/compose'
import { chargerConfig } from '@colok/firmware/config'
import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { serviceCard } from './cards.ts'
import type { Chronicle } from './chronicle.ts'
import { openDevices } from './devices.ts'
import { Dice } from './dice.ts'
import { type Changes, Disk, PowerCut } from './disk.ts'
import { Ledger } from './ledger.ts'
import { type Life, mortalClock } from './mortal.ts'
import type { MobileLine } from './network.ts'
import { Post } from './post.ts'
import { MachineClock } from './wall-clock.ts'

const outlets = 2
const bootMs = 8_000

/** Why a process ended, which decides what is left of it. */
type Ending = 'powerCut' | 'killed' | 'reset'

export interface ChargePointParts {
  readonly chargePointId: string
  readonly seed: number
  readonly clock: VirtualClock
  readonly chronicle: Chronicle
  readonly driftPpm: number
  /** Something happened inside; all invariants of this charger hold now. */
  readonly onStep: (chargePoint: ChargePoint) => void
  /** What must never happen. */
  readonly onFatal: (chargePoint: ChargePoint, cause: unknown) => void
}

/** One charger: the real controller on a simulated post, disk and line. */
export class ChargePoint {
  readonly id: string
  readonly post: Post
  readonly disk: Disk
  readonly ledger: Ledger
  readonly machineClock: MachineClock
  /** Faults of which some may explain a suspect session. */
  readonly struckBy = new Set<string>()
  line!: MobileLine
  /** Something is on the disk now. */
  onCommitted: (changes: Changes) => void = () => {}
  /** How often it was asked to restart in order. */
  softResets = 0
  /** How often it has been switched on. */
  boots = 0
  readonly #parts: ChargePointParts
  readonly #dice: Dice
  #life: Life = { alive: false }
  #charger: Charger | undefined
  /** The processor's supply: while it is off nothing boots. */
  #supplied = true

  constructor(parts: ChargePointParts) {
    const { clock } = parts
    this.#parts = parts
    this.id = parts.chargePointId
    this.#dice = new Dice(parts.seed, `machine ${this.id}`)
    this.machineClock = new MachineClock(clock, parts.driftPpm)
    this.ledger = new Ledger({
      nowMs: () => clock.wallMs(),
      isMeterBroken: (connectorId) => {
        const { silent, stuck } = this.post.outlet(connectorId).meter
        return silent || stuck
      },
    })
    this.disk = new Disk((changes) => this.#committed(changes))
    this.post = new Post({
      clock,
      outlets,
      onFlow: (connectorId, energyMwh) =>
        this.ledger.flowed(connectorId, energyMwh, {
          isWelded: this.post.outlet(connectorId).welded,
          isDiskFull: this.disk.refuses,
        }),
    })
  }

  /** The controller of now; undefined while the processor is off. */
  get charger(): Charger | undefined {
    return this.#charger
  }

  get isRunning(): boolean {
    return this.#charger !== undefined
  }

  powerOn(): void {
    const life: Life = { alive: true }
    this.#life = life
    this.boots += 1
    this.#supplied = true
    this.machineClock.boot()
    const clock = mortalClock(this.machineClock.clock, life, () => this.#parts.onStep(this))
    this.#note('power on')
    this.#charger = composeCharger({
      config: chargerConfig.parse({
        chargePointId: this.id,
        csmsUrl: 'ws://csms.world/ocpp',
        maxPowerW: 1_500,
        serviceCards: [serviceCard],
        devices: {},
      }),
      devices: openDevices(this.post, life, clock),
      store: this.disk.mount(life),
      clock,
      random: this.#dice.random,
      newId: () => this.#dice.id(),
      dial: this.line.dialer(life),
      log: {
        debug: () => {},
        info: (_, message) => this.#note(message),
        warn: (_, message) => this.#note(`warn: ${message}`),
        error: (_, message) => this.#note(`error: ${message}`),
      },
      onReset: (type) => {
        this.#note(`resets itself (${type})`)
        void this.#restart(life)
      },
      onFatal: (cause) => {
        if (!(cause instanceof PowerCut)) this.#parts.onFatal(this, cause)
      },
    })
    this.#charger.start()
  }

  /** The process and the post lose their supply at once. */
  cutPower(): void {
    this.#note('power cut')
    this.post.setMains(false)
    this.#supplied = false
    this.#end('powerCut')
  }

  /** The mains goes, and the processor has some seconds to say goodbye. */
  async cutPowerWithWarning(): Promise<void> {
    const charger = this.#charger
    const life = this.#life
    this.post.setMains(false)
    this.#supplied = false
    if (charger === undefined) return
    this.#note('power fails with a warning')
    this.ledger.interrupt()
    await charger.powerOff()
    if (!life.alive) return
    await charger.stop()
    this.#end('powerCut')
  }

  restorePower(): void {
    this.post.setMains(true)
    this.#supplied = true
    this.#note('power is back')
    this.#bootSoon()
  }

  /** SIGKILL: the board and its dead-man stay. */
  kill(): void {
    if (this.#charger === undefined) return
    this.#note('process killed')
    this.#end('killed')
    this.#bootSoon()
  }

  async #restart(life: Life): Promise<void> {
    await this.#charger?.stop()
    if (!life.alive) return
    this.#end('reset')
    this.#bootSoon()
  }

  #bootSoon(): void {
    this.#parts.clock.after(bootMs, () => {
      if (this.#supplied && this.#charger === undefined) this.powerOn()
    })
  }

  #end(why: Ending): void {
    if (!this.#life.alive) return
    this.#life.alive = false
    this.#charger = undefined
    this.disk.cutAtNext = undefined
    this.ledger.interrupt()
    this.line.hostGone(this.#life, { silently: why === 'powerCut' })
    this.post.hostGone()
  }

  #committed(changes: Changes): void {
    this.ledger.committed(changes)
    this.onCommitted(changes)
    for (const record of changes.records)
      if (record.kind === 'outboxAdded' && record.entry.kind !== 'metered')
        this.#note(`recorded ${JSON.stringify(record.entry, withoutSamples)}`)
      else if (record.kind === 'outboxBuried') this.#note(`buried: ${record.why}`)
  }

  #note(text: string): void {
    this.#parts.chronicle.note(this.id, text)
  }
}

function withoutSamples(key: string, value: unknown): unknown {
  return key === 'samples' ? undefined : value
}
