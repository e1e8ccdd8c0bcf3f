import { ReplayInput, type Webhook, WebhookInput } from '../../webhooks/schemas.ts'
import { hrefOf } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import { when } from '../figures.ts'
import { webhookWords as w } from './words.ts'

const fields: readonly Field[] = [
  {
    name: 'url',
    kind: 'line',
    label: w.url,
    hint: { id: 'Menerima satu POST untuk tiap kabar.', en: 'Gets a POST for each event.' },
    required: true,
  },
  {
    name: 'types',
    kind: 'choices',
    label: w.types,
    options: WebhookInput.shape.types.element.options.map((value) => ({
      value,
      label: { id: value, en: value },
    })),
    required: true,
  },
  { name: 'active', kind: 'yes', label: w.active },
]

export const webhookDeeds: readonly Deed[] = [
  {
    path: '/console/webhooks/new',
    title: w.make,
    button: { id: 'Tambahkan', en: 'Add it' },
    section: '/console/webhooks',
    fields,
    input: WebhookInput,
    present: async () => ({ active: true }),
    back: () => '/console/webhooks',
    secret: (answer) => (answer as { secret: string }).secret,
  },
  {
    path: '/console/webhooks/:id/edit',
    title: { id: 'Ubah webhook', en: 'Change a webhook' },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/webhooks',
    fields,
    input: WebhookInput,
    present: async ({ c, api, names }) => {
      const { items } = await api.get<{ items: Webhook[] }>(c, '/webhooks?limit=200')
      return items.find(({ id }) => id === names.id) ?? {}
    },
    back: () => '/console/webhooks',
  },
  {
    path: '/console/webhooks/:id/deliveries/:deliveryId/replay',
    title: { id: 'Kirim lagi', en: 'Send again' },
    button: { id: 'Kirim', en: 'Send it' },
    section: '/console/webhooks',
    confirm: async ({ language }) => [
      language === 'id'
        ? 'Kabar ini dikirim sekali lagi, dengan nomor yang sama.'
        : 'The event is sent once more, with the same id.',
    ],
    back: ({ id = '' }) => hrefOf('/console/webhooks/:id', { id }),
  },
  {
    path: '/console/webhooks/:id/replay',
    title: w.againAll,
    lead: {
      id: 'Untuk penerima yang lama mati: yang sudah menyerah dikirim lagi, yang terlama dulu.',
      en: 'For a receiver that was down for long: what was given up is sent again, the oldest first.',
    },
    button: { id: 'Kirim lagi', en: 'Send again' },
    section: '/console/webhooks',
    fields: [
      { name: 'from', kind: 'moment', label: { id: 'Dari (WIB)', en: 'From (WIB)' }, required: true },
      {
        name: 'to',
        kind: 'moment',
        label: { id: 'Sampai (WIB)', en: 'To (WIB)' },
        hint: { id: 'Kosong: sampai sekarang.', en: 'Empty: until now.' },
      },
      {
        name: 'all',
        kind: 'yes',
        label: { id: 'Juga yang sudah diterima', en: 'What was taken, too' },
        hint: {
          id: 'Penerimanya mengenali kabar yang sama dari nomornya.',
          en: 'Its receiver knows an event again by its id.',
        },
      },
    ],
    input: ReplayInput,
    confirm: async ({ c, api, names, language }, body) => {
      const { from, to, all } = ReplayInput.parse(body)
      const { items } = await api.get<{ items: Webhook[] }>(c, '/webhooks?limit=200')
      const url = items.find(({ id }) => id === names.id)?.url ?? ''
      const [since, until] = [when(from, language), to === undefined ? undefined : when(to, language)]
      if (language === 'id')
        return [
          `${url} dikirimi lagi ${all ? 'semua kabar' : 'kabar yang gagal'} dari ${since} sampai ${until ?? 'sekarang'}.`,
          'Tiap kabar tetap dengan nomornya yang lama.',
        ]
      return [
        `${url} is sent ${all ? 'every event' : 'each event that failed'} from ${since} to ${until ?? 'now'} once more.`,
        'Each event keeps its id.',
      ]
    },
    back: ({ id = '' }) => hrefOf('/console/webhooks/:id', { id }),
    count: (answer) => (answer as { replayed: number }).replayed,
  },
]
