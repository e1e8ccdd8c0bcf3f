import type { IdTag } from '@colok/shared/ids'
import type { ActionsSentBy, Request } from '@colok/shared/ocpp/registry'
import type { CallResult } from '@colok/shared/ocpp/rpc'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import type { Clock } from '@colok/shared/time'
import { type Charger, type ChargerParts, composeCharger } from '../compose.ts'
import { chargerConfig } from '../config.ts'
import { type FakeDevices, type FakeDevicesOptions, fakeDevices } from '../devices/fakes.ts'
import type { ReadingSigner } from '../metering/contract.ts'
import type { DialSocket } from '../ocpp/socket.ts'
import type { ChargerDisk } from '../runtime/workshop.ts'
import type { Vault } from '../security/vault.ts'
import type { Changes, Store } from '../store/contract.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { CentralSystem } from './central-system.ts'

export interface BenchOptions {
  readonly connectors?: number
  readonly loadW?: number
  readonly keys?: Readonly<Record<string, string>>
  readonly config?: Record<string, unknown>
  readonly devices?: Partial<FakeDevicesOptions>
  readonly connectAtStart?: boolean
  readonly storeProblem?: string
  /** The calendar of the machine at the start; 0 is a clock that was never set. */
  readonly wallMs?: number
  readonly vault?: Vault
  /** Signs meter readings; without it nobody does. */
  readonly chargerKey?: ReadingSigner
  readonly disk?: ChargerDisk
  /** Called around every commit; throwing there cuts the power (see `PowerCut`). */
  readonly onCommit?: (bench: ChargerBench, moment: 'before' | 'after', changes: Changes) => void
  /** Accept at the central system before the test begins; default true. */
  readonly booted?: boolean
}

export const card = '04A1B2C3D4E5F6'

/** Thrown inside a commit to cut the power right there. */
export class PowerCut extends Error {}

/** A whole charger on a virtual clock: devices and store in memory, and a central system at the other end. */
export class ChargerBench {
  readonly clock: VirtualClock
  readonly central: CentralSystem
  readonly devices: FakeDevices
  readonly store = new MemoryStore()
  readonly logs: { level: string; message: string }[] = []
  readonly resets: string[] = []
  readonly #options: BenchOptions
  #charger: Charger | undefined
  #nextId = 1
  /** Switches off everything that the charger of now could still do. */
  #life = { alive: true }

  private constructor(options: BenchOptions) {
    this.#options = options
    const { connectors = 1, loadW = 1_200, wallMs } = options
    this.clock = new VirtualClock(wallMs === undefined ? {} : { wallMs })
    this.central = new CentralSystem(this.clock)
    this.devices = fakeDevices({
      clock: this.clock,
      sockets: Array.from({ length: connectors }, () => ({ plugged: false, loadW })),
      ...options.devices,
    })
  }

  /** Starts a charger and, unless told otherwise, waits until it is accepted. */
  static async start(options: BenchOptions = {}): Promise<ChargerBench> {
    const bench = new ChargerBench(options)
    bench.powerOn()
    if (options.booted !== false) await bench.advance(1_000)
    return bench
  }

