import { permissionNames, type Role, roles } from '../../../core/roles.ts'
import { ApiKeyInput } from '../../access/schemas.ts'
import type { Organisation } from '../../organisations/schemas.ts'
import type { Deed } from '../deeds/deed.ts'
import { roleNames, roleOptions, peopleWords as w } from './words.ts'

export const keyDeeds: readonly Deed[] = [
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
