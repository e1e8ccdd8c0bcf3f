import type { Action, ActionsSentBy, Confirmation, Handlers, Request } from '@colok/shared/ocpp/registry'
import { type CallResult, Rpc } from '@colok/shared/ocpp/rpc'
import type { Clock } from '@colok/shared/time'
import { toIso } from '@colok/shared/time'
import type { SecurityEventType } from '../core/security-events.ts'
import type { DialSocket } from '../ocpp/socket.ts'

type Sent = ActionsSentBy<'ChargePoint'>
/** One message as the charger sent it. */
export type Message = { readonly [A in Sent]: { readonly action: A; readonly request: Request<A> } }[Sent]

/**
 * A central system in memory for tests: it accepts everything, strictly by the schemas, remembers every message, and
 * can be told to answer otherwise, to be out of reach, or to go away in the middle of a word.
 */
export class CentralSystem {
  readonly messages: Message[] = []
  /** The number under which each call of the charger came. */
  readonly messageIds: string[] = []
  /** What is answered in place of the default; an Error becomes a CALLERROR, `silence` no answer at all. */
  readonly answers: { [A in Sent]?: (request: Request<A>) => Confirmation<A> | 'silence' } = {}
  /** While false, every dial fails. */
  reachable = true
  dials = 0
  /** The addresses that were dialled. */
  readonly urls: string[] = []
  /** What a dial in vain says about security. */
  refusal: SecurityEventType | undefined
  passwords: (string | null)[] = []
  /** What the central system's clock is ahead of the charger's. */
  aheadMs = 0
  readonly #clock: Clock
  #nextTransactionId = 1_000
  #nextMessageId = 1
  #rpc: Rpc<'CentralSystem', undefined> | undefined
  #hangUp: () => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A socket factory that leads here. Bytes take no time but arrive after the present event is handled. */
  readonly dial: DialSocket = (target, listener) => {
    this.dials += 1
    this.urls.push(target.url)
    const { credentials } = target
    this.passwords.push(credentials && new TextDecoder().decode(credentials.password))
    let open = false
    const later = (run: () => void) => void this.#clock.after(0, run)
    const rpc = new Rpc<'CentralSystem', undefined>({
      role: 'CentralSystem',
      handlers: this.#handlers(),
      context: undefined,
      send: (text) => later(() => open && listener.onMessage(text)),
      clock: this.#clock,
      newMessageId: () => `csms-${this.#nextMessageId++}`,
      callTimeoutMs: 30_000,
      maxQueuedCalls: 100,
    })
    const close = (reason: string) => {
      const wasOpen = open
      open = false
      rpc.close()
      if (this.#rpc === rpc) this.#rpc = undefined
      if (wasOpen) listener.onClose(reason)
    }
    later(() => {
      if (!this.reachable) return listener.onClose('unreachable', this.refusal)
      open = true
      this.#rpc = rpc
      this.#hangUp = () => close('cut')
      listener.onOpen()
    })
    return {
      send: (text) => {
        if (!open) throw new Error('the socket is closed')
        const [type, messageId] = JSON.parse(text) as [number, string]
        if (type === 2) this.messageIds.push(messageId)
        later(() => rpc.receive(text))
      },
      ping: () => later(() => open && listener.onPong()),
      // Behind what was sent, as a close frame is.
      close: () => later(() => close('closed by the charger')),
    }
  }

  /** Calls the charger; the answer comes as the clock goes on. */
  async call<A extends ActionsSentBy<'CentralSystem'>>(
    action: A,
    request: Request<A>,
  ): Promise<CallResult<A>> {
    return this.#rpc === undefined ? { kind: 'closed' } : this.#rpc.call(action, request)
  }

  /** The network goes: the socket closes and no dial succeeds until `heal`. */
  cut(): void {
    this.reachable = false
    this.#hangUp()
  }

  heal(): void {
    this.reachable = true
  }

  /** The requests of one action, in the order in which they came. */
  sent<A extends Sent>(action: A): Request<A>[] {
    return this.messages.flatMap((each) => (each.action === action ? [each.request as Request<A>] : []))
  }

  statuses(connectorId: number): string[] {
    return this.sent('StatusNotification').flatMap((each) =>
      each.connectorId === connectorId ? [each.status] : [],
    )
  }

  #handlers(): Handlers<'CentralSystem', undefined> {
    const respond = (action: Sent) => (request: Request<Action>) => {
      this.messages.push({ action, request } as Message)
      const answer = this.answers[action] as ((request: Request<Action>) => unknown) | undefined
      const given = answer?.(request) ?? this.#accept(action)
      return given === 'silence' ? new Promise(() => {}) : given
    }
    const actions: Sent[] = [
      'Authorize',
      'BootNotification',
      'DataTransfer',
      'DiagnosticsStatusNotification',
      'FirmwareStatusNotification',
      'Heartbeat',
      'LogStatusNotification',
      'MeterValues',
      'SecurityEventNotification',
      'SignCertificate',
      'SignedFirmwareStatusNotification',
      'StartTransaction',
      'StatusNotification',
      'StopTransaction',
    ]
    return Object.fromEntries(actions.map((action) => [action, respond(action)])) as unknown as Handlers<
      'CentralSystem',
      undefined
    >
  }

  #accept(action: Sent): unknown {
    const currentTime = toIso(this.#clock.wallMs() + this.aheadMs)
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', interval: 300, currentTime }
      case 'Heartbeat':
        return { currentTime }
      case 'Authorize':
        return { idTagInfo: { status: 'Accepted' } }
      case 'StartTransaction':
        return { transactionId: this.#nextTransactionId++, idTagInfo: { status: 'Accepted' } }
      case 'DataTransfer':
      case 'SignCertificate':
        return { status: 'Accepted' }
      default:
        return {}
    }
  }
}
