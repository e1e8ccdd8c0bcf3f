import type { Validation } from '@colok/shared/ocpp/validation'
import { type SocketEnd, socketPair } from '@colok/shared/testing/socket-pair'
import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import type { Cloud } from '../src/compose.ts'
import type { HostileAnswer } from './inputs.ts'
import { complaintAbout, type RightAnswer, rightAnswer } from './right-answer.ts'

/** A text that was sent, and what is to come back. */
interface Sent {
  readonly text: string
  readonly right: RightAnswer
}

const shownLength = 600

/** One connection of a charger that sends whatever it is given, and judges every answer. */
export class HostileCharger {
  readonly id: string
  readonly #validation: Validation
  #end: SocketEnd | undefined
  #sent: Sent[] = []
  #answers: string[] = []
  /** What it says to the next commands that come. */
  nextAnswers: HostileAnswer[] = []

  constructor(id: string, validation: Validation) {
    this.id = id
    this.#validation = validation
  }

  get isConnected(): boolean {
    return this.#end?.isOpen === true
  }

  async connect(cloud: Cloud, clock: VirtualClock): Promise<void> {
    const { left, right } = socketPair(clock)
    right.onMessage((text) => this.#received(text))
    this.#end = right
    await cloud.acceptSocket(this.id, left)
  }

  disconnect(): void {
    this.#end?.close()
  }

  send(text: string): void {
    this.#sent.push({ text, right: rightAnswer(text, this.#validation) })
    this.#end?.send(text)
  }

  /** Whether every text that is owed an answer has one. */
  get isAnswered(): boolean {
    return this.#answers.length >= this.#sent.filter(({ right }) => right.kind !== 'none').length
  }

  /** Compares what came back with what was to come back; a line for each that is wrong. Begins anew. */
  judge(count: (outcome: string) => void): string[] {
    const complaints: string[] = []
    const open = this.#sent.filter(({ right }) => right.kind !== 'none')
    for (const text of this.#answers) {
      const answer: unknown = JSON.parse(text)
      const id = Array.isArray(answer) ? answer[1] : undefined
      const candidates = open.filter(({ right }) => right.kind !== 'none' && right.id === id)
      // Two damaged texts may bear the same id; each answer goes with one that it fits.
      const fitting =
        candidates.find(({ right }) => complaintAbout(answer, right) === undefined) ?? candidates[0]
      if (fitting === undefined) {
        complaints.push(`${this.id} got an answer to nothing that it sent: ${text.slice(0, shownLength)}`)
        continue
      }
      open.splice(open.indexOf(fitting), 1)
      count(outcomeOf(answer, fitting.right))
      const complaint = complaintAbout(answer, fitting.right)
      if (complaint !== undefined)
        complaints.push(
          `${this.id}: ${complaint}\n  sent ${fitting.text.slice(0, shownLength)}\n  got ${text.slice(0, shownLength)}`,
        )
    }
    for (const { text } of open) complaints.push(`${this.id} got no answer to ${text.slice(0, shownLength)}`)
    this.#sent = []
    this.#answers = []
    return complaints
  }

  #received(text: string): void {
    const message = JSON.parse(text) as unknown[]
    if (message[0] !== 2) {
      this.#answers.push(text)
      return
    }
    const answer = this.nextAnswers.shift()?.(String(message[1]))
    if (answer !== undefined) this.#end?.send(answer)
  }
}

function outcomeOf(answer: unknown, right: RightAnswer): string {
  const [type, , code] = answer as unknown[]
  if (type === 4) return String(code)
  return right.kind === 'served' ? `${right.action} served` : 'served'
}
