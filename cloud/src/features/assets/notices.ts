import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { addressesOf } from '../messages/address.ts'
import { queueMessage } from '../messages/commands.ts'
import { countAt } from './movements.ts'
import { depot } from './places.ts'

/** Nobody has more people to tell than that. */
const mostTold = 50

interface Person {
  readonly id: string
  readonly email: string | null
  readonly phone: string | null
  readonly language: Language
}

interface Notice {
  /** The same thing is told once to each. */
  readonly key: string
  readonly what: Readonly<Record<Language, string>>
  readonly todo: Readonly<Record<Language, string>>
  readonly url: string
}

/** Tells whoever keeps a place: the people of the organisations that have the site now, and for our own store our own. */
export async function tellPlace(tx: Tx, services: Services, place: string, notice: Notice): Promise<void> {
  const people = place === depot ? await storekeepers(tx) : await peopleAt(tx, services, place)
  const site = await first<{ name: string; timeZone: string }>(
    tx,
    'select name, time_zone from site where id = ?',
    [place],
  )
  for (const person of people) {
    const addresses = addressesOf(person)
    if (addresses.length === 0) continue
    await queueMessage(tx, services, {
      dedupeKey: `stock:${notice.key}:${place}:${person.id}`,
      kind: 'alert',
      parameters: {
        what: notice.what[person.language],
        where: oneLine(site?.name ?? services.settings.operator.name, 100),
        todo: notice.todo[person.language],
        url: `${services.settings.publicUrl}${notice.url}`,
      },
      language: person.language,
      timeZone: site?.timeZone ?? 'Asia/Jakarta',
      addresses,
      createdBy: 'stock',
    })
  }
}

/** A site has less of something than it should, or enough again: its people and ours are told once each time. */
export async function watchMinimum(
  tx: Tx,
  services: Services,
  { place, itemId }: { readonly place: string; readonly itemId: string },
): Promise<void> {
  const minimum = await first<{ quantity: number; belowSince: string | null; name: string; site: string }>(
    tx,
    `select quantity, below_since, asset_item.name, site.slug as site from minimum_stock
     join asset_item on asset_item.id = item_id join site on site.id = site_id
     where site_id = ? and item_id = ?`,
    [place, itemId],
  )
  if (minimum === undefined) return
  const there = await countAt(tx, { itemId, place })
  const isBelow = there < minimum.quantity
  if (isBelow === (minimum.belowSince !== null)) return
  const now = toIso(services.clock.wallMs())
  await tx.run('update minimum_stock set below_since = ? where site_id = ? and item_id = ?', [
    isBelow ? now : null,
    place,
    itemId,
  ])
  if (!isBelow) return
  const name = oneLine(minimum.name, 60)
  const notice: Notice = {
    key: `minimum:${itemId}:${now}`,
    what: { id: `Stok ${name} tinggal ${there}`, en: `${there} of ${name} left` },
    todo: {
      id: `Kirim lagi: paling sedikit ${minimum.quantity} harus ada.`,
      en: `Send more: at least ${minimum.quantity} are to be there.`,
    },
    url: `/stock/${minimum.site}`,
  }
  await tellPlace(tx, services, place, notice)
  await tellPlace(tx, services, depot, { ...notice, key: `${notice.key}:${place}` })
}

function peopleAt(tx: Tx, services: Services, siteId: string): Person[] | Promise<Person[]> {
  const now = toIso(services.clock.wallMs())
  return tx.all<Person>(
    `select distinct "user".id, email, phone, language from organisation_site
     join organisation_member on organisation_member.organisation_id = organisation_site.organisation_id
     join "user" on "user".id = user_id
     where site_id = ? and organisation_site.since <= ? and (organisation_site.until is null or organisation_site.until > ?)
       and organisation_member.until is null and closed_at is null order by "user".id limit ?`,
    [siteId, now, now, mostTold],
  )
}

function storekeepers(tx: Tx): Person[] | Promise<Person[]> {
  return tx.all<Person>(
    `select distinct "user".id, email, phone, language from organisation
     join organisation_member on organisation_member.organisation_id = organisation.id
     join "user" on "user".id = user_id
     where kind = 'operator' and role in ('operator', 'admin') and organisation_member.until is null and closed_at is null
     order by "user".id limit ?`,
    [mostTold],
  )
}

/** A template's parameter is one line without gaps, whatever somebody has called a thing. */
function oneLine(text: string, longest: number): string {
  return (
    text
      .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
      .trim()
      .slice(0, longest) || '…'
  )
}
