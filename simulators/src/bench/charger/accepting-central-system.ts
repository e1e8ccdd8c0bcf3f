import { type Action, registry } from '@colok/shared/ocpp/registry'

/** Answers every call of a charger as a friendly central system does; one text in, one text out. */
export class AcceptingCentralSystem {
  #nextTransactionId = 1
  readonly #wallMs: () => number
  /** How often each action came. */
  readonly counts = new Map<Action, number>()

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs
  }

  /** The answer to a CALL; `undefined` for anything else. */
  answer(text: string): string | undefined {
    const [type, messageId, action, payload] = JSON.parse(text) as [number, string, Action, object]
    if (type !== 2) return undefined
    registry[action].request.parse(payload)
    this.counts.set(action, (this.counts.get(action) ?? 0) + 1)
    return JSON.stringify([3, messageId, this.#confirmation(action)])
  }

  #confirmation(action: Action): object {
    const currentTime = new Date(this.#wallMs()).toISOString()
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', interval: 300, currentTime }
      case 'Heartbeat':
        return { currentTime }
      case 'Authorize':
        return { idTagInfo: { status: 'Accepted' } }
      case 'StartTransaction':
        return { transactionId: this.#nextTransactionId++, idTagInfo: { status: 'Accepted' } }
      default:
        return {}
    }
  }
}
