import { permissionNames, type Role, roles, rolesIn } from '../../../core/roles.ts'
import { ApiKeyInput } from '../../access/schemas.ts'
import { CardDetails, type CardView } from '../../cards/schemas.ts'
import { CardGiven } from '../../drivers/schemas.ts'
import { FleetAccount, RiderInput } from '../../fleets/schemas.ts'
import {
  InvitationInput,
  type Member,
  type Organisation,
  OrganisationInput,
  RoleInput,
} from '../../organisations/schemas.ts'
import { type Asking, filled, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import { maskedCard } from '../figures.ts'
import { siteOptions } from '../tariffs/deeds.tsx'
import { organisationKinds, roleNames, peopleWords as w } from './words.ts'

const toOrganisation = ({ organisationId = '' }: Names) =>
  hrefOf('/console/organisations/:organisationId', { organisationId })
const toFleet = ({ organisationId = '' }: Names) =>
  hrefOf('/console/fleets/:organisationId', { organisationId })
const toCard = ({ idTag = '' }: Names) => hrefOf('/console/cards/:idTag', { idTag })

const organisationOf = ({ c, api, names }: Asking) =>
  api.get<Organisation>(c, filled('/organisations/:organisationId', names))

async function memberName({ c, api, names }: Asking): Promise<string> {
  const path = filled('/organisations/:organisationId/members', names)
  const { items } = await api.get<{ items: Member[] }>(c, path)
  return items.find(({ userId }) => userId === names.userId)?.name ?? names.userId ?? ''
}

const roleOptions = (some: readonly Role[]) => some.map((value) => ({ value, label: roleNames(value) }))

/** A role of those that such an organisation has. */
async function roleField(asking: Asking): Promise<Field> {
  const { kind } = await organisationOf(asking)
  return { name: 'role', kind: 'choice', label: w.role, options: roleOptions(rolesIn[kind]), required: true }
}

const organisationDeeds: readonly Deed[] = [
  {
    path: '/console/organisations/new',
    title: w.newOrganisation,
    button: { id: 'Tambahkan', en: 'Add it' },
    section: '/console/organisations',
    fields: [
      { name: 'name', kind: 'line', label: w.name, required: true },
      {
        name: 'slug',
        kind: 'line',
        label: w.slug,
        hint: {
          id: 'Huruf kecil dan angka, dengan tanda hubung. Tidak berubah lagi.',
          en: 'Lower-case letters and digits, with hyphens. It stays.',
        },
        required: true,
      },
      {
        name: 'kind',
        kind: 'choice',
        label: w.kind,
        options: (['partner', 'company'] as const).map((value) => ({
          value,
          label: organisationKinds[value],
        })),
        required: true,
      },
    ],
    input: OrganisationInput,
    back: () => '/console/organisations',
    done: (answer) => toOrganisation({ organisationId: (answer as Organisation).id }),
  },
  {
    path: '/console/organisations/:organisationId/ending',
    title: { id: 'Akhiri organisasi', en: 'End an organisation' },
    button: { id: 'Akhiri', en: 'End it' },
    section: '/console/organisations',
    confirm: async (asking) => {
      const { name } = await organisationOf(asking)
      return asking.language === 'id'
        ? [`Anggota dan kunci ${name} tidak melihat apa pun lagi.`, 'Yang sudah dibukukan tetap ada.']
        : [`Members and keys of ${name} see nothing from now on.`, 'What was booked stays.']
    },
    back: toOrganisation,
  },
  {
    path: '/console/organisations/:organisationId/invite',
    title: w.invite,
    lead: {
      id: 'Tautan sekali pakai, berlaku tiga hari. Tidak ada yang bisa memberi peran di atas perannya sendiri.',
      en: 'By a link that is good once, for three days. Nobody gives a role that is above their own.',
    },
    button: { id: 'Undang', en: 'Invite' },
    section: '/console/organisations',
    fields: async (asking) => [
      await roleField(asking),
      { name: 'email', kind: 'line', label: w.email },
      {
        name: 'phone',
        kind: 'line',
        label: w.phone,
        hint: { id: 'Salah satu harus diisi: surel atau telepon.', en: 'One of the two: e-mail or phone.' },
      },
      {
        name: 'language',
        kind: 'choice',
        label: { id: 'Bahasa undangan', en: 'Language of the invitation' },
        options: [
          { value: 'id', label: { id: 'Bahasa Indonesia', en: 'Indonesian' } },
          { value: 'en', label: { id: 'Bahasa Inggris', en: 'English' } },
        ],
        required: true,
      },
    ],
    present: async ({ language }) => ({ language }),
    input: InvitationInput,
    back: toOrganisation,
    secret: (answer) => (answer as { url: string | null }).url ?? undefined,
  },
  {
    path: '/console/organisations/:organisationId/invitations/:id/revocation',
    title: { id: 'Tarik undangan', en: 'Withdraw an invitation' },
    button: { id: 'Tarik', en: 'Withdraw it' },
    section: '/console/organisations',
    confirm: async ({ language }) => [
      language === 'id' ? 'Tautan undangan ini tidak berlaku lagi.' : 'Its link is good no longer.',
    ],
    back: toOrganisation,
  },
  {
    path: '/console/organisations/:organisationId/members/:userId/role',
    title: w.changeRole,
    button: { id: 'Ganti', en: 'Change it' },
    section: '/console/organisations',
    fields: async (asking) => [await roleField(asking)],
    input: RoleInput,
    confirm: async (asking, body) => {
      const role = roleNames((body as { role: Role }).role)[asking.language]
      const name = await memberName(asking)
      return [
        asking.language === 'id'
          ? `${name} menjadi ${role}, mulai sekarang.`
          : `${name} is ${role} from now on.`,
      ]
    },
    back: toOrganisation,
  },
  {
    path: '/console/organisations/:organisationId/members/:userId/removal',
    title: { id: 'Keluarkan anggota', en: 'Remove a member' },
    button: { id: 'Keluarkan', en: 'Remove' },
    section: '/console/organisations',
    confirm: async (asking) => {
      const name = await memberName(asking)
      return [
        asking.language === 'id'
          ? `${name} tidak bisa lagi melihat atau melakukan apa pun di sini.`
          : `${name} can see and do nothing here any more.`,
      ]
    },
    back: toOrganisation,
  },
  {
    path: '/console/organisations/:organisationId/sites/new',
    title: { id: 'Jadikan lokasi urusannya', en: 'Make a site its business' },
    lead: {
      id: 'Yang terjadi di lokasi itu mulai sekarang terlihat olehnya.',
      en: 'It sees what happens there from now on.',
    },
    button: { id: 'Tambahkan', en: 'Add it' },
    section: '/console/organisations',
    fields: async (asking) => [
      { name: 'site', kind: 'choice', label: w.site, options: await siteOptions(asking), required: true },
    ],
    back: toOrganisation,
  },
  {
    path: '/console/organisations/:organisationId/sites/:site/release',
    title: { id: 'Lepas lokasi', en: 'Release a site' },
    button: { id: 'Lepas', en: 'Release it' },
    section: '/console/organisations',
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Lokasi ${names.site} bukan urusannya lagi mulai sekarang; yang sudah terjadi tetap dilihatnya.`
        : `From now on ${names.site} is not its business; what has happened there it goes on seeing.`,
    ],
    back: toOrganisation,
  },
]

const keyDeeds: readonly Deed[] = [
  {
    path: '/console/api-keys/new',
    title: w.newKey,
    lead: w.keysLead,
    button: { id: 'Buat kunci', en: 'Make the key' },
    section: '/console/api-keys',
    fields: async ({ c, api }) => {
      const { items } = await api.get<{ items: Organisation[] }>(c, '/organisations?limit=200')
      return [
        {
          name: 'name',
          kind: 'line',
          label: { id: 'Siapa yang memakainya', en: 'Who or what uses it' },
          hint: { id: 'Tampil di riwayat.', en: 'The history shows it.' },
          required: true,
        },
        { name: 'role', kind: 'choice', label: w.role, options: roleOptions(roles), required: true },
        {
          name: 'organisationId',
          kind: 'choice',
          label: { id: 'Hanya organisasi', en: 'This organisation only' },
          hint: { id: 'Wajib untuk mitra dan pengelola armada.', en: 'For partners and fleet managers.' },
          options: items.map(({ id, name }) => ({ value: id, label: { id: name, en: name } })),
        },
        { name: 'expiresAt', kind: 'moment', label: { id: 'Berlaku sampai (WIB)', en: 'Good until (WIB)' } },
        {
          name: 'scopes',
          kind: 'choices',
          label: w.scopes,
          hint: {
            id: 'Tidak ada yang dipilih: semua dari perannya, kecuali yang perlu kode baru.',
            en: 'None chosen: all of its role, but what takes a fresh code.',
          },
          options: permissionNames.map((value) => ({ value, label: { id: value, en: value } })),
          group: { id: 'Batasi wewenangnya', en: 'Narrow what it may do' },
        },
      ]
    },
    input: ApiKeyInput,
    body: ({ scopes, ...fields }) =>
      Array.isArray(scopes) && scopes.length > 0 ? { ...fields, scopes } : fields,
    confirm: async ({ language }, body) => {
      const { name, role } = body as { name: string; role: Role }
      const as = roleNames(role)[language]
      return language === 'id'
        ? [`Kunci "${name}" dibuat sebagai ${as}. Siapa pun yang memegangnya bisa memakainya.`]
        : [`The key "${name}" is made as ${as}. Whoever holds it can use it.`]
    },
    back: () => '/console/api-keys',
    secret: (answer) => (answer as { key: string }).key,
  },
  {
    path: '/console/api-keys/:id/revocation',
    title: { id: 'Cabut kunci', en: 'Revoke a key' },
    button: { id: 'Cabut', en: 'Revoke it' },
    section: '/console/api-keys',
    confirm: async ({ language }) => [
      language === 'id'
        ? 'Program yang memakainya langsung ditolak.'
        : 'Whatever uses it is refused from this moment.',
    ],
    back: () => '/console/api-keys',
  },
]

const cardFields: readonly Field[] = [
  { name: 'label', kind: 'line', label: w.label },
  {
    name: 'postpaidAccount',
    kind: 'line',
    label: w.account,
    hint: {
      id: 'Nama pendek rekening yang membayarnya.',
      en: 'The short name of the account that pays for it.',
    },
  },
  {
    name: 'customerGroup',
    kind: 'line',
    label: w.group,
    hint: { id: 'Misalnya ojol.', en: 'Such as ojol.' },
  },
  { name: 'parentIdTag', kind: 'line', label: w.parent },
  { name: 'maxActiveSessions', kind: 'whole', label: w.most },
  { name: 'expiresAt', kind: 'moment', label: { id: 'Berlaku sampai (WIB)', en: 'Good until (WIB)' } },
]

const statusField: Field = {
  name: 'status',
  kind: 'choice',
  label: w.state,
  options: [
    { value: 'Accepted', label: { id: 'Berlaku', en: 'Valid' } },
    { value: 'Blocked', label: { id: 'Diblokir', en: 'Blocked' } },
  ],
  required: true,
}

const cardOf = ({ c, api, names }: Asking) => api.get<CardView>(c, filled('/id-tags/:idTag', names))

/** The card as it is, but for its status. */
const statusDeed = (status: CardView['status']): Pick<Deed, 'keeps' | 'body' | 'back' | 'section'> => ({
  section: '/console/cards',
  keeps: async (asking) => {
    const card = await cardOf(asking)
    return Object.fromEntries(Object.keys(CardDetails.shape).map((key) => [key, card[key as keyof CardView]]))
  },
  body: (fields) => ({ ...fields, status }),
  back: toCard,
})

const cardDeeds: readonly Deed[] = [
  {
    path: '/console/cards/new',
    title: w.newCard,
    button: { id: 'Daftarkan', en: 'Enter it' },
    section: '/console/cards',
    fields: [
      {
        name: 'idTag',
        kind: 'line',
        label: { id: 'Nomor kartu (UID)', en: 'Number of the card (UID)' },
        hint: {
          id: 'Seperti dibaca pos, misalnya 04A1B2C3D4E5F6.',
          en: 'As a charger reads it, such as 04A1B2C3D4E5F6.',
        },
        required: true,
      },
      statusField,
      ...cardFields,
    ],
    present: async () => ({ status: 'Accepted', maxActiveSessions: 1 }),
    back: () => '/console/cards',
    done: (answer) => toCard({ idTag: (answer as CardView).idTag }),
  },
  {
    path: '/console/cards/:idTag/edit',
    title: { id: 'Ubah kartu', en: 'Change a card' },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/cards',
    fields: [statusField, ...cardFields],
    input: CardDetails,
    present: cardOf,
    back: toCard,
  },
  {
    path: '/console/cards/:idTag/block',
    title: { id: 'Blokir kartu', en: 'Block a card' },
    button: { id: 'Blokir', en: 'Block it' },
    ...statusDeed('Blocked'),
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} tidak bisa memulai apa pun. Sesi yang sedang berjalan tetap berjalan.`
        : `Card ${maskedCard(names.idTag ?? '')} starts nothing. A running session goes on.`,
    ],
  },
  {
    path: '/console/cards/:idTag/unblock',
    title: { id: 'Buka blokir kartu', en: 'Unblock a card' },
    button: { id: 'Buka blokir', en: 'Unblock it' },
    ...statusDeed('Accepted'),
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} bisa mengisi lagi.`
        : `Card ${maskedCard(names.idTag ?? '')} can charge again.`,
    ],
  },
]

const idTagField: Field = {
  name: 'idTag',
  kind: 'line',
  label: { id: 'Nomor kartu (UID)', en: 'Number of the card (UID)' },
  required: true,
}

const driverDeeds: readonly Deed[] = [
  {
    path: '/console/drivers/:id/cards/new',
    title: w.give,
    button: { id: 'Beri kartu', en: 'Give the card' },
    section: '/console/drivers',
    fields: [idTagField],
    input: CardGiven,
    back: ({ id = '' }) => hrefOf('/console/drivers/:id', { id }),
  },
  {
    path: '/console/card-orders/:id/fulfilment',
    title: { id: 'Kartu sudah dikirim', en: 'The card was sent' },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/card-orders',
    fields: [idTagField],
    input: CardGiven,
    back: () => '/console/card-orders',
  },
  {
    path: '/console/card-orders/:id/cancellation',
    title: { id: 'Batalkan pesanan kartu', en: 'Cancel an order of a card' },
    button: { id: 'Batalkan', en: 'Cancel it' },
    section: '/console/card-orders',
    confirm: async ({ language }) => [
      language === 'id'
        ? 'Kartu ini tidak dikirim, dan alamatnya dihapus.'
        : 'No card is sent, and the address is erased.',
    ],
    back: () => '/console/card-orders',
  },
]

const limitKinds = (['session', 'day', 'month'] as const).flatMap((per) =>
  (['idr', 'wh'] as const).map((unit) => ({ per, unit })),
)
const periods = {
  session: { id: 'per sesi', en: 'per session' },
  day: { id: 'per hari', en: 'per day' },
  month: { id: 'per bulan', en: 'per month' },
} as const

const fleetDeeds: readonly Deed[] = [
  {
    path: '/console/fleets/:organisationId/account',
    title: w.connect,
    button: { id: 'Hubungkan', en: 'Connect it' },
    section: '/console/organisations',
    fields: [{ name: 'account', kind: 'line', label: w.account, required: true }],
    input: FleetAccount,
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/limits',
    title: w.setLimits,
    lead: {
      id: 'Kartu dengan batas hanya bisa mulai bila ada jaringan. Kosong: tanpa batas.',
      en: 'A card with limits starts only where there is a network. Empty: no limit.',
    },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/organisations',
    fields: limitKinds.map(({ per, unit }) => ({
      name: `${per}-${unit}`,
      kind: 'whole',
      unit: unit === 'idr' ? 'Rp' : 'Wh',
      label: periods[per],
    })),
    present: async ({ c, api, names }) => {
      const path = filled('/fleets/:organisationId/cards', names)
      const { items } = await api.get<{ items: { idTag: string; limits: Limit[] }[] }>(c, `${path}?limit=200`)
      const card = items.find(({ idTag }) => idTag === names.idTag)
      return Object.fromEntries(
        (card?.limits ?? []).map(({ per, unit, amount }) => [`${per}-${unit}`, amount]),
      )
    },
    body: (fields) => ({
      limits: limitKinds.flatMap(({ per, unit }) => {
        const amount = fields[`${per}-${unit}`]
        return amount === undefined ? [] : [{ per, unit, amount }]
      }),
    }),
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/rider',
    title: w.setRider,
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/organisations',
    fields: async ({ c, api, names }) => {
      const path = filled('/fleets/:organisationId/riders', names)
      const { items } = await api.get<{ items: { id: string; name: string }[] }>(c, `${path}?limit=200`)
      const options = items.map(({ id, name }) => ({ value: id, label: { id: name, en: name } }))
      return [{ name: 'userId', kind: 'choice', label: w.rider, options }]
    },
    input: RiderInput,
    body: ({ userId = null }) => ({ userId }),
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/block',
    title: { id: 'Blokir kartu', en: 'Block a card' },
    button: { id: 'Blokir', en: 'Block it' },
    section: '/console/organisations',
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} tidak bisa memulai apa pun.`
        : `Card ${maskedCard(names.idTag ?? '')} starts nothing.`,
    ],
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/unblock',
    title: { id: 'Buka blokir kartu', en: 'Unblock a card' },
    button: { id: 'Buka blokir', en: 'Unblock it' },
    section: '/console/organisations',
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} bisa mengisi lagi.`
        : `Card ${maskedCard(names.idTag ?? '')} can charge again.`,
    ],
    back: toFleet,
  },
]

interface Limit {
  readonly per: string
  readonly unit: string
  readonly amount: number
}

export const peopleDeeds: readonly Deed[] = [
  ...organisationDeeds,
  ...keyDeeds,
  ...cardDeeds,
  ...driverDeeds,
  ...fleetDeeds,
]
