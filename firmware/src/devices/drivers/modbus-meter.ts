import type { Cancel, Clock } from '@colok/shared/time'
import type { DeviceFaultCode, Meter, MeterReading } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { FaultReporter } from './fault-reporter.ts'
import { type MeterMap, readingOf } from './meter-map.ts'
import type { ModbusBus, ReadResult } from './modbus-bus.ts'

const readEveryMs = 1_000
/** One lost answer on a noisy line is no fault; three are, and by then the last reading is too old to bill by. */
const maxFailures = 3

type Listener = Parameters<Meter['listen']>[0]
type Failure = Exclude<ReadResult, { kind: 'registers' }> | { readonly kind: 'noNumber' }

/** A meter on a Modbus RTU bus that is read by its register map. */
export class ModbusMeter implements Meter {
  readonly rollsOverAtWh: number
  readonly serialNumber?: string | undefined
  readonly #map: MeterMap
  readonly #bus: ModbusBus
  readonly #address: number
  readonly #clock: Clock
  readonly #fault: FaultReporter
  #listener: Listener | undefined
  #running = false
  #failures = 0
  #cancelNext: Cancel = () => {}

  constructor(options: {
    /** "Meter 1". */
    name: string
    serialNumber?: string | undefined
    map: MeterMap
    bus: ModbusBus
    address: number
    clock: Clock
    log: DeviceLog
  }) {
    const { name, serialNumber, map, bus, address, clock, log } = options
    this.serialNumber = serialNumber
    this.rollsOverAtWh = map.rollsOverAtWh
    this.#map = map
    this.#bus = bus
    this.#address = address
    this.#clock = clock
    this.#fault = new FaultReporter({ device: name, log, onFault: (fault) => this.#listener?.onFault(fault) })
  }

  listen(listener: Listener): void {
    this.#listener = listener
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#bus.start()
    // The port opens meanwhile; asking at once would only find it closed.
    this.#cancelNext = this.#clock.after(readEveryMs, () => void this.#read())
  }

  async stop(): Promise<void> {
    if (!this.#running) return
    this.#running = false
    this.#cancelNext()
    await this.#bus.stop()
  }

  async #read(): Promise<void> {
    const startedMs = this.#clock.monotonicMs()
    const result = await this.#readBlocks()
    if (!this.#running) return
    const tookMs = this.#clock.monotonicMs() - startedMs
    this.#cancelNext = this.#clock.after(Math.max(0, readEveryMs - tookMs), () => void this.#read())
    if (result.kind === 'reading') {
      this.#failures = 0
      this.#fault.clear()
      this.#listener?.onReading(result.reading)
    } else this.#onFailure(result)
  }

  async #readBlocks(): Promise<{ kind: 'reading'; reading: MeterReading } | Failure> {
    const blocks: (readonly number[])[] = []
    for (const block of this.#map.blocks) {
      const result = await this.#bus.read({ address: this.#address, ...block })
      if (result.kind !== 'registers') return result
      blocks.push(result.registers)
    }
    const reading = readingOf(this.#map, blocks)
    return reading ? { kind: 'reading', reading } : { kind: 'noNumber' }
  }

  #onFailure(failure: Failure): void {
    this.#failures++
    const [code, problem] = this.#explain(failure)
    // A port that is gone will not come back by asking thrice.
    if (failure.kind === 'closed' || this.#failures >= maxFailures)
      this.#fault.raise(code, `${problem}; energy cannot be counted.`)
  }

  #explain(failure: Failure): [DeviceFaultCode, string] {
    const { product } = this.#map
    switch (failure.kind) {
      case 'closed':
        return ['silent', `is not there: ${failure.reason}`]
      case 'timeout':
        return ['silent', `has not answered ${maxFailures} times`]
      case 'badData':
        return ['badData', `has answered ${maxFailures} times with a wrong checksum or length`]
      case 'exception':
        return ['refused', `refuses to be read (Modbus exception ${failure.code}; is it a ${product}?)`]
      case 'noNumber':
        return [
          'outOfRange',
          `has answered ${maxFailures} times with what is no reading (is it a ${product}?)`,
        ]
    }
  }
}
