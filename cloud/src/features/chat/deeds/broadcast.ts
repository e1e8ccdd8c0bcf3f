import { toIso } from '@colok/shared/time'
import type { Audience } from '../../../core/chat-parser.ts'
import { consentPurposes } from '../../../core/consent.ts'
import { first, type SqlRunner, type SqlValue } from '../../../db/database.ts'
import type { Address, Language } from '../../../gateways/messaging/contract.ts'
import { unseal } from '../../access/sealed.ts'
import { queueMessage } from '../../messages/commands.ts'
import { type Asking, ask, type Deed, no } from '../deed.ts'

/** More at once are a campaign, and nothing for one line in a chat. */
const mostPeople = 5000

/** In one commit. */
const peopleAtOnce = 100

const isMember = (kind: string) => `exists (select 1 from organisation_member as member
  join organisation on organisation.id = member.organisation_id and ended_at is null and kind = '${kind}'
  where member.user_id = "user".id and member.since <= ? and (member.until is null or member.until > ?))`

/**
 * Who hears of it: of drivers only those whose newest word on news is a yes to its present text, with a number that they have
 * shown to be theirs. Whoever has asked for silence is passed over when it is sent.
 */
function condition(
  audience: Audience,
  at: string,
): { readonly text: string; readonly parameters: SqlValue[] } {
  if (audience !== 'drivers')
    return { text: isMember(audience === 'staff' ? 'operator' : 'partner'), parameters: [at, at] }
  const newest = `select max(id) from consent_entry where user_id = "user".id and purpose = 'news'`
  return {
    text: `exists (select 1 from consent_entry where id = (${newest}) and given = 1 and version = ?)`,
    parameters: [consentPurposes.news.version],
  }
}

const isReachable = `closed_at is null and ((phone is not null and phone_verified = 1)
  or exists (select 1 from chat_link where chat_link.user_id = "user".id))`

async function peopleOf(runner: SqlRunner, audience: Audience, at: string): Promise<string[]> {
  const { text, parameters } = condition(audience, at)
  const rows = await runner.all<{ id: string }>(
    `select id from "user" where ${isReachable} and ${text} order by id limit ?`,
    [...parameters, mostPeople + 1],
  )
  return rows.map(({ id }) => id)
}

interface Person {
  readonly phone: string | null
  readonly language: Language
  readonly sealedAddress: string | null
}

/** Telegram first, which costs nothing. */
async function addressesOf(
  runner: SqlRunner,
  { services }: Asking,
  id: string,
): Promise<readonly [Person, Address[]] | undefined> {
  const person = await first<Person>(
    runner,
    `select case when phone_verified = 1 then phone end as phone, language, sealed_address
     from "user" left join chat_link on chat_link.user_id = "user".id where "user".id = ? and closed_at is null`,
    [id],
  )
  if (person === undefined) return undefined
  const { phone, sealedAddress } = person
  return [
    person,
    [
      ...(sealedAddress === null
        ? []
        : [
            {
              channel: 'telegram' as const,
              address: unseal(sealedAddress, services.settings.secret, 'message'),
            },
          ]),
      ...(phone === null ? [] : [{ channel: 'whatsapp' as const, address: phone }]),
    ],
  ]
}

export const broadcast: Deed<'broadcast'> = {
  kind: 'steps',
  async preview({ services, text }, { audience, text: said }) {
    const name = text.audiences[audience as Audience]
    const people = await peopleOf(services.read, audience as Audience, toIso(services.clock.wallMs()))
    if (people.length === 0) return no(text.nobody(name))
    if (people.length > mostPeople) return no(text.tooManyPeople(people.length, mostPeople))
    return ask(text.broadcastAsk(people.length, name, said))
  },
  async items(runner, { services }, { audience }) {
    const people = await peopleOf(runner, audience as Audience, toIso(services.clock.wallMs()))
    const some = people.slice(0, mostPeople)
    return Array.from({ length: Math.ceil(some.length / peopleAtOnce) }, (_, index) =>
      some.slice(index * peopleAtOnce, (index + 1) * peopleAtOnce).join(' '),
    )
  },
  async step(tx, asking, { audience, text: said }, item) {
    const { services, id, actor } = asking
    let sent = 0
    const people = item.split(' ')
    for (const person of people) {
      const found = await addressesOf(tx, asking, person)
      if (found === undefined) continue
      const [{ language }, addresses] = found
      const queued = await queueMessage(tx, services, {
        dedupeKey: `broadcast:${id}:${person}`,
        kind: audience === 'drivers' ? 'news' : 'notice',
        parameters: { from: services.settings.operator.name.slice(0, 80), text: said },
        ...{ language, addresses, timeZone: 'Asia/Jakarta', createdBy: actor.name },
      })
      if (queued.kind !== 'refused') sent += 1
    }
    return `${sent} ${people.length}`
  },
  conclude(text, lines) {
    const sums = lines.map((line) => line.split(' ').map(Number))
    const sent = sums.reduce((all, [some = 0]) => all + some, 0)
    const people = sums.reduce((all, [, some = 0]) => all + some, 0)
    return [text.broadcastDone(sent), ...(people > sent ? [text.notSent(people - sent)] : [])].join('\n')
  },
}
