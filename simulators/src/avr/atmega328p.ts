import {
  AVRClock,
  AVREEPROM,
  AVRIOPort,
  AVRWatchdog,
  avrInstruction,
  CPU,
  type EEPROMBackend,
  PinState,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  watchdogConfig,
} from 'avr8js'
import { I2cMaster, type I2cWires } from './i2c-master.ts'
import { TickTimer } from './tick-timer.ts'
import { UsartLine } from './usart-line.ts'

export const frequencyHz = 16_000_000
export const flashBytes = 32_768
export const eepromBytes = 1_024
const sramBytes = 2_048

export type ResetCause = 'powerOn' | 'resetPin' | 'brownOut' | 'watchdog'

/** MCUSR (datasheet §11.9.1). */
const causeBit = { powerOn: 1, resetPin: 2, brownOut: 4, watchdog: 8 } satisfies Record<ResetCause, number>

/** What the world outside does to a pin that is an input. */
export type PinLevel = 'low' | 'high' | 'open'

const sleepOpcode = 0x9588
const enableInterruptsOpcode = 0x9478
const sleepControl = 0x53
const sleepEnable = 0x01
/** `rjmp .-2`: jumps to itself. */
const jumpToItself = 0xcfff

/**
 * An ATmega328P that runs machine code cycle by cycle in its own time. It has the parts that the I/O board's sketch
 * uses: ports, UART, I2C, timer 0, EEPROM, watchdog and idle sleep, which costs no computing. Time stands still but in
 * `runTo`.
 */
export class Atmega328p {
  readonly #flash: Uint16Array
  readonly #eeprom: Uint8Array
  readonly #wires: I2cWires
  readonly #onSent: (byte: number) => void
  readonly #onPins: () => void
  readonly #levels: PinLevel[] = Array.from({ length: 20 }, () => 'open')
  readonly #events: { cycle: number; run: () => void }[] = []
  #sram = new Uint8Array(sramBytes)
  #core: Core
  #runUntil = 0
  #sleeping = false
  #watchdogBit = false
  #lowestStack = 0xffff

  constructor(options: {
    /** As `parseIntelHex` gives it. */
    flash: Uint8Array
    /** Kept over resets and power cuts; the machine writes to it. */
    eeprom: Uint8Array
    wires: I2cWires
    onSent: (byte: number) => void
    /** A pin's direction or level has changed from within. */
    onPins: () => void
  }) {
    this.#flash = new Uint16Array(options.flash.slice().buffer)
    this.#eeprom = options.eeprom
    this.#wires = options.wires
    this.#onSent = options.onSent
    this.#onPins = options.onPins
    this.#core = this.#makeCore(0, causeBit.powerOn)
  }

  /** Since the machine was made; resets do not set it back. */
  get cycles(): number {
    return this.#core.cpu.cycles
  }

  /** The deepest that the stack has been, in bytes. */
  get stackBytes(): number {
    return this.#core.cpu.data.length - 1 - this.#lowestStack
  }

