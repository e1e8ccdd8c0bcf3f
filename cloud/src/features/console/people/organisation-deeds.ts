import { type Role, rolesIn } from '../../../core/roles.ts'
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
import { siteOptions } from '../tariffs/deeds.tsx'
import { organisationKinds, roleNames, roleOptions, peopleWords as w } from './words.ts'

const toOrganisation = ({ organisationId = '' }: Names) =>
  hrefOf('/console/organisations/:organisationId', { organisationId })

const organisationOf = ({ c, api, names }: Asking) =>
  api.get<Organisation>(c, filled('/organisations/:organisationId', names))

async function memberName({ c, api, names }: Asking): Promise<string> {
  const path = filled('/organisations/:organisationId/members', names)
  const { items } = await api.get<{ items: Member[] }>(c, path)
  return items.find(({ userId }) => userId === names.userId)?.name ?? names.userId ?? ''
}

/** A role of those that such an organisation has. */
async function roleField(asking: Asking): Promise<Field> {
  const { kind } = await organisationOf(asking)
  return { name: 'role', kind: 'choice', label: w.role, options: roleOptions(rolesIn[kind]), required: true }
}

export const organisationDeeds: readonly Deed[] = [
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
