import type { RpcOptions, RpcProblem, Validation } from '@colok/shared/ocpp/rpc'
import type { Logger } from 'pino'
import type { ChargerIdentity } from '../features/chargers/identity.ts'
import type { Services } from '../services.ts'
import { gatedCentralSystem, guardedCentralSystem } from './gated-handlers.ts'
import type { HandlerContext } from './handlers/context.ts'
import type { RegistrationGate } from './registration-gate.ts'
import { type ChargerSocket, endSocket, policyViolation } from './socket.ts'

/** Commands that may wait for one charger. More than that means that it does not answer. */
const maxQueuedCalls = 32

/** What a charger that does not read may make us keep for it. */
const maxBufferedBytes = 1_000_000

/**
 * What goes over the line to one charger, and what its calls are answered by. One object with few fields, since there are
 * ten thousand of them: what is the same for all comes from the class.
 */
export class ChargerLine implements RpcOptions<'CentralSystem', HandlerContext>, HandlerContext {
  readonly services: Services
  readonly charger: ChargerIdentity
  readonly gate: RegistrationGate
  readonly validation: Validation
  readonly callTimeoutMs: number
  readonly #socket: ChargerSocket
  #log: Logger | undefined

  constructor(options: {
    services: Services
    charger: ChargerIdentity
    gate: RegistrationGate
    validation: Validation
    callTimeoutMs: number
    socket: ChargerSocket
  }) {
    this.services = options.services
    this.charger = options.charger
    this.gate = options.gate
    this.validation = options.validation
    this.callTimeoutMs = options.callTimeoutMs
    this.#socket = options.socket
  }

  get role() {
    return 'CentralSystem' as const
  }

  get handlers() {
    return this.validation === 'log-only' ? guardedCentralSystem : gatedCentralSystem
  }

  get context(): HandlerContext {
    return this
  }

  get clock() {
    return this.services.clock
  }

  get maxQueuedCalls(): number {
    return maxQueuedCalls
  }

  /** Made when something is first said: of ten thousand idle chargers nothing is. */
  get log(): Logger {
    this.#log ??= this.services.log.child({ chargePointId: this.charger.chargePointId })
    return this.#log
  }

  newMessageId(): string {
    return this.services.newId()
  }

  send(text: string): void {
    if ((this.#socket.bufferedBytes ?? 0) > maxBufferedBytes) {
      this.log.warn('the charger does not read what it is sent; connection ended')
      endSocket(this.#socket, policyViolation, 'messages are not read')
      return
    }
    if (this.#socket.isOpen) this.#socket.send(text)
  }

  onFrame(direction: 'in' | 'out', text: string): void {
    this.services.frames.record(this.charger.id, direction, text)
  }

  onProblem(problem: RpcProblem): void {
    this.services.frames.record(this.charger.id, 'note', problem.description)
    this.services.metrics.problemSeen(problem.kind)
    this.log.warn({ problem, ...('cause' in problem && { error: problem.cause }) }, problem.description)
  }
}
