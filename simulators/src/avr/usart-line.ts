import { AVRUSART, type CPU, usart0Config } from 'avr8js'

const { UCSRA, UCSRB, UDR } = usart0Config
const receiveComplete = 0x80
const dataRegisterEmpty = 0x20
const frameError = 0x10
const dataOverrun = 0x08
const receiveInterruptEnable = 0x80
/** A start bit, eight of data, a stop bit. */
const bitsPerByte = 10

const receiveInterrupt = {
  address: usart0Config.rxCompleteInterrupt,
  flagRegister: UCSRA,
  flagMask: receiveComplete,
  enableRegister: UCSRB,
  enableMask: receiveInterruptEnable,
  constant: true,
}

/**
 * The UART of an emulated controller, with what avr8js 0.21 leaves out: a received byte survives writes to the control
 * registers, overruns and framing errors show in the status register, and a sent byte is on the line only when its
 * last bit has gone.
 */
export class UsartLine {
  readonly #cpu: CPU
  readonly #usart: AVRUSART

  constructor(options: { cpu: CPU; frequencyHz: number; onSent: (byte: number) => void }) {
    const { cpu, frequencyHz, onSent } = options
    this.#cpu = cpu
    const usart = new AVRUSART(cpu, usart0Config, frequencyHz)
    this.#usart = usart
    usart.onByteTransmit = (byte) => {
      cpu.addClockEvent(() => onSent(byte), Math.round((bitsPerByte * frequencyHz) / usart.baudRate))
    }
    // Taking the interrupt does not empty the data register: only a write to it clears UDRE (datasheet §19.6.3).
    const internals = usart as unknown as { UDRE: { constant?: boolean } }
    internals.UDRE.constant = true
    this.#keepFlagsAcrossWrites()
    const readData = cpu.readHooks[UDR]!
    cpu.readHooks[UDR] = (address) => {
      const byte = readData(address)
      cpu.data[UCSRA]! &= ~(frameError | dataOverrun)
      return byte
    }
  }

  /** The last bit of a byte has come in; `broken`: without its stop bit. While the receiver is off it is lost. */
  receive(byte: number, broken: boolean): void {
    if (!this.#usart.rxEnable) return
    const { data } = this.#cpu
    const unread = (data[UCSRA]! & receiveComplete) !== 0
    this.#usart.writeByte(byte, true)
    data[UCSRA]! |= (unread ? dataOverrun : 0) | (broken ? frameError : 0)
  }

  /** A write to UCSR0A or UCSR0B clears RXC and UDRE in avr8js; in the real part both belong to the data register. */
  #keepFlagsAcrossWrites(): void {
    const cpu = this.#cpu
    const writeA = cpu.writeHooks[UCSRA]!
    const writeB = cpu.writeHooks[UCSRB]!
    cpu.writeHooks[UCSRA] = (value, old, address, mask) => {
      const kept = cpu.data[UCSRA]! & (receiveComplete | dataRegisterEmpty | frameError | dataOverrun)
      const done = writeA(value, old, address, mask)
      cpu.data[UCSRA]! |= kept
      return done
    }
    cpu.writeHooks[UCSRB] = (value, old, address, mask) => {
      const received = cpu.data[UCSRA]! & receiveComplete
      const done = writeB(value, old, address, mask)
      if (received && this.#usart.rxEnable) {
        cpu.data[UCSRA]! |= receiveComplete
        if (value & receiveInterruptEnable) cpu.queueInterrupt(receiveInterrupt)
      }
      return done
    }
  }
}
