/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { z } from 'zod'
import {
  deliverySortKeys,
  type Webhook,
  type WebhookDelivery,
  webhookSortKeys,
} from '../../webhooks/schemas.ts'
import { hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, type ListPage, Mark } from '../desk.tsx'
import { deliveryStates, webhookWords as w } from './words.ts'

export const webhookList: ListPage<Webhook> = {
  path: '/console/webhooks',
  api: '/webhooks',
  title: w.title,
  lead: w.lead,
  empty: w.empty,
  sorts: webhookSortKeys,
  makes: { form: '/console/webhooks/new', button: w.make },
  columns: (asking) => {
    const { language } = asking
    const { text, when: time, deeds } = columnsIn<Webhook>(language)
    return [
      text('url', w.url, ({ id, url }) => <a href={hrefOf('/console/webhooks/:id', { id })}>{url}</a>),
      text('active', w.state, ({ active }) => (
        <Mark colour={active ? 'green' : 'grey'} text={(active ? w.active : w.off)[language]} />
      )),
      {
        key: 'types',
        name: w.types[language],
        cell: ({ types }) => <span class="wrapped">{types.join(', ')}</span>,
        csv: ({ types }) => types.join(' '),
      },
      text('createdBy', w.by),
      time('createdAt', w.made),
      deeds(w.deeds, ({ id }) => (
        <DeedLink asking={asking} form="/console/webhooks/:id/edit" names={{ id }} text={w.edit} />
      )),
    ]
  },
  fileOnly: { id: ({ id }) => id },
}

type Delivery = z.infer<typeof WebhookDelivery>

export const deliveryList: ListPage<Delivery> = {
  path: '/console/webhooks/:id',
  api: '/webhooks/:id/deliveries',
  title: w.deliveries,
  section: '/console/webhooks',
  lead: w.deliveriesLead,
  empty: w.noDeliveries,
  above: async (asking) => (
    <p class="row">
      <DeedLink
        asking={asking}
        form="/console/webhooks/:id/replay"
        names={{ id: asking.names.id ?? '' }}
        text={w.againAll}
      />
      <DeedLink
        asking={asking}
        form="/console/webhooks/:id/edit"
        names={{ id: asking.names.id ?? '' }}
        text={w.edit}
      />
    </p>
  ),
  sorts: deliverySortKeys,
  sortsAll: { by: 'createdAt', othersWhen: w.sortedWhen },
  filters: (language) => [
    { name: 'from', label: w.from[language], kind: 'date' },
    { name: 'to', label: w.to[language], kind: 'date' },
    {
      name: 'state',
      label: w.state[language],
      kind: 'choice',
      options: Object.entries(deliveryStates).map(([value, said]) => ({ value, text: said[language] })),
    },
  ],
  columns: (asking) => {
    const { language, names } = asking
    const { text, whole, when: time, deeds } = columnsIn<Delivery>(language)
    return [
      time('createdAt', w.at),
      text('type', w.types),
      text('state', w.state, ({ state }) => (
        <Mark
          colour={({ pending: 'amber', delivered: 'green', failed: 'red' } as const)[state]}
          text={deliveryStates[state][language]}
        />
      )),
      whole('attempts', w.attempts),
      whole('lastStatus', w.answer),
      text('lastProblem', w.problem, ({ lastProblem }) => <span class="wrapped">{lastProblem ?? '–'}</span>),
      deeds(w.deeds, ({ id: deliveryId }) => (
        <DeedLink
          asking={asking}
          form="/console/webhooks/:id/deliveries/:deliveryId/replay"
          names={{ id: names.id ?? '', deliveryId }}
          text={w.again}
        />
      )),
    ]
  },
  fileOnly: { id: ({ id }) => id, eventId: ({ eventId }) => eventId },
}
