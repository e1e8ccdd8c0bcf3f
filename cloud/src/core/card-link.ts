import { maskIdTag } from '@colok/shared/ids'
import type { Instant } from '@colok/shared/time'

/** From asking at a post until the card has been tapped there. */
export const tapWithinMs = 2 * 60_000

/** From the tap until what the display showed has been typed in. */
export const confirmWithinMs = 2 * 60_000

/** Wrong codes for one tap. */
export const mostAttempts = 3

/** A driver may ask so often in an hour: each time it needs a tap of an unknown card at that post. */
export const linksAnHour = 5

/** The code that the display of a post shows for a card: `....A3F1`, without its dots. */
function codeOfCard(idTag: string): string {
  return maskIdTag(idTag).replaceAll('.', '')
}

/** As people type it. */
export function sameCode(typed: string, idTag: string): boolean {
  return typed.replaceAll(/[\s.]/g, '').toUpperCase() === codeOfCard(idTag)
}

interface LinkUnderWay {
  readonly state: 'waiting' | 'tapped' | 'linked' | 'refused'
  readonly expiresAt: Instant
  readonly attempts: number
}

/** What became of a link by now. */
export function stateAt(link: LinkUnderWay, now: Instant): LinkUnderWay['state'] | 'expired' {
  const isOpen = link.state === 'waiting' || link.state === 'tapped'
  return isOpen && link.expiresAt <= now ? 'expired' : link.state
}
