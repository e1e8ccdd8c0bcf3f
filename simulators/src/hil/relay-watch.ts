import type { PostSnapshot } from '../devices/post-snapshot.ts'

/** The board's dead-man takes 2,000 ms, its contacts 25 ms, and a look may come so much late. */
const openWithinMs = 2_600

/** What is seen of a post at one look. */
export interface PostLook {
  readonly snapshot: PostSnapshot
  /** Nothing that the charger sends reaches the board, or nothing that the board says reaches the charger. */
  readonly boardCutOff: boolean
  /** Since the look before: the board's time and the watch's go together, so a machine that stood still counts little. */
  readonly sinceMs: number
}

/** Sees from outside that no socket stays live which must be dead: S2, S10 and S19 as a passer-by would check them. */
export class RelayWatch {
  readonly violations: string[] = []
  /** The longest that a socket was live against a reason, in ms. */
  longestMs = 0
  readonly #againstMs = new Map<string, number>()

  look({ snapshot, boardCutOff, sinceMs }: PostLook): void {
    const ofAll = {
      'the emergency stop is pressed': snapshot.emergencyStop,
      'the service door is open': snapshot.doorOpen,
      'the charger and its board are apart': boardCutOff,
      'the post has no power': !snapshot.powered,
    }
    for (const { connectorId, relayClosed, plugged } of snapshot.sockets)
      for (const [reason, holds] of Object.entries({ ...ofAll, 'no plug is in': !plugged }))
        this.#count(`socket ${connectorId} is live though ${reason}`, relayClosed && holds, sinceMs)
  }

  #count(what: string, isWrong: boolean, sinceMs: number): void {
    const beforeMs = this.#againstMs.get(what)
    // The first look that sees it does not know since when.
    const nowMs = isWrong ? (beforeMs === undefined ? 0 : beforeMs + sinceMs) : undefined
    if (nowMs === undefined) this.#againstMs.delete(what)
    else {
      this.#againstMs.set(what, nowMs)
      this.longestMs = Math.max(this.longestMs, nowMs)
      if (nowMs > openWithinMs && (beforeMs ?? 0) <= openWithinMs) this.violations.push(what)
    }
  }
}
