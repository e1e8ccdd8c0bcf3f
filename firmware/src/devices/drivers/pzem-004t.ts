import type { Cancel, Clock } from '@colok/shared/time'
import type { DeviceFaultCode, Meter, MeterReading } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { FaultReporter } from './fault-reporter.ts'
import type { ModbusBus, ReadResult } from './modbus-bus.ts'

export const pzem004tBaudRate = 9_600

const readEveryMs = 1_000
/** One lost answer on a noisy line is no fault; three are, and by then the last reading is too old to bill by. */
const maxFailures = 3
const registerCount = 10
const rollsOverAtWh = 9_999_990

type Listener = Parameters<Meter['listen']>[0]

/** A PZEM-004T v3 (hardware/protocols/pzem-004t.md). For demonstrations: it is no billing meter. */
export class Pzem004t implements Meter {
  readonly rollsOverAtWh = rollsOverAtWh
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
    bus: ModbusBus
    address: number
    clock: Clock
    log: DeviceLog
  }) {
    const { name, bus, address, clock, log } = options
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
    const result = await this.#bus.read({ address: this.#address, first: 0, count: registerCount })
    if (!this.#running) return
    const tookMs = this.#clock.monotonicMs() - startedMs
    this.#cancelNext = this.#clock.after(Math.max(0, readEveryMs - tookMs), () => void this.#read())
    if (result.kind === 'registers') {
      this.#failures = 0
      this.#fault.clear()
      this.#listener?.onReading(readingOf(result.registers))
    } else this.#onFailure(result)
  }

  #onFailure(result: Exclude<ReadResult, { kind: 'registers' }>): void {
    this.#failures++
    const [code, problem] = explain(result)
    // A port that is gone will not come back by asking thrice.
    if (result.kind === 'closed' || this.#failures >= maxFailures)
      this.#fault.raise(code, `${problem}; energy cannot be counted.`)
  }
}

function explain(result: Exclude<ReadResult, { kind: 'registers' }>): [DeviceFaultCode, string] {
  switch (result.kind) {
    case 'closed':
      return ['silent', `is not there: ${result.reason}`]
    case 'timeout':
      return ['silent', `has not answered ${maxFailures} times`]
    case 'badData':
      return ['badData', `has answered ${maxFailures} times with a wrong checksum or length`]
    case 'exception':
      return ['refused', `refuses to be read (Modbus exception ${result.code}; is it a PZEM-004T v3?)`]
  }
}

// V ×0.1 | A ×0.001, 2 | W ×0.1, 2 | Wh, 2 | Hz ×0.1 | PF ×0.01 | alarm; of two registers the low word comes first
function readingOf(registers: readonly number[]): MeterReading {
  const at = (index: number) => registers[index] ?? 0
  const long = (index: number) => at(index) + at(index + 1) * 0x1_0000
  return {
    voltageMv: at(0) * 100,
    currentMa: long(1),
    powerW: Math.round(long(3) / 10),
    energyWh: long(5),
    frequencyMhz: at(7) * 100,
    powerFactorPermille: at(8) * 10,
  }
}
