import { setTimeout as pause } from 'node:timers/promises'
import { toIso } from '@colok/shared/time'
import { LeanSocket } from '../cloud/lean-socket.ts'
import type { AcknowledgedFacts } from './acknowledged-facts.ts'

/** From the start of one session to the start of the next. */
const sessionMs = 600_000
const readingEveryMs = 60_000
const whEachReading = 10

/** What a charger waits, at least and at most, after a connection that was refused. */
const retryMs = { least: 200, most: 1000 }

export interface StormChargerOptions {
  readonly id: string
  /** Asked before each connection: a server that was restarted may have another port. */
  readonly url: () => string
  readonly authorization: string | undefined
  readonly facts: AcknowledgedFacts
  /** When its first session begins, as the calendar has it; far enough back for all that are to come. */
  readonly beganAtMs: number
  readonly onProblem: (problem: string) => void
}

interface QueuedCall {
  readonly action: string
  /** Made when it is sent: what comes after a start needs the transactionId of its answer. */
  payload(): object
  confirmed(confirmation: { readonly transactionId?: number; readonly status?: string }): void
}

interface Session {
  readonly startedAtMs: number
  readonly meterStartWh: number
  transactionId: number | undefined
  readings: number
}

/**
 * A charger that forgets nothing: calls wait in order, one is under way, and one whose answer did not come is sent again
 * after the next connection under a new id, as chargers do. What is answered goes into the facts.
 */
export class StormCharger {
  readonly #charger: Pick<StormChargerOptions, 'id' | 'url' | 'authorization'>
  readonly #facts: AcknowledgedFacts
  readonly #onProblem: (problem: string) => void
  readonly #queue: QueuedCall[] = []
  #socket: LeanSocket | undefined
  #underWay: string | undefined
  #isWanted = false
  /** How often it was not let in. */
  refused = 0
  #lastId = 0
  #sessions = 0
  #statusAtMs: number
  #registerWh = 0
  readonly #beganAtMs: number
  #session: Session | undefined

  constructor(options: StormChargerOptions) {
    this.#charger = options
    this.#facts = options.facts
    this.#beganAtMs = options.beganAtMs
    this.#statusAtMs = options.beganAtMs
    this.#onProblem = options.onProblem
  }

  /** Calls that have not been answered. */
  get waiting(): number {
    return this.#queue.length
  }

  get isCharging(): boolean {
    return this.#session !== undefined
  }

