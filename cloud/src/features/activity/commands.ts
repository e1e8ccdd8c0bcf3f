import { createHash } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { type ChainHead, emptyChain, hashedText } from '../../core/activity-chain.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { sealForPerson } from '../privacy/person-keys.ts'
import { currentOrigin, type Origin } from './ongoing.ts'

/** What is to be kept of a deed. No secrets, and personal data nowhere but in `personal`. */
export interface Deed {
  /** The name of whoever asked for it, or of the job. */
  readonly actor: string
  /** Who did it and from where, in a request that nobody had signed in for before it. */
  readonly origin?: Origin
  /** What was done, as `session.billed` or `POST /api/v1/sites`. */
  readonly action: string
  /** What it was done to: `session:0199…`, `charger:CLK-0001`. */
  readonly subject: string
  /** What it was, and what it is now, as far as it has changed. */
  readonly before?: object
  readonly after?: object
  /** What else is to be known of it. */
  readonly detail?: object
  /** What it says of a person, who is forgotten without the entry being changed: it is sealed under that person's key. */
  readonly personal?: { readonly personId: string; readonly value: object }
}

type ActivityServices = Pick<Services, 'clock' | 'newId'> & { readonly settings: { readonly secret: string } }

/**
 * Keeps for good that something was done, in the same commit as the deed. It reads the newest entry, so it is for units of
 * `Writer.write`. One chain serves any number of processes: only one of them writes at a time.
 */
export async function recordActivity(tx: Tx, services: ActivityServices, deed: Deed): Promise<void> {
  const { personal } = deed
  const head = await chainHead(tx)
  const content = {
    seq: head.seq + 1,
    id: services.newId(),
    at: toIso(services.clock.wallMs()),
    ...(await signed(tx, services, deed.origin ?? originOf(deed.actor))),
    action: deed.action,
    subject: deed.subject,
    valueBefore: asJson(deed.before),
    valueAfter: asJson(deed.after),
    detail: JSON.stringify(deed.detail ?? {}),
    personId: personal?.personId ?? null,
    sealedPersonal:
      personal === undefined ? null : await sealForPerson(tx, services, personal.personId, personal.value),
  }
  const hash = sha256(hashedText(head.hash, content))
  await tx.query
    .insertInto('activityEntry')
    .values({ ...content, hash })
    .execute()
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

async function chainHead(tx: Tx): Promise<ChainHead> {
  const newest = await first<ChainHead>(
    tx,
    'select seq, hash from activity_entry order by seq desc limit 1',
    [],
  )
  return newest ?? emptyChain
}

function originOf(actor: string): Origin {
  const job: Origin = {
    actorKind: 'system',
    actorId: null,
    actor,
    channel: 'job',
    address: null,
    request: null,
  }
  return currentOrigin() ?? job
}

/** A user's name and address are personal too; a key's are not. */
async function signed(tx: Tx, services: ActivityServices, { actor, address, ...origin }: Origin) {
  if (origin.actorKind !== 'user' || origin.actorId === null)
    return { ...origin, actor, address, sealedActor: null }
  const sealedActor = await sealForPerson(tx, services, origin.actorId, { actor, address })
  return { ...origin, actor: null, address: null, sealedActor }
}

function asJson(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
