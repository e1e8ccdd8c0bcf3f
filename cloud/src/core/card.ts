import type { Instant } from '@colok/shared/time'

/** What is known of an idTag, be it a card, a fob or a number from an app. */
export interface Card {
  readonly status: 'Accepted' | 'Blocked'
  readonly expiresAt: Instant | undefined
  readonly parentIdTag: string | undefined
  /** How many sessions it may have at once. */
  readonly maxActiveSessions: number
  /** Whose prices its holder gets; everybody's when undefined. */
  readonly customerGroup?: string | undefined
  /** Whether it has limits of its own, that may be used up. */
  readonly isLimited?: boolean
  /** The wallet that pays for it. */
  readonly walletId?: string | undefined
}

/** OCPP 1.6 §7.2 AuthorizationStatus. */
export type CardVerdict = 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx'

/**
 * May this card charge now? A blocked card stays blocked after it has expired, so that its holder hears the graver
 * reason. `activeSessions` counts the card's other sessions, and is 0 where OCPP does not ask (Authorize).
 */
export function judgeCard(card: Card | undefined, at: { now: Instant; activeSessions: number }): CardVerdict {
  if (card === undefined) return 'Invalid'
  if (card.status === 'Blocked') return 'Blocked'
  if (card.expiresAt !== undefined && card.expiresAt <= at.now) return 'Expired'
  if (at.activeSessions >= card.maxActiveSessions) return 'ConcurrentTx'
  return 'Accepted'
}
