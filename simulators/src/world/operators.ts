import { type Clock, toIso } from '@colok/shared/time'
import type { Card } from './cards.ts'
import type { ChargePoint } from './charge-point.ts'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import type { Answered } from './insist.ts'

const actions = {
  start: 4,
  stop: 4,
  hardReset: 1,
  closeOutlet: 1,
  unlock: 1,
  trigger: 2,
  readKeys: 1,
  reserve: 3,
} as const
type Action = keyof typeof actions

const actsEveryMs = 3 * 3_600_000

const minute = 60_000

/** Longer than the longest wait for a charger's answer. */
const answerDeadlineMs = 120_000

export interface OperatorParts {
  readonly chargePoint: ChargePoint
  readonly cloud: CloudHost
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  readonly cards: readonly Card[]
  /** No answer came, or one that the API must not give. */
  readonly onUnanswered: (what: string) => void
}

/** Whoever looks after one charger from far away, through the operator API, and presses twice now and then. */
export class Operators {
  readonly #parts: OperatorParts
  #open = true
  /** What has been asked and not been answered. */
  waiting = 0

  constructor(parts: OperatorParts) {
    this.#parts = parts
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(actsEveryMs), () => {
      if (!this.#open) return
      const action = dice.weighted(actions)
      const times = dice.chance(0.2) ? 2 : 1
      for (let press = 0; press < times; press += 1) void this.#act(action)
      this.start()
    })
  }

  /** Leaves the charger open for business. */
  close(): void {
    this.#open = false
    this.#reopen(0)
  }

  async #act(action: Action): Promise<void> {
    const { chargePoint, cloud, dice } = this.#parts
    const connectorId = dice.between(1, chargePoint.post.outlets.length)
    const accepted = this.#parts.cards.filter(({ truth }) => truth === 'accepted')
    const { idTag } = dice.pick(accepted as [Card, ...Card[]])
    switch (action) {
      case 'start':
        return this.#ask('/start', { idTag, connectorId })
      case 'stop': {
        const open = await cloud.rows<{ transactionId: number }>(
          `select transaction_id from session join charger on charger.id = session.charger_id
           where state = 'charging' and charge_point_id = ? order by transaction_id desc limit 1`,
          [chargePoint.id],
        )
        return this.#ask('/commands/RemoteStopTransaction', {
          transactionId: open[0]?.transactionId ?? 999_999,
        })
      }
      case 'hardReset':
        return this.#ask('/commands/Reset', { type: 'Hard' })
      case 'closeOutlet':
        this.#parts.clock.after(dice.between(10 * 60_000, 90 * 60_000), () => this.#reopen(connectorId))
        return this.#ask('/commands/ChangeAvailability', { connectorId, type: 'Inoperative' })
      case 'unlock':
        return this.#ask('/commands/UnlockConnector', { connectorId })
      case 'trigger':
        return this.#ask('/commands/TriggerMessage', { requestedMessage: 'MeterValues', connectorId })
      case 'readKeys':
        return this.#ask('/commands/GetConfiguration', {})
      case 'reserve':
        return this.#reserve(idTag, dice.between(0, chargePoint.post.outlets.length))
    }
  }

  #reopen(connectorId: number): void {
    void this.#ask('/commands/ChangeAvailability', { connectorId, type: 'Operative' })
  }

  /** Holds a socket, or any (0), for a card, and gives it free before its time now and then. */
  async #reserve(idTag: string, connectorId: number): Promise<void> {
    const { chargePoint, clock, dice } = this.#parts
    const expiresAt = toIso(clock.wallMs() + dice.between(5 * minute, 60 * minute))
    const cancelAfterMs = dice.chance(0.4) ? dice.between(minute, 30 * minute) : undefined
    const wish = { chargePointId: chargePoint.id, connectorId, idTag, expiresAt }
    const reserved = await this.#askForReservation('/reservations', wish)
    if (reserved === undefined || cancelAfterMs === undefined) return
    clock.after(
      cancelAfterMs,
      () => void this.#askForReservation(`/reservations/${reserved.reservationId}/cancel`, {}),
    )
  }

  async #askForReservation(
    path: string,
    body: object,
  ): Promise<{ readonly reservationId: number } | undefined> {
    const answer = await this.#post(path, body)
    if (answer === undefined || answer.status === 409) return undefined
    const { reservation } = answer.body as { reservation?: { reservationId: number; state: string } }
    this.#note(`operator ${path} is ${reservation?.state}`)
    if (reservation === undefined) this.#parts.onUnanswered(`${path} was answered ${JSON.stringify(answer)}`)
    return reservation
  }

  async #ask(path: string, body: object): Promise<void> {
    const answer = await this.#post(`/chargers/${this.#parts.chargePoint.id}${path}`, body)
    if (answer === undefined) return
    const { outcome } = answer.body as { outcome?: string }
    this.#note(`operator was answered ${answer.status} ${outcome ?? ''}`)
    if (answer.status !== 200 || outcome === undefined)
      this.#parts.onUnanswered(`${path} was answered ${JSON.stringify(answer)}`)
  }

  /** Undefined where the process was not there, or went before it answered. */
  async #post(path: string, body: object): Promise<Answered | undefined> {
    const { cloud, clock } = this.#parts
    const what = `${path} ${JSON.stringify(body)}`
    if (!cloud.isRunning) return undefined
    this.#note(`operator ${what}`)
    this.waiting += 1
    const cancel = clock.after(answerDeadlineMs, () => this.#parts.onUnanswered(`${what} has no answer`))
    const answer = await cloud.ask({ method: 'POST', path, body })
    cancel()
    this.waiting -= 1
    return answer
  }

  #note(text: string): void {
    this.#parts.chronicle.note(this.#parts.chargePoint.id, text)
  }
}
