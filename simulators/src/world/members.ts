import { batteryAt, motorcycle72V32Ah } from '../motorcycle/battery.ts'
import { type Account, admit } from './accounts.ts'
import type { Card } from './cards.ts'
import type { CloudHost } from './cloud-host.ts'
import type { OnBadAnswer } from './pages.ts'
import { Visitor, type VisitorParts } from './visitor.ts'

/** How those come who have a socket held, and how often. */
const manners = {
  comes: 6,
  comesLate: 2,
  neverComes: 2,
  letsGo: 2,
  pressesTwice: 2,
} as const
type Manner = keyof typeof manners

const minute = 60_000
const visitsEveryMs = 25 * minute
const patienceMs = 50_000
/** With a card that the post then takes, and without, by the press of a button. */
const withCards = 2
const withoutCards = 2

interface Member extends Account {
  readonly cookie: string
}

/** What the central system said of a socket that it holds. */
interface Held {
  readonly reservationId: number
  readonly connectorId: number
  readonly expiresAt: string
}

export interface MemberParts extends VisitorParts {
  readonly cloud: CloudHost
  /** Their own. */
  readonly cards: readonly Card[]
  /** Whose card those tap who have none of their own, once the socket is everybody's again. */
  readonly friend: Card
  readonly onBadAnswer: OnBadAnswer
}

/** The people near one charger who have an account, and have a socket held before they ride there. */
export class Members {
  readonly #parts: MemberParts
  readonly #visitor: Visitor
  readonly #members: Member[] = []

  constructor(parts: MemberParts) {
    this.#parts = parts
    this.#visitor = new Visitor(parts)
  }

  /** Makes their accounts. */
  async enter(): Promise<void> {
    const { chargePoint, cards } = this.#parts
    const number = chargePoint.id.slice(-4)
    for (let index = 0; index < withCards + withoutCards; index += 1) {
      const idTag = index < withCards ? cards[index]?.idTag : undefined
      const account = {
        ...{ id: `member-${number}-${index}`, name: `Member ${number} ${index}` },
        ...{
          phone: `+62813${number}${String(index).padStart(4, '0')}`,
          ...(idTag !== undefined && { idTag }),
        },
      }
      this.#members.push({ ...account, cookie: await admit(this.#parts, account) })
    }
  }

  start(): void {
    this.#visitor.come(visitsEveryMs, () => this.#visit())
  }

  close(): void {
    this.#visitor.close()
  }

  async #visit(): Promise<void> {
    const { clock, dice } = this.#parts
    const manner = dice.weighted(manners)
    const member = this.#members[dice.between(0, this.#members.length - 1)]
    const permille = dice.between(50, 980)
    const rideMs = dice.between(minute, 13 * minute)
    const stayMs = dice.between(2 * minute, 60 * minute)
    if (member === undefined) return
    const held = await this.#hold(member, manner)
    if (held === undefined || manner === 'neverComes') return
    const leftMs = Date.parse(held.expiresAt) - clock.wallMs()
    await this.#visitor.wait(manner === 'comesLate' ? Math.max(0, leftMs) + rideMs : rideMs)
    if (manner === 'letsGo') {
      await this.#ask(member, `/${held.reservationId}/letting-go`)
      return
    }
    await this.#visitor.standAt(held.connectorId, async (connectorId) => {
      this.#visitor.note(`a member (${manner}) at socket ${connectorId}`)
      if (member.idTag === undefined) await this.#ask(member, `/${held.reservationId}/arrival`)
      const { idTag = this.#parts.friend.idTag } = member
      this.#visitor.plug(connectorId, batteryAt(motorcycle72V32Ah, permille))
      await this.#visitor.wait(dice.between(2_000, 15_000))
      this.#visitor.tap(idTag, connectorId)
      if (!(await this.#visitor.energyWithin(connectorId, patienceMs))) return
      await this.#visitor.charge(connectorId, stayMs)
      this.#visitor.tap(idTag, connectorId)
      await this.#visitor.wait(dice.between(1_000, 12_000))
    })
  }

  /** The socket that is held; who presses twice has one all the same. */
  async #hold(member: Member, manner: Manner): Promise<Held | undefined> {
    const { chargePoint } = this.#parts
    const asked = { chargePointId: chargePoint.id }
    const presses = manner === 'pressesTwice' ? 2 : 1
    const answers = await Promise.all(
      Array.from({ length: presses }, () => this.#ask<Held>(member, '', asked)),
    )
    const held = answers.filter((answer) => answer !== undefined)
    if (held.length > 1)
      this.#parts.onBadAnswer(`one press and another of ${member.id} hold ${JSON.stringify(held)}`)
    return held[0]
  }

  /** What the central system answers to what was meant well; undefined where it refuses, or is not there. */
  async #ask<Body>(member: Member, path: string, body: object = {}): Promise<Body | undefined> {
    const answer = await this.#parts.cloud.request(`/api/v1/me/reservations${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        ...{ Cookie: member.cookie, 'Sec-Fetch-Site': 'same-origin' },
        'Content-Type': 'application/json',
      },
    })
    if (answer === undefined) return undefined
    const { status, text } = answer
    this.#visitor.note(`${member.id} asks for ${path === '' ? 'a socket' : path}, and is answered ${status}`)
    // 503 says that the charger did not answer in time, or is not there.
    if (status >= 500 && status !== 503)
      this.#parts.onBadAnswer(`POST ${path} was answered ${status}: ${text}`)
    return status < 300 ? (JSON.parse(text) as Body) : undefined
  }
}
