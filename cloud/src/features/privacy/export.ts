import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Services } from '../../services.ts'
import { searchActivity } from '../activity/queries.ts'
import { listOrders } from '../drivers/card-orders.ts'
import { listDriverCards } from '../drivers/cards.ts'
import { findProfile, listVehicles } from '../drivers/profile.ts'
import { walletsOf } from '../drivers/wallets.ts'
import { hashAddress } from '../messages/address.ts'
import { walletStatement } from '../wallets/queries.ts'
import { fundsOf } from '../wallets/wallet-rows.ts'
import { consentLog } from './consents.ts'

/** Of each kind, the newest: more than anybody has. */
const mostRows = 10_000

/** Everything that is kept of a person, by what it is. */
export type PersonExport = Readonly<Record<string, unknown>>

/**
 * All that is kept of a person, as they gave it and as it came to be: a copy of their own (UU 27/2022, articles 7 and 13).
 * Undefined for nobody.
 */
export async function exportOf(
  services: Pick<Services, 'read' | 'clock' | 'settings'>,
  userId: string,
): Promise<PersonExport | undefined> {
  const { read } = services
  const profile = await findProfile(read, userId)
  if (profile === undefined) return undefined
  return {
    exportedAt: toIso(services.clock.wallMs()),
    profile,
    vehicles: await listVehicles(read, userId),
    cards: await listDriverCards(read, userId),
    cardOrders: (await listOrders(services, { driverId: userId, limit: mostRows })).items,
    cardLinks: await read.all(
      `select charge_point_id, card_link.state, id_tag, asked_at from card_link join charger on charger.id = charger_id
       where user_id = ? order by asked_at limit ?`,
      [userId, mostRows],
    ),
    reservations: await read.all(
      `select charge_point_id, reservation.connector_id, asked_at, expires_at, state from driver_reservation
         join reservation on reservation.reservation_id = driver_reservation.reservation_id
         join charger on charger.id = reservation.charger_id where user_id = ? order by asked_at limit ?`,
      [userId, mostRows],
    ),
    sessions: await sessionsOf(services, userId),
    wallets: await walletsWithLines(services, userId),
    organisations: await read.all(
      `select organisation.name, role, since, until from organisation_member
         join organisation on organisation.id = organisation_id where user_id = ? order by since limit ?`,
      [userId, mostRows],
    ),
    signIns: await read.all(
      'select created_at, last_seen_at, expires_at, ip_address, user_agent from user_session where user_id = ? limit ?',
      [userId, mostRows],
    ),
    messages: await messagesTo(services, profile),
    consents: await consentLog(read, userId),
    breaches: await read.all(
      `select title, exposed_data, discovered_at, told_at from breach_person join breach on breach.id = breach_id
       where user_id = ? order by discovered_at limit ?`,
      [userId, mostRows],
    ),
    history: (await searchActivity(services, { person: userId }, { limit: mostRows })).items.map(
      ({ at, actorId, channel, address, action, subject, personal }) => ({
        at,
        action,
        subject,
        // Who else did it is that person's own.
        ...(actorId === userId && { channel, address }),
        personal,
      }),
    ),
  }
}

function sessionsOf({ read }: Pick<Services, 'read'>, userId: string) {
  return read.all(
    `select session.id, site.name as site, charge_point_id, session.id_tag, started_at, stopped_at, energy_wh, total_idr
     from session join driver_card on driver_card.id_tag = session.id_tag
       join charger on charger.id = session.charger_id join site on site.id = charger.site_id
     where user_id = ? and started_at >= linked_at and (ended_at is null or started_at <= ended_at)
     order by transaction_id desc limit ?`,
    [userId, mostRows],
  )
}

async function walletsWithLines({ read }: Pick<Services, 'read'>, userId: string) {
  const ids = await walletsOf(read, userId)
  const page = { before: undefined, limit: mostRows }
  return Promise.all(
    ids.map(async (walletId) => ({
      id: walletId,
      ...(await fundsOf(read, walletId)),
      statement: await walletStatement(read, { walletId, ...page }),
    })),
  )
}

function messagesTo(
  { read, settings }: Pick<Services, 'read' | 'settings'>,
  { phone, email }: { readonly phone: string | null; readonly email: string | null },
) {
  const hash = (channel: 'whatsapp' | 'email', address: string | null) =>
    address === null ? 'nobody' : hashAddress({ channel, address }, settings.secret)
  return read.all(
    `select kind, channel, masked_address, state, created_at from message where recipient_hash in (?, ?)
     order by created_at desc limit ?`,
    [hash('whatsapp', phone), hash('email', email), mostRows],
  )
}

const headings: Readonly<Record<'id' | 'en', Readonly<Record<string, string>>>> = {
  id: {
    title: 'Data Anda di Colok',
    exportedAt: 'Dibuat pada',
    profile: 'Profil',
    vehicles: 'Kendaraan',
    cards: 'Kartu',
    cardOrders: 'Pesanan kartu',
    cardLinks: 'Penautan kartu',
    reservations: 'Pesanan soket',
    sessions: 'Pengisian',
    wallets: 'Dompet',
    organisations: 'Organisasi',
    signIns: 'Masuk',
    messages: 'Pesan',
    consents: 'Persetujuan',
    breaches: 'Kebocoran data',
    history: 'Riwayat',
    none: 'tidak ada',
  },
  en: {
    title: 'Your data at Colok',
    exportedAt: 'Made at',
    profile: 'Profile',
    vehicles: 'Vehicles',
    cards: 'Cards',
    cardOrders: 'Orders of cards',
    cardLinks: 'Linking of cards',
    reservations: 'Booked sockets',
    sessions: 'Charging',
    wallets: 'Wallets',
    organisations: 'Organisations',
    signIns: 'Sign-ins',
    messages: 'Messages',
    consents: 'Consents',
    breaches: 'Breaches of data',
    history: 'History',
    none: 'none',
  },
}

/** The same, to be read: a heading for each kind, a line for each value; times in WIB. */
export function readableExport(data: PersonExport, language: 'id' | 'en'): string {
  const words = headings[language]
  const sections = Object.entries(data).map(([kind, value]) => {
    const heading = words[kind] ?? kind
    const rows = Array.isArray(value) ? value : [value]
    const text =
      rows.length === 0 ? (words.none ?? '') : rows.map((row) => linesOf(row).join('\n')).join('\n\n')
    return `${heading}\n${'-'.repeat(heading.length)}\n${text}`
  })
  return `${words.title}\n\n${sections.join('\n\n')}\n`
}

function linesOf(value: unknown, name = ''): string[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((item) => linesOf(item, name))
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, item]) => linesOf(item, name === '' ? key : `${name}.${key}`))
  const text = typeof value === 'string' ? inWib(value) : String(value)
  return [name === '' ? text : `${name}: ${text}`]
}

/** An instant by the clocks of Jakarta; anything else as it is. */
function inWib(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return text
  const wib = toIso(fromStoredInstant(text) + 7 * 3_600_000)
  return `${wib.slice(0, 10)} ${wib.slice(11, 16)} WIB`
}
