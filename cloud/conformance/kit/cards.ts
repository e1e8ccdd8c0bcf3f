/** What the cases know to be entered in the central system. */

export const priceIdrPerKwh = 2466

export const idTag = 'TAG-ACCEPTED'
export const unknownIdTag = 'TAG-UNKNOWN'
export const expiredIdTag = 'TAG-EXPIRED'
export const blockedIdTag = 'TAG-BLOCKED'
/** Two cards of one family. */
export const parentIdTag = 'TAG-PARENT'
export const familyIdTag = 'TAG-FAMILY-1'
export const otherFamilyIdTag = 'TAG-FAMILY-2'

/** Cases run side by side, and a card may be in many of them at once. */
const maxActiveSessions = 100

export const cards = [
  { idTag, status: 'Accepted', maxActiveSessions },
  { idTag: familyIdTag, status: 'Accepted', parentIdTag, maxActiveSessions },
  { idTag: otherFamilyIdTag, status: 'Accepted', parentIdTag, maxActiveSessions },
  { idTag: expiredIdTag, status: 'Accepted', expiresAt: '2026-01-01T00:00:00Z' },
  { idTag: blockedIdTag, status: 'Blocked' },
] as const
