/** What an entry of the activity history says, as it is stored: personal parts sealed. */
export interface ActivityContent {
  /** From 1, without gaps. */
  readonly seq: number
  readonly id: string
  readonly at: string
  readonly actorKind: string
  readonly actorId: string | null
  readonly actor: string | null
  readonly sealedActor: string | null
  readonly channel: string
  readonly address: string | null
  readonly request: string | null
  readonly action: string
  readonly subject: string
  readonly valueBefore: string | null
  readonly valueAfter: string | null
  readonly detail: string
  readonly personId: string | null
  readonly sealedPersonal: string | null
}

export interface ActivityLink extends ActivityContent {
  /** SHA-256 of `hashedText`, hexadecimal. */
  readonly hash: string
}

/** The newest entry: what the next one builds on. */
export interface ChainHead {
  readonly seq: number
  readonly hash: string
}

/** Before the first entry. */
export const emptyChain: ChainHead = { seq: 0, hash: '' }

/** The very text that an entry's hash is over: the hash before it, and every field in a fixed order, as JSON. */
export function hashedText(previousHash: string, entry: ActivityContent): string {
  return JSON.stringify([
    previousHash,
    entry.seq,
    entry.id,
    entry.at,
    entry.actorKind,
    entry.actorId,
    entry.actor,
    entry.sealedActor,
    entry.channel,
    entry.address,
    entry.request,
    entry.action,
    entry.subject,
    entry.valueBefore,
    entry.valueAfter,
    entry.detail,
    entry.personId,
    entry.sealedPersonal,
  ])
}

export type LinkVerdict =
  | { readonly kind: 'holds'; readonly head: ChainHead }
  /** `missing`: the entry that should stand here is not there; `changed`: it is not as it was written. */
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: 'missing' | 'changed' }

/** Judges an entry by the one before it. `sha256` gives hexadecimal. */
export function checkLink(
  previous: ChainHead,
  entry: ActivityLink,
  sha256: (text: string) => string,
): LinkVerdict {
  const seq = previous.seq + 1
  if (entry.seq !== seq) return { kind: 'broken', seq, reason: 'missing' }
  const holds = entry.hash === sha256(hashedText(previous.hash, entry))
  return holds
    ? { kind: 'holds', head: { seq, hash: entry.hash } }
    : { kind: 'broken', seq, reason: 'changed' }
}