  /**
   * Connects, again and again until it is let in, and boots; resolves when it is accepted. From then on it connects anew
   * whenever its connection ends, until it is dropped.
   */
  comeBack(): Promise<void> {
    return new Promise((resolve) => {
      // Nothing is under way while it is away, so the boot may go before everything that waits.
      if (this.#queue[0]?.action === 'BootNotification') this.#queue.shift()
      this.#queue.unshift({
        action: 'BootNotification',
        payload: () => ({ chargePointVendor: 'Colok', chargePointModel: 'Storm' }),
        confirmed: ({ status }) => {
          if (status === 'Accepted') resolve()
          else this.#onProblem(`${this.#charger.id} was answered ${status} to its BootNotification`)
        },
      })
      this.#isWanted = true
      void this.#connectUntilLetIn()
    })
  }

  /** The connection ends without a word; what is under way may have arrived or not. */
  drop(): void {
    this.#isWanted = false
    this.#lose()?.destroy()
  }

  tellStatus(connectorId: number): void {
    this.#statusAtMs += 1
    const { id: chargePointId } = this.#charger
    const statusAt = toIso(this.#statusAtMs)
    this.#add({
      action: 'StatusNotification',
      payload: () => ({ connectorId, errorCode: 'NoError', status: 'Available', timestamp: statusAt }),
      confirmed: () => this.#facts.statuses.push({ chargePointId, connectorId, statusAt }),
    })
  }

  startSession(): void {
    const session: Session = {
      startedAtMs: this.#beganAtMs + this.#sessions++ * sessionMs,
      meterStartWh: this.#registerWh,
      transactionId: undefined,
      readings: 0,
    }
    this.#session = session
    const { id } = this.#charger
    const startedAt = toIso(session.startedAtMs)
    const start = { chargePointId: id, connectorId: 1, meterStartWh: session.meterStartWh, startedAt }
    this.#add({
      action: 'StartTransaction',
      payload: () => ({ connectorId: 1, idTag: id, meterStart: start.meterStartWh, timestamp: startedAt }),
      confirmed: ({ transactionId }) => {
        if (transactionId === undefined) return this.#onProblem(`${id} got no transactionId`)
        session.transactionId = transactionId
        this.#facts.starts.push({ ...start, transactionId })
      },
    })
  }

  /** A reading of the session under way, a minute after the last one. False when the session has had its last. */
  read(): boolean {
    const session = this.#session
    if (session === undefined || (session.readings + 2) * readingEveryMs >= sessionMs) return false
    session.readings += 1
    this.#registerWh += whEachReading
    const energyWh = this.#registerWh
    const measuredAt = toIso(session.startedAtMs + session.readings * readingEveryMs)
    const sampledValue = [{ value: String(energyWh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]
    this.#add({
      action: 'MeterValues',
      payload: () => ({
        connectorId: 1,
        transactionId: session.transactionId,
        meterValue: [{ timestamp: measuredAt, sampledValue }],
      }),
      confirmed: () =>
        this.#facts.readings.push({ transactionId: session.transactionId!, measuredAt, energyWh }),
    })
    return true
  }

  stopSession(): void {
    const session = this.#session
    if (session === undefined) return
    this.#session = undefined
    const meterStopWh = this.#registerWh
    const stoppedAt = toIso(session.startedAtMs + (session.readings + 1) * readingEveryMs)
    this.#add({
      action: 'StopTransaction',
      payload: () => ({
        transactionId: session.transactionId,
        meterStop: meterStopWh,
        timestamp: stoppedAt,
        reason: 'Local',
      }),
      confirmed: () =>
        this.#facts.stops.push({ transactionId: session.transactionId!, stoppedAt, meterStopWh }),
    })
  }

  async #connectUntilLetIn(): Promise<void> {
    while (this.#isWanted && this.#socket === undefined) {
      try {
        await this.#connect()
      } catch {
        this.refused += 1
        await pause(retryMs.least + Math.random() * (retryMs.most - retryMs.least))
      }
    }
  }

  async #connect(): Promise<void> {
    const { url, authorization } = this.#charger
    const socket = await LeanSocket.open(url(), authorization, {
      onText: (message) => this.#received(message),
      onEnd: () => {
        if (this.#socket !== socket) return
        this.#lose()
        void this.#connectUntilLetIn()
      },
    })
    this.#socket = socket
    this.#sendNext()
  }

  #lose(): LeanSocket | undefined {
    const socket = this.#socket
    this.#socket = undefined
    this.#underWay = undefined
    return socket
  }

  #add(call: QueuedCall): void {
    this.#queue.push(call)
    this.#sendNext()
  }

  #sendNext(): void {
    const [next] = this.#queue
    if (this.#socket === undefined || this.#underWay !== undefined || next === undefined) return
    this.#lastId += 1
    this.#underWay = `${this.#charger.id}-${this.#lastId}`
    this.#socket.send(JSON.stringify([2, this.#underWay, next.action, next.payload()]))
  }

  #received(message: Buffer): void {
    const [kind, id, third] = JSON.parse(message.toString()) as [number, string, unknown]
    if (kind === 2) {
      this.#socket?.send(JSON.stringify([3, id, third === 'GetConfiguration' ? {} : { status: 'Rejected' }]))
      return
    }
    if (id !== this.#underWay) return
    const call = this.#queue.shift()
    this.#underWay = undefined
    if (kind === 3) call?.confirmed(third as { transactionId?: number; status?: string })
    else this.#onProblem(`${call?.action} of ${this.#charger.id} was answered ${message.toString()}`)
    this.#sendNext()
  }
}