  get charger(): Charger {
    if (this.#charger === undefined) throw new Error('the power is off')
    return this.#charger
  }

  powerOn(): void {
    const life = { alive: true }
    this.#life = life
    const charger = composeCharger(this.#parts(life))
    this.#charger = charger
    charger.start()
  }

  /** As SIGKILL and the board's dead-man have it: the process is gone, and the relays open by themselves. */
  cutPower(): void {
    this.#life.alive = false
    this.#charger = undefined
    this.central.cut()
    this.central.heal()
    for (const index of this.devices.sockets.keys()) this.devices.relays.dropOut(index + 1)
  }

  /** What the charger was told to do by the central system: power off in order, and on again. */
  async restart(): Promise<void> {
    await this.charger.stop()
    this.#life.alive = false
    this.powerOn()
  }

  advance(durationMs: number): Promise<void> {
    return this.clock.advance(durationMs)
  }

  async plugIn(connectorId = 1): Promise<void> {
    this.devices.relays.setPlugged(connectorId, true)
    await this.advance(100)
  }

  async plugOut(connectorId = 1): Promise<void> {
    this.devices.relays.setPlugged(connectorId, false)
    await this.advance(100)
  }

  async tap(idTag: string = card, connectorIds?: readonly number[]): Promise<void> {
    this.devices.cardReaders[0].present(idTag as IdTag, connectorIds)
    await this.advance(100)
  }

  /** Plugs in and taps; energy flows when it returns. */
  async startSession(connectorId = 1, idTag: string = card): Promise<void> {
    await this.plugIn(connectorId)
    await this.tap(idTag, [connectorId])
  }

  /** A call of the central system and the charger's answer. */
  async ask<A extends ActionsSentBy<'CentralSystem'>>(
    action: A,
    request: Request<A>,
  ): Promise<CallResult<A>> {
    const result = this.central.call(action, request)
    await this.advance(100)
    return result
  }

  /** Asks for a confirmation and gives it back; throws for anything else. */
  async confirmation<A extends ActionsSentBy<'CentralSystem'>>(action: A, request: Request<A>) {
    const result = await this.ask(action, request)
    if (result.kind !== 'confirmed') throw new Error(`${action} ended as ${JSON.stringify(result)}`)
    return result.confirmation
  }

  isClosed(connectorId = 1): boolean {
    return this.devices.relays.isClosed(connectorId)
  }

  /** The display, without the blanks at the right. */
  get lcd(): string[] {
    return this.devices.display.lines.map((line) => line.trimEnd())
  }

  #parts(life: { alive: boolean }): ChargerParts {
    const {
      keys = {},
      config = {},
      connectAtStart = true,
      storeProblem,
      vault,
      chargerKey,
      disk,
    } = this.#options
    return {
      config: chargerConfig.parse({
        chargePointId: 'CLK-0001',
        csmsUrl: 'ws://127.0.0.1:9/ocpp',
        keys,
        socketKind: 'locking',
        devices: {},
        ...config,
      }),
      devices: this.devices,
      store: this.#mortalStore(life),
      clock: mortalClock(this.clock, life),
      random: seededRandom(1),
      newId: () => `id-${this.#nextId++}`,
      dial: mortalDial(this.central.dial, life),
      log: this.#log(),
      connectAtStart,
      ...(storeProblem === undefined ? {} : { storeProblem }),
      ...(vault === undefined ? {} : { vault }),
      ...(chargerKey === undefined ? {} : { chargerKey }),
      ...(disk === undefined ? {} : { disk }),
      onReset: (type) => this.resets.push(type),
      onFatal: (cause) => {
        if (cause instanceof PowerCut) this.cutPower()
        else throw cause
      },
    }
  }

  #mortalStore(life: { alive: boolean }): Store {
    const hook = (moment: 'before' | 'after', changes: Changes) =>
      this.#options.onCommit?.(this, moment, changes)
    return {
      load: () => this.store.load(),
      commit: (changes) => {
        if (!life.alive) return
        hook('before', changes)
        if (!life.alive) return
        this.store.commit(changes)
        hook('after', changes)
      },
      journal: () => this.store.journal(),
      deadLetters: () => this.store.deadLetters(),
      securityLog: () => this.store.securityLog(),
      close: () => {},
    }
  }

  #log() {
    const at = (level: string) => (_: object, message: string) => void this.logs.push({ level, message })
    return { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error') }
  }
}

/** A dead process hears and says nothing more. */
function mortalDial(dial: DialSocket, life: { alive: boolean }): DialSocket {
  return (target, listener) => {
    const socket = dial(target, {
      onOpen: () => life.alive && listener.onOpen(),
      onMessage: (text) => life.alive && listener.onMessage(text),
      onPong: () => life.alive && listener.onPong(),
      onClose: (...why) => life.alive && listener.onClose(...why),
    })
    return { ...socket, send: (text) => life.alive && socket.send(text) }
  }
}

/** Timers of a dead process do not fire. */
function mortalClock(clock: Clock, life: { alive: boolean }): Clock {
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    after: (delayMs, run) => clock.after(delayMs, () => life.alive && run()),
  }
}
