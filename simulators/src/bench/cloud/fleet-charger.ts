import type { FleetCharger } from './fleet-orders.ts'
import { payloadOf } from './frames.ts'
import { LeanSocket } from './lean-socket.ts'

/** Told of each answer: how long it took, and the transactionId that it gave, if any. */
type OnAnswer = (latencyMs: number) => void

/**
 * A charger of the fleet, with one call in flight at most. It takes an echo of its call for an answer too, so that the
 * same fleet measures a bare echo.
 */
export class FleetChargerConnection {
  readonly #charger: FleetCharger
  readonly #onFailure: (problem: string) => void
  #socket: LeanSocket | undefined
  #sequence = 0
  #sentAt = 0
  #waiting: { readonly action: string; readonly answered: OnAnswer } | undefined
  transactionId = 1

  constructor(charger: FleetCharger, onFailure: (problem: string) => void) {
    this.#charger = charger
    this.#onFailure = onFailure
  }

  get isIdle(): boolean {
    return this.#waiting === undefined
  }

  async connect(): Promise<void> {
    const { id, url, authorization } = this.#charger
    const socket = await LeanSocket.open(url, authorization, {
      onText: (message) => this.#received(message),
      onEnd: (code) => {
        if (this.#socket === socket)
          this.#onFailure(`the server closed the connection of ${id} with ${code ?? 'no code'}`)
      },
    })
    this.#socket = socket
  }

  /** Sends a call; `answered` is told when its answer is there. */
  send(action: string, answered: OnAnswer): void {
    this.#sequence += 1
    const facts = {
      idTag: this.#charger.id,
      sequence: this.#sequence,
      transactionId: this.transactionId,
    }
    const text = JSON.stringify([
      2,
      `${this.#charger.id}-${this.#sequence}`,
      action,
      payloadOf(action, facts),
    ])
    this.#waiting = { action, answered }
    this.#sentAt = performance.now()
    this.#socket?.send(text)
  }

  call(action: string): Promise<number> {
    return new Promise((resolve) => this.send(action, resolve))
  }

  /** Ends the connection as a network does, without a word. */
  drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#waiting = undefined
    socket?.destroy()
  }

  leave(): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
  }

  #received(data: Buffer): void {
    if (data[1] === callError) {
      this.#onFailure(`${this.#charger.id} was answered ${data.toString()}`)
      return
    }
    if (data[1] === call && data.indexOf(this.#charger.id) !== echoedIdAt) {
      this.#answerCommand(data)
      return
    }
    const waiting = this.#waiting
    if (waiting === undefined) return
    if (waiting.action === 'StartTransaction') {
      const given = transactionIdIn.exec(data.toString())?.[1]
      if (given !== undefined) this.transactionId = Number(given)
    }
    this.#waiting = undefined
    waiting.answered(performance.now() - this.#sentAt)
  }

  /** What the server asks of a charger is accepted, whatever it is. */
  #answerCommand(data: Buffer): void {
    const [, id, action] = JSON.parse(data.toString()) as [number, string, string]
    const confirmation = action === 'GetConfiguration' ? {} : { status: 'Accepted' }
    this.#socket?.send(JSON.stringify([3, id, confirmation]))
  }
}

/** `[2,` and `[4,`: the second byte of a frame without blanks tells its kind. */
const call = 0x32
const callError = 0x34

/** Where an echo has our own message id: `[2,"`. */
const echoedIdAt = 4

const transactionIdIn = /"transactionId":(\d+)/
