import type { Cancel, Clock } from '@colok/shared/time'
import type { Display, Lights, RelayBoard, SafetySensors } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { DirectDisplay } from './direct-display.ts'
import { DirectI2c } from './direct-i2c.ts'
import { DirectSocket } from './direct-socket.ts'
import { FaultReporter } from './fault-reporter.ts'
import { IoBoardLights } from './io-board-lights.ts'
import type { Gpio, GpioInput, GpioOutput, OpenGpio } from './linux-gpio.ts'
import type { OpenI2c } from './linux-i2c.ts'

/** Optocouplers on the mains rest for 2 ms of each 10: looked at every 7 ms, no two looks in a row fall into a rest. */
const lookEveryMs = 7
const reopenMs = 5_000

type RelayListener = Parameters<RelayBoard['listen']>[0]
type HazardListener = Parameters<SafetySensors['listen']>[0]
type Level = 'high' | 'low'

/** What is wired to which line of the computer's own GPIO chip. */
export interface DirectWiring {
  readonly chip: number
  readonly i2cBus: number
  readonly lightsAddress: number
  readonly contactVoltageLevel: Level
  readonly plugInLevel: Level
  readonly sockets: readonly {
    readonly elements: readonly [number, number]
    readonly contact: number
    readonly plug: number
    readonly light: { readonly red: number; readonly green: number; readonly blue: number }
  }[]
  readonly emergencyStop: { readonly line: number; readonly pressedLevel: Level }
  readonly leakageTrip: { readonly line: number; readonly trippedLevel: Level }
  /** A retriggerable timer in the coils' supply: it drops them `timeoutMs` after the last edge on its line. */
  readonly watchdog?: { readonly line: number; readonly timeoutMs: number } | undefined
}

export interface DirectBoardOptions {
  readonly wiring: DirectWiring
  readonly display: { columns: 16 | 20; rows: 2 | 4; i2cAddress: number }
  readonly clock: Clock
  readonly log: DeviceLog
  readonly openGpio: OpenGpio
  readonly openI2c: OpenI2c
}

interface Lines {
  readonly gpio: Gpio
  readonly sockets: readonly { elements: GpioOutput[]; contact: GpioInput; plug: GpioInput }[]
  readonly emergencyStop: GpioInput
  readonly leakageTrip: GpioInput
  readonly watchdog: GpioOutput | undefined
}

/**
 * A post without an I/O board: relays, contacts and inputs on the computer's own pins, lights and display on its I2C
 * bus. A computer that hangs leaves its pins as they are, so relays close only where a hardware watchdog in the coils'
 * supply drops them; without one every request is answered with an open contact.
 */
export class DirectBoard implements RelayBoard {
  readonly lights: Lights
  readonly display: Display
  readonly sensors: SafetySensors
  readonly #options: DirectBoardOptions
  readonly #fault: FaultReporter
  readonly #i2c: DirectI2c
  readonly #lights: IoBoardLights
  readonly #display: DirectDisplay
  readonly #sockets: DirectSocket[]
  #listener: RelayListener | undefined
  #hazardListener: HazardListener | undefined
  #running = false
  #lines: Lines | undefined
  #emergencyStop: boolean | undefined
  #leakage: boolean | undefined
  #fedMs = Number.NEGATIVE_INFINITY
  #watchdogHigh = false
  #cancelNext: Cancel = () => {}

