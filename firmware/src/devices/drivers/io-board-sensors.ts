import type { Board } from '../board.ts'
import type { HazardCode, LeakageTestResult, SafetySensors, SwitchingElement } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { thermistorCelsius } from '../thermistor.ts'
import type { BoardState } from './io-board-frames.ts'

/** Below and above these shares of its supply a divider has no thermistor that is colder than 185 °C and warmer than −45. */
const shortedBelow = 0.01
const cutAbove = 0.98

const leakageTestProblems: Readonly<Partial<Record<LeakageTestResult, string>>> = {
  stuck: 'has tripped before its test began: find the leakage or replace the module',
  noTrip: 'does not trip when it is tested: check its test wire, or replace it',
  wontClear: 'stays tripped after its test: replace it',
}

type SensorListener = Parameters<SafetySensors['listen']>[0]

/** What the I/O board's sensors see. It starts and stops with the board. */
export class IoBoardSensors implements SafetySensors {
  readonly #board: Board
  readonly #connectors: number
  readonly #log: DeviceLog
  readonly #onWish: () => void
  #listener: SensorListener | undefined
  /** Hazards that have been told of: connector and code, with the detail. */
  #present = new Map<string, Hazard>()
  #leakageTest: LeakageTestResult | undefined
  #welded: readonly string[] = []
  readonly #temperatureKnown: boolean[] = []
  #wantsTest = false
  #forget = 0

  /** `onWish`: `wantsTest` or `forget` has changed and is to be sent. */
  constructor(options: { board: Board; connectors: number; log: DeviceLog; onWish: () => void }) {
    this.#board = options.board
    this.#connectors = options.connectors
    this.#log = options.log
    this.#onWish = options.onWish
  }

  start(): void {}
  async stop(): Promise<void> {}

  listen(listener: SensorListener): void {
    this.#listener = listener
  }

  get wantsTest(): boolean {
    return this.#wantsTest
  }

  /** Bit n for connector n + 1. */
  get forget(): number {
    return this.#forget
  }

  testLeakage(): void {
    this.#wantsTest = true
    this.#onWish()
  }

  forgetWelded(connectorId: number): void {
    if (connectorId < 1 || connectorId > this.#connectors)
      throw new RangeError(`there is no connector ${connectorId} on this board`)
    this.#forget |= 1 << (connectorId - 1)
    this.#onWish()
  }

  /** The board knows of what was wished; it has begun, or has refused. */
  endWishes(): void {
    if (!this.#wantsTest && this.#forget === 0) return
    this.forgetWishes()
    this.#onWish()
  }

  /** The board has started anew: what was wished of it before is stale. */
  forgetWishes(): void {
    this.#wantsTest = false
    this.#forget = 0
  }

  /** The board is away: what it said last is no longer so, but a hazard stays until it says otherwise. */
  lose(): void {
    this.forgetWishes()
    this.#leakageTest = undefined
    this.#welded = []
    for (const connectorId of this.#connectorIds())
      if (this.#temperatureKnown[connectorId]) this.#listener?.onTemperature?.(connectorId, undefined)
    this.#temperatureKnown.length = 0
  }

  see(state: BoardState): void {
    this.#tellHazards(this.#hazardsOf(state))
    if (state.leakageTest !== this.#leakageTest) {
      this.#leakageTest = state.leakageTest
      this.#listener?.onLeakageTest?.(state.leakageTest)
    }
    const welded = this.#connectorIds().map((connectorId) => weldedElements(state, connectorId))
    for (const [index, elements] of welded.entries()) {
      if (this.#welded[index] === elements.join()) continue
      this.#listener?.onWelded?.(index + 1, elements)
    }
    this.#welded = welded.map((elements) => elements.join())
  }

  /** Each thermistor's divider in mV, by its socket; `undefined` where the board could not read it. */
  measure(thermistorMv: readonly (number | undefined)[]): void {
    for (const connectorId of this.#connectorIds()) {
      const reading = this.#temperatureOf(thermistorMv[connectorId - 1])
      const isKnown = typeof reading === 'number'
      if (!isKnown && this.#temperatureKnown[connectorId] !== false)
        this.#log.warn({ connectorId }, `Thermistor ${connectorId} ${reading}; its temperature is not known.`)
      this.#temperatureKnown[connectorId] = isKnown
      this.#listener?.onTemperature?.(connectorId, isKnown ? reading : undefined)
    }
  }

  #temperatureOf(millivolts: number | undefined): number | string {
    const { thermistor } = this.#board
    if (millivolts === undefined) return 'cannot be read'
    if (millivolts < shortedBelow * thermistor.supplyMv) return 'is short-circuited'
    if (millivolts > cutAbove * thermistor.supplyMv) return 'has a cut wire'
    return Math.round(10 * thermistorCelsius(thermistor, millivolts))
  }

  #hazardsOf(state: BoardState): Hazard[] {
    const testProblem = leakageTestProblems[state.leakageTest]
    return this.#connectorIds().flatMap((connectorId) => {
      const hazards: Hazard[] = []
      const add = (errorCode: HazardCode, detail: string) => hazards.push({ connectorId, errorCode, detail })
      if (state.leakage) add('GroundFailure', 'The leakage module has tripped; every relay is open.')
      else if (testProblem) add('GroundFailure', `The leakage module ${testProblem}; no relay closes.`)
      const elements = weldedElements(state, connectorId)
      if (elements.length > 0)
        add(
          'PowerSwitchFailure',
          `Socket ${connectorId}: element ${elements.join(' and ')} is welded; replace it, then clear the lock.`,
        )
      if (state.hot & (1 << (connectorId - 1)))
        add(
          'HighTemperature',
          `Socket ${connectorId} is hotter than ${this.#board.thermistor.openAboveC} °C; its relay is open.`,
        )
      return hazards
    })
  }

  #tellHazards(hazards: readonly Hazard[]): void {
    const before = this.#present
    this.#present = new Map(hazards.map((hazard) => [`${hazard.connectorId} ${hazard.errorCode}`, hazard]))
    for (const [key, hazard] of before)
      if (!this.#present.has(key)) this.#listener?.onHazard({ ...hazard, present: false })
    for (const [key, hazard] of this.#present) {
      if (before.get(key)?.detail === hazard.detail) continue
      this.#log.warn({ connectorId: hazard.connectorId, errorCode: hazard.errorCode }, hazard.detail)
      this.#listener?.onHazard({ ...hazard, present: true })
    }
  }

  #connectorIds(): number[] {
    return Array.from({ length: this.#connectors }, (_, index) => index + 1)
  }
}

interface Hazard {
  readonly connectorId: number
  readonly errorCode: HazardCode
  readonly detail: string
}

function weldedElements({ weldedA, weldedB }: BoardState, connectorId: number): SwitchingElement[] {
  const bit = 1 << (connectorId - 1)
  return [...(weldedA & bit ? (['A'] as const) : []), ...(weldedB & bit ? (['B'] as const) : [])]
}