  /** Runs up to a moment; what is scheduled until then happens in its time. */
  runTo(cycle: number): void {
    while (this.cycles < cycle) {
      this.#run(cycle)
      while (this.#events[0] && this.#events[0].cycle <= this.cycles) this.#events.shift()!.run()
    }
  }

  /** Calls `run` when that moment comes, or as soon as it can be; equal ones in the order of setting. */
  at(cycle: number, run: () => void): void {
    const index = this.#events.findLastIndex((event) => event.cycle <= cycle) + 1
    this.#events.splice(index, 0, { cycle, run })
    this.#runUntil = Math.min(this.#runUntil, cycle)
  }

  /** As a pulse on the reset pin, a brown-out or a power cut does; the program starts again. */
  reset(cause: ResetCause): void {
    if (cause === 'powerOn') this.#sram = new Uint8Array(sramBytes)
    else this.#sram = this.#core.cpu.data.slice(-sramBytes)
    // The causes add up until the program clears them; only a power-on begins anew.
    const before = cause === 'powerOn' ? 0 : this.#core.cpu.data[watchdogConfig.MCUSR]!
    this.#core = this.#makeCore(this.cycles, before | causeBit[cause])
    this.#onPins()
  }

  /** Until the next reset the program jumps to itself where it stands. */
  hang(): void {
    this.#core.cpu.progMem[this.#core.cpu.pc] = jumpToItself
    this.#sleeping = false
  }

  /** The program counter is somewhere else, as after a voltage spike. Flash is counted in words. */
  jump(wordAddress: number): void {
    this.#core.cpu.pc = wordAddress
    this.#sleeping = false
  }

  /** Noise has changed a register. Addresses are those of the data memory. */
  corrupt(address: number, value: number): void {
    this.#core.cpu.writeData(address, value)
  }

  /** Makes timer 0 stand still, its interrupt with it. */
  stopTimer(): void {
    this.#core.cpu.writeData(timer0Config.TCCRB, 0)
  }

  receive(byte: number, broken = false): void {
    this.#core.usart.receive(byte, broken)
  }

  /** Arduino's numbers, 0 to 19. */
  setLevel(pin: number, level: PinLevel): void {
    this.#levels[pin] = level
    this.#applyLevel(this.#core, pin)
  }

  /** An output that is high: what switches a driver on. */
  isDrivenHigh(pin: number): boolean {
    return this.#pinState(pin) === PinState.High
  }

  /** An output that is low. */
  isDrivenLow(pin: number): boolean {
    return this.#pinState(pin) === PinState.Low
  }

  #pinState(pin: number): PinState {
    const [port, bit] = portOf(this.#core, pin)
    return port.pinState(bit)
  }

  /** Up to `cycle` or the next event, which may be set on the way. */
  #run(cycle: number): void {
    this.#runUntil = Math.min(cycle, this.#events[0]?.cycle ?? cycle)
    while (this.cycles < this.#runUntil) {
      const { cpu } = this.#core
      if (this.#sleeping) this.#dream(cpu)
      else this.#step(cpu)
      if (this.#watchdogBit) this.#resetByWatchdog()
    }
  }

  #step(cpu: CPU): void {
    // The instruction after SEI comes before any interrupt (datasheet §7.7.1); avr8js would take one between the two, and
    // a program that goes to sleep so would miss what it was to wake up for.
    if (cpu.progMem[cpu.pc] === enableInterruptsOpcode) avrInstruction(cpu)
    const sleeps = cpu.progMem[cpu.pc] === sleepOpcode && (cpu.data[sleepControl]! & sleepEnable) !== 0
    avrInstruction(cpu)
    const { pc } = cpu
    cpu.tick()
    // An interrupt that was waiting is taken at once, and there is no sleep.
    this.#sleeping = sleeps && cpu.pc === pc
    if (this.#sleeping) this.#core.timer.skipToCompare()
    if (cpu.SP < this.#lowestStack && cpu.SP > cpu.data.length - sramBytes) this.#lowestStack = cpu.SP
  }

  /** Asleep nothing happens until the next event of a peripheral; an interrupt wakes the program. */
  #dream(cpu: CPU): void {
    const { nextClockEvent } = cpu as unknown as { nextClockEvent: { cycles: number } | null }
    const { pc } = cpu
    if (cpu.nextInterrupt < 0 || !cpu.interruptsEnabled)
      cpu.cycles = Math.max(
        cpu.cycles + 1,
        Math.min(nextClockEvent?.cycles ?? this.#runUntil, this.#runUntil),
      )
    cpu.tick()
    if (cpu.pc !== pc) this.#sleeping = false
  }

  #resetByWatchdog(): void {
    this.#watchdogBit = false
    this.reset('watchdog')
    // The real part comes out of such a reset with the watchdog still on, at its shortest period (datasheet §11.8.2).
    const { cpu } = this.#core
    cpu.writeData(watchdogConfig.WDTCSR, 0x18)
    cpu.writeData(watchdogConfig.WDTCSR, 0x08)
  }

  #makeCore(cycles: number, cause: number): Core {
    // 256 bytes of registers come before the RAM.
    const cpu = new CPU(this.#flash.slice(), sramBytes)
    cpu.data.set(this.#sram, cpu.data.length - sramBytes)
    cpu.cycles = cycles
    this.#sleeping = false
    const ports = {
      b: new AVRIOPort(cpu, portBConfig),
      c: new AVRIOPort(cpu, portCConfig),
      d: new AVRIOPort(cpu, portDConfig),
    }
    const usart = new UsartLine({ cpu, frequencyHz, onSent: this.#onSent })
    const core = { cpu, ports, usart, timer: new TickTimer(cpu) }
    new AVREEPROM(cpu, eepromOf(this.#eeprom))
    new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, frequencyHz))
    new I2cMaster({ cpu, frequencyHz, wires: this.#wires })
    cpu.data[watchdogConfig.MCUSR] = cause
    cpu.reset = () => {
      this.#watchdogBit = true
    }
    for (const port of Object.values(ports))
      port.addListener(() => {
        for (let pin = 0; pin < this.#levels.length; pin++) this.#applyLevel(core, pin)
        this.#onPins()
      })
    for (let pin = 0; pin < this.#levels.length; pin++) this.#applyLevel(core, pin)
    return core
  }

  /** An open input reads high with its pull-up; without one it floats, and here the worst is taken to be low. */
  #applyLevel(core: Core, pin: number): void {
    const level = this.#levels[pin]!
    const [port, bit] = portOf(core, pin)
    const high = level === 'open' ? port.pinState(bit) === PinState.InputPullUp : level === 'high'
    port.setPin(bit, high)
  }
}

interface Core {
  readonly cpu: CPU
  readonly ports: { readonly b: AVRIOPort; readonly c: AVRIOPort; readonly d: AVRIOPort }
  readonly usart: UsartLine
  readonly timer: TickTimer
}

function portOf({ ports }: Core, pin: number): [port: AVRIOPort, bit: number] {
  if (pin < 8) return [ports.d, pin]
  return pin < 14 ? [ports.b, pin - 8] : [ports.c, pin - 14]
}

function eepromOf(memory: Uint8Array): EEPROMBackend {
  return {
    readMemory: (address) => memory[address % memory.length]!,
    writeMemory: (address, value) => {
      memory[address % memory.length]! &= value
    },
    eraseMemory: (address) => {
      memory[address % memory.length] = 0xff
    },
  }
}