  constructor(options: DirectBoardOptions) {
    const { wiring, clock, log } = options
    this.#options = options
    this.#fault = new FaultReporter({
      device: 'GPIO',
      log,
      onFault: (fault) => this.#listener?.onFault(fault),
    })
    const i2cWrite = (address: number, bytes: readonly number[]) => this.#i2c.write(address, bytes)
    this.#display = new DirectDisplay({ size: options.display, clock, i2cWrite })
    this.#lights = new IoBoardLights({
      board: {
        sockets: wiring.sockets.map(({ light }, index) => ({ connectorId: index + 1, light })),
        i2c: { lights: { address: wiring.lightsAddress } },
      },
      clock,
      i2cWrite,
    })
    this.#i2c = new DirectI2c({
      bus: wiring.i2cBus,
      openI2c: options.openI2c,
      clock,
      log,
      onReady: () => {
        this.#lights.refresh()
        this.#display.resync()
      },
    })
    this.#sockets = wiring.sockets.map(
      (_, index) =>
        new DirectSocket(clock, {
          onContact: (closed) => this.#listener?.onContact(index + 1, closed),
          onPlug: (plugged) => this.#listener?.onPlug(index + 1, plugged),
        }),
    )
    this.lights = this.#lights
    this.display = this.#display
    this.sensors = {
      start: () => {},
      stop: async () => {},
      listen: (listener) => {
        this.#hazardListener = listener
      },
    }
  }

  listen(listener: RelayListener): void {
    this.#listener = listener
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#i2c.start()
    void this.#open()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#standDown()
    this.#lights.stop()
    this.#display.stop()
    await this.#i2c.stop()
  }

  request(connectorId: number, closed: boolean): void {
    const socket = this.#sockets[connectorId - 1]
    if (!socket) throw new RangeError(`there is no connector ${connectorId} on this board`)
    socket.wanted = closed && this.#mayClose()
    socket.askedMs = this.#options.clock.monotonicMs()
    this.#guarded(() => this.#drive())
  }

  #mayClose(): boolean {
    return (
      this.#options.wiring.watchdog !== undefined && this.#emergencyStop === false && this.#leakage === false
    )
  }

  async #open(): Promise<void> {
    const { wiring, openGpio } = this.#options
    try {
      const gpio = await openGpio(wiring.chip)
      if (!this.#running) return gpio.close()
      this.#lines = takeLines(gpio, wiring)
      if (wiring.watchdog) this.#fault.clear()
      else
        this.#fault.raise(
          'refused',
          'has no hardware watchdog in the coils’ supply; no relay is closed by it.',
        )
      this.#look()
    } catch (cause) {
      this.#lose(cause)
    }
  }

  #lose(cause: unknown): void {
    this.#standDown()
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#fault.raise('silent', `is not there: ${reason}; the watchdog opens the relays.`)
    if (this.#running) this.#cancelNext = this.#options.clock.after(reopenMs, () => void this.#open())
  }

  #standDown(): void {
    this.#cancelNext()
    const lines = this.#lines
    this.#lines = undefined
    this.#emergencyStop = this.#leakage = undefined
    for (const socket of this.#sockets) socket.reset()
    try {
      for (const { elements } of lines?.sockets ?? []) for (const element of elements) element.write(false)
      lines?.gpio.close()
    } catch {
      // The lines are gone already; the watchdog is what opens the relays then.
    }
  }

  /** One round: inputs first, then the relays, and the watchdog last, so that only a whole round feeds it. */
  #look(): void {
    this.#cancelNext = this.#options.clock.after(lookEveryMs, () => this.#look())
    this.#guarded((lines) => {
      this.#readStops(lines)
      this.#readSockets(lines)
      this.#drive()
      this.#feed(lines)
    })
  }

  #guarded(run: (lines: Lines) => void): void {
    if (!this.#lines) return
    try {
      run(this.#lines)
    } catch (cause) {
      this.#lose(cause)
    }
  }

  #readStops({ emergencyStop, leakageTrip }: Lines): void {
    const { wiring } = this.#options
    const pressed = emergencyStop.read() === (wiring.emergencyStop.pressedLevel === 'high')
    const tripped = leakageTrip.read() === (wiring.leakageTrip.trippedLevel === 'high')
    // What a stop has opened stays open until it is asked for anew.
    if (pressed || tripped) for (const socket of this.#sockets) socket.wanted = false
    if (pressed !== this.#emergencyStop) {
      this.#emergencyStop = pressed
      this.#listener?.onEmergencyStop(pressed)
    }
    if (tripped === this.#leakage) return
    const isNews = tripped || this.#leakage !== undefined
    this.#leakage = tripped
    if (isNews)
      for (const index of this.#sockets.keys())
        this.#hazardListener?.onHazard({
          connectorId: index + 1,
          errorCode: 'GroundFailure',
          present: tripped,
        })
  }

  #readSockets({ sockets }: Lines): void {
    const { contactVoltageLevel, plugInLevel } = this.#options.wiring
    for (const [index, { contact, plug }] of sockets.entries())
      this.#sockets[index]?.see({
        voltage: contact.read() === (contactVoltageLevel === 'high'),
        plugged: plug.read() === (plugInLevel === 'high'),
      })
  }

  #drive(): void {
    for (const [index, { elements }] of this.#lines?.sockets.entries() ?? [])
      for (const element of elements) element.write(this.#sockets[index]?.wanted === true)
  }

  #feed({ watchdog }: Lines): void {
    const nowMs = this.#options.clock.monotonicMs()
    const timeoutMs = this.#options.wiring.watchdog?.timeoutMs ?? 0
    if (!watchdog || nowMs - this.#fedMs < timeoutMs / 4) return
    this.#fedMs = nowMs
    this.#watchdogHigh = !this.#watchdogHigh
    watchdog.write(this.#watchdogHigh)
  }
}

/** Outputs are asked for low, so that no relay moves by being set up. */
function takeLines(gpio: Gpio, wiring: DirectWiring): Lines {
  try {
    return {
      gpio,
      sockets: wiring.sockets.map(({ elements, contact, plug }) => ({
        elements: elements.map((line) => gpio.output(line, false)),
        contact: gpio.input(contact),
        plug: gpio.input(plug),
      })),
      emergencyStop: gpio.input(wiring.emergencyStop.line),
      leakageTrip: gpio.input(wiring.leakageTrip.line),
      watchdog: wiring.watchdog && gpio.output(wiring.watchdog.line, false),
    }
  } catch (cause) {
    gpio.close()
    throw cause
  }
}
