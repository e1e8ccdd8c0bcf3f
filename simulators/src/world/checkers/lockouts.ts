import type { ChargePoint } from '../charge-point.ts'
import type { Changes } from '../disk.ts'
import type { Report } from './violation.ts'

/**
 * A socket that its disk says is locked, because its contact was welded, stays open and stays locked, until somebody has
 * opened the service door by a card and the contact is whole.
 */
export class LockoutChecker {
  readonly #chargePoint: ChargePoint
  readonly #report: Report
  readonly #locked = new Set<number>()

  constructor(chargePoint: ChargePoint, report: Report) {
    this.#chargePoint = chargePoint
    this.#report = report
    chargePoint.onCommitted = (changes) => this.#committed(changes)
  }

  look(): void {
    // Nearly always, and after each turn.
    if (this.#locked.size === 0) return
    for (const connectorId of this.#locked) {
      const { contactClosed, welded } = this.#chargePoint.post.outlet(connectorId)
      if (contactClosed && !welded) this.#tell(`socket ${connectorId} is locked, and its contact is closed`)
    }
  }

  #committed({ slices }: Changes): void {
    for (const [name, value] of Object.entries(slices)) {
      const [slice, id] = name.split('/')
      if (slice !== 'lockout') continue
      const isLocked = (value as { readonly kind: string } | null)?.kind === 'locked'
      if (isLocked) this.#locked.add(Number(id))
      else if (this.#locked.delete(Number(id))) this.#freed(Number(id))
    }
  }

  #freed(connectorId: number): void {
    const { post } = this.#chargePoint
    if (post.doorOpenedBy !== 'card')
      this.#tell(`socket ${connectorId} was freed, and no card had opened the door`)
    if (post.outlet(connectorId).welded) this.#tell(`socket ${connectorId} was freed, and is welded`)
  }

  #tell(what: string): void {
    this.#report({ checker: 'lockoutNeedsTechnician', subject: this.#chargePoint.id, what })
  }
}
