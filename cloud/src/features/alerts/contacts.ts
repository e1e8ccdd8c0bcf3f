import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Address, Channel } from '../../gateways/messaging/contract.ts'
import { Problem } from '../../http/problem.ts'
import { type Sort, sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { recordActivity } from '../activity/commands.ts'
import { maskAddress, parseAddress } from '../messages/address.ts'
import type { ContactInput, ContactSortKey, ContactView } from './schemas.ts'

/** A contact as it is told. */
export interface Contact {
  readonly slug: string
  readonly channel: Channel | 'webhook'
  readonly sealedAddress: string | null
  readonly language: 'id' | 'en'
  readonly timeZone: string
  readonly quietFrom: string | null
  readonly quietUntil: string | null
  readonly messageId: string | null
}

/** Where a contact is reached; undefined for webhooks. */
export function addressOfContact({ settings }: Services, { sealedAddress }: Contact): Address | undefined {
  if (sealedAddress === null) return undefined
  return JSON.parse(unseal(sealedAddress, settings.secret, 'alert contact')) as Address
}

/** Creates a contact or changes it. Throws a Problem for an address that is none. */
export async function saveContact(
  tx: Tx,
  services: Services,
  { slug, input, actor }: { readonly slug: string; readonly input: ContactInput; readonly actor: string },
): Promise<void> {
  const before = await first<{ channel: string; sealedAddress: string | null; maskedAddress: string | null }>(
    tx,
    'select channel, sealed_address, masked_address from alert_contact where slug = ?',
    [slug],
  )
  const { address: _, quiet, active, ...rest } = input
  const columns = {
    ...rest,
    ...addressColumns(services, input, before),
    ...{ quietFrom: quiet?.from ?? null, quietUntil: quiet?.until ?? null, active: Number(active) },
    ...{ problem: null, savedBy: actor, savedAt: toIso(services.clock.wallMs()) },
  }
  await tx.query
    .insertInto('alertContact')
    .values({ slug, ...columns })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(columns))
    .execute()
  const { sealedAddress: __, ...after } = columns
  const deed = { actor, action: 'alertContact.saved', subject: `alertContact:${slug}`, after }
  await recordActivity(tx, services, deed)
}

function addressColumns(
  services: Services,
  { channel, address }: ContactInput,
  before: { channel: string; sealedAddress: string | null; maskedAddress: string | null } | undefined,
) {
  if (channel === 'webhook') return { sealedAddress: null, maskedAddress: null }
  if (address === undefined) {
    if (before?.channel !== channel) throw new Problem('invalid-request', `Say where on ${channel} it is.`)
    return { sealedAddress: before.sealedAddress, maskedAddress: before.maskedAddress }
  }
  const parsed = parseAddress(channel, address)
  if (parsed.kind === 'invalid') throw new Problem('invalid-request', parsed.message)
  return {
    sealedAddress: seal(JSON.stringify(parsed.address), services.settings.secret, 'alert contact'),
    maskedAddress: maskAddress(parsed.address),
  }
}

/** Forgets a contact, unless a rule still tells it; what it has not been told is not told any more. */
export async function deleteContact(
  tx: Tx,
  services: Services,
  { slug, actor }: { readonly slug: string; readonly actor: string },
): Promise<void> {
  const rules = await tx.all<{ slug: string; steps: string }>('select slug, steps from alert_rule', [])
  const using = rules.find(({ steps }) => steps.includes(JSON.stringify(slug)))
  if (using !== undefined)
    throw new Problem('conflict', `The rule ${using.slug} tells ${slug}; take it out there first.`)
  const deleted = await tx.run('delete from alert_contact where slug = ?', [slug])
  if (deleted === 0) throw new Problem('not-found', `There is no contact ${slug}.`)
  await tx.run('update alert_news set pending = null where contact = ? and pending = 1', [slug])
  const deed = { actor, action: 'alertContact.deleted', subject: `alertContact:${slug}` }
  await recordActivity(tx, services, deed)
}

/** A network has some dozens. */
const mostContacts = 500

export async function listContacts(
  runner: SqlRunner,
  { slug, sort }: { readonly slug?: string; readonly sort?: Sort<ContactSortKey> | undefined },
): Promise<ContactView[]> {
  let query = runner.query
    .selectFrom('alertContact')
    .select(['slug', 'name', 'channel', 'maskedAddress as address', 'language', 'timeZone', 'quietFrom'])
    .select(['quietUntil', 'active', 'problem', 'savedBy', 'savedAt'])
    .select(({ selectFrom }) =>
      selectFrom('alertNews')
        .select(({ fn }) => fn.countAll<number>().as('waiting'))
        .where('pending', '=', 1)
        .whereRef('contact', '=', 'alertContact.slug')
        .as('waiting'),
    )
    .orderBy('slug')
    .limit(mostContacts)
  if (slug !== undefined) query = query.where('slug', '=', slug)
  const rows = await query.execute()
  const contacts = rows.map(({ quietFrom, quietUntil, active, waiting, ...row }) => ({
    ...row,
    quiet: quietFrom === null || quietUntil === null ? null : { from: quietFrom, until: quietUntil },
    active: active === 1,
    waiting: waiting ?? 0,
  }))
  return sortedWhole(contacts, sort)
}
