import type { Clock } from '@colok/shared/time'
import { serviceCard } from './cards.ts'
import type { ChargePoint } from './charge-point.ts'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import { insist } from './insist.ts'
import type { OnBadAnswer } from './pages.ts'

const minute = 60_000
const looksEveryMs = 50 * minute
/** Somebody comes by though nothing is broken. */
const routineShare = 0.25
const claimShare = 0.3
const mostTries = 3

export interface RepairParts {
  readonly chargePoint: ChargePoint
  readonly cloud: CloudHost
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  /** Of the technician who is signed in. */
  readonly cookie: () => string
  readonly onBadAnswer: OnBadAnswer
  /** A claim code was good more than once. */
  readonly onClaimedAgain: (what: string) => void
}

/** The technician who comes to one charger: opens the door by a card, exchanges relays, frees locked sockets, makes it claimed. */
export class Repairs {
  readonly #parts: RepairParts
  #open = true

  constructor(parts: RepairParts) {
    this.#parts = parts
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(looksEveryMs), () => {
      if (!this.#open) return
      void this.#look()
      this.start()
    })
  }

  /** Comes once more, when everything works again. */
  close(): void {
    this.#open = false
    void this.#look()
  }

  async #look(): Promise<void> {
    const { chargePoint, dice } = this.#parts
    const { post } = chargePoint
    const isRoutine = dice.chance(routineShare)
    const claims = dice.chance(claimShare)
    const broken = post.outlets.filter(({ light, welded }) => light === 'red' || welded)
    if (broken.length > 0 || isRoutine) await this.#visit(broken.map(({ connectorId }) => connectorId))
    if (claims) await this.#claim()
  }

  async #visit(broken: readonly number[]): Promise<void> {
    const { chargePoint, dice } = this.#parts
    const { post } = chargePoint
    this.#note(`a technician comes for ${broken.length === 0 ? 'nothing' : broken.join(' and ')}`)
    post.tap(serviceCard)
    await this.#wait(dice.between(500, 3_000))
    if (!post.openDoor({ byForce: false })) return this.#note('the door stays shut')
    this.#note('the door is open')
    if (post.doorSwitchSticks) post.closeDoor()
    await this.#wait(dice.between(minute / 2, 10 * minute))
    for (const connectorId of broken) {
      post.replaceRelay(connectorId)
      await this.#wait(dice.between(2_000, 20_000))
      await this.#free(connectorId)
    }
    await this.#wait(dice.between(1_000, minute))
    post.closeDoor()
    this.#note('the door is shut')
  }

  /** Says on the page that the relay is new; the charger may be out of reach. */
  async #free(connectorId: number): Promise<void> {
    const { chargePoint, cloud, cookie, dice, onBadAnswer } = this.#parts
    for (let tries = 0; tries < mostTries; tries += 1) {
      const answer = await cloud.request(`/technician/${chargePoint.id}/deeds`, {
        method: 'POST',
        body: new URLSearchParams({ deed: 'clearLockout', connectorId: String(connectorId) }),
        headers: { Cookie: cookie(), 'Sec-Fetch-Site': 'same-origin' },
      })
      this.#note(`the technician says that socket ${connectorId} is whole: ${answer?.status ?? 'no answer'}`)
      if (answer?.status === 200) return
      if (answer !== undefined && answer.status !== 409)
        onBadAnswer(`clearLockout was answered ${answer.status}`)
      await this.#wait(dice.between(5_000, minute))
    }
  }

  /** A new password by a claim code: by this charger, and by two others that have read the code over a shoulder. */
  async #claim(): Promise<void> {
    const { chargePoint, cloud } = this.#parts
    const path = `/chargers/${chargePoint.id}/claim-codes`
    const made = await insist(this.#parts, { method: 'POST', path, body: {} })
    const { claimCode: shown } = made.body as { claimCode: string }
    const claimCode = shown.replaceAll('-', '')
    const claim = async (serialNumber: string) => {
      const body = { claimCode, serialNumber }
      const answer = await cloud.ask({ method: 'POST', path: '/claims', body })
      return answer?.status
    }
    const serials = ['SN-1', 'SN-2', 'SN-3']
    const together = await Promise.all(serials.slice(0, 2).map(claim))
    await this.#wait(minute)
    const statuses = [...together, await claim(serials[2] ?? '')]
    this.#note(`a claim code is answered ${statuses.join(', ')}`)
    const good = statuses.filter((status) => status !== undefined && status < 300)
    if (good.length > 1) this.#parts.onClaimedAgain(`${good.length} chargers have claimed ${chargePoint.id}`)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(ms, resolve))
  }

  #note(text: string): void {
    this.#parts.chronicle.note(this.#parts.chargePoint.id, text)
  }
}
