import { type Webhook, WebhookInput } from '../../webhooks/schemas.ts'
import { hrefOf } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
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
]
