/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { z } from 'zod'
import { type ApiKey, apiKeySortKeys } from '../../access/schemas.ts'
import { type CardView, cardSortKeys } from '../../cards/schemas.ts'
import { type CardOrder, cardOrderSortKeys, type Driver, driverSortKeys } from '../../drivers/schemas.ts'
import { type Organisation, organisationSortKeys } from '../../organisations/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, type ListPage, Mark, ViewLink } from '../desk.tsx'
import { maskedCard, none, when } from '../figures.ts'
import { cardStates, orderStates, organisationKinds, roleNames, peopleWords as w } from './words.ts'

export const organisationList: ListPage<Organisation> = {
  path: '/console/organisations',
  api: '/organisations',
  title: w.organisations,
  lead: w.organisationsLead,
  empty: w.noOrganisations,
  sorts: organisationSortKeys,
  makes: { form: '/console/organisations/new', button: w.newOrganisation },
  columns: ({ language }) => {
    const { text, when: time } = columnsIn<Organisation>(language)
    return [
      text('name', w.name, ({ id, name }) => (
        <a href={hrefOf('/console/organisations/:organisationId', { organisationId: id })}>{name}</a>
      )),
      text('kind', w.kind, ({ kind }) => organisationKinds[kind][language]),
      text('slug', w.slug),
      time('createdAt', w.since),
      time('endedAt', w.ended),
    ]
  },
}

type Key = z.infer<typeof ApiKey>

export const keyList: ListPage<Key> = {
  path: '/console/api-keys',
  api: '/api-keys',
  title: w.keys,
  lead: w.keysLead,
  empty: w.noKeys,
  sorts: apiKeySortKeys,
  makes: { form: '/console/api-keys/new', button: w.newKey },
  columns: (asking) => {
    const { language } = asking
    const { text, when: time, deeds } = columnsIn<Key>(language)
    return [
      text('name', w.name),
      text('role', w.role, ({ role }) => roleNames(role)[language]),
      {
        key: 'scopes',
        name: w.scopes[language],
        cell: ({ scopes }) => (
          <span class="wrapped">{scopes === null ? w.all[language] : scopes.join(', ')}</span>
        ),
        csv: ({ scopes }) => scopes?.join(' ') ?? null,
      },
      text('createdBy', w.by),
      time('createdAt', w.made),
      time('lastUsedAt', w.lastUsed),
      time('expiresAt', w.expires),
      deeds(w.deeds, ({ id, revokedAt }) =>
        revokedAt === null ? (
          <DeedLink asking={asking} form="/console/api-keys/:id/revocation" names={{ id }} text={w.revoke} />
        ) : (
          `${w.revoked[language]} ${when(revokedAt, language)}`
        ),
      ),
    ]
  },
  fileOnly: { id: ({ id }) => id, revokedAt: ({ revokedAt }) => revokedAt },
}

export const cardList: ListPage<CardView> = {
  path: '/console/cards',
  api: '/id-tags',
  title: w.cards,
  lead: w.cardsLead,
  empty: w.noCards,
  sorts: cardSortKeys,
  makes: { form: '/console/cards/new', button: w.newCard },
  columns: (asking) => {
    const { language } = asking
    const { text, when: time } = columnsIn<CardView>(language)
    return [
      text('idTag', w.card, ({ idTag }) => (
        <a href={hrefOf('/console/cards/:idTag', { idTag })}>{maskedCard(idTag)}</a>
      )),
      text('status', w.state, ({ status }) => <CardState status={status} asking={asking} />),
      text('label', w.label),
      text('postpaidAccount', w.paidBy, (card) => <PaidBy card={card} asking={asking} />),
      text('customerGroup', w.group),
      time('expiresAt', w.expires),
      time('updatedAt', w.since),
    ]
  },
  fileOnly: { walletId: ({ walletId }) => walletId, parentIdTag: ({ parentIdTag }) => parentIdTag },
}

export function CardState({
  status,
  asking,
}: {
  readonly status: CardView['status']
  readonly asking: Asking
}) {
  return <Mark colour={status === 'Accepted' ? 'green' : 'red'} text={cardStates[status][asking.language]} />
}

/** What can be done about a card wherever it stands. */
export function CardDeeds({
  card: { idTag, status },
  asking,
}: {
  readonly card: Pick<CardView, 'idTag' | 'status'>
  readonly asking: Asking
}) {
  const isValid = status === 'Accepted'
  return (
    <>
      <DeedLink
        asking={asking}
        form={isValid ? '/console/cards/:idTag/block' : '/console/cards/:idTag/unblock'}
        names={{ idTag }}
        text={isValid ? w.block : w.unblock}
      />
      <DeedLink asking={asking} form="/console/cards/:idTag/replacement" names={{ idTag }} text={w.replace} />
    </>
  )
}

/** Who pays for what a card charges. */
export function PaidBy({ card, asking }: { readonly card: CardView; readonly asking: Asking }) {
  const { walletId, postpaidAccount } = card
  if (walletId === null) return <>{postpaidAccount ?? none}</>
  return (
    <ViewLink asking={asking} view="/console/wallets/:id" names={{ id: walletId }}>
      {w.wallet[asking.language]}
    </ViewLink>
  )
}

export const orderList: ListPage<CardOrder> = {
  path: '/console/card-orders',
  api: '/card-orders',
  title: w.orders,
  lead: w.ordersLead,
  empty: w.noOrders,
  sorts: cardOrderSortKeys,
  filters: (language) => [
    {
      name: 'state',
      label: w.state[language],
      kind: 'choice',
      options: Object.entries(orderStates).map(([value, said]) => ({ value, text: said[language] })),
    },
  ],
  columns: (asking) => {
    const { language } = asking
    const { text, when: time, deeds } = columnsIn<CardOrder>(language)
    return [
      time('orderedAt', w.ordered),
      text('driverId', w.driver, ({ driverId }) => (
        <ViewLink asking={asking} view="/console/drivers/:id" names={{ id: driverId }}>
          {w.driver[language]}
        </ViewLink>
      )),
      {
        key: 'delivery',
        name: w.to[language],
        cell: ({ delivery }) => (
          <span class="wrapped">{delivery === null ? none : `${delivery.name}, ${delivery.address}`}</span>
        ),
      },
      text('replaces', w.replaces, ({ replaces }) => (replaces === null ? none : maskedCard(replaces))),
      text('state', w.state, ({ state }) => (
        <Mark colour={state === 'ordered' ? 'amber' : 'grey'} text={orderStates[state][language]} />
      )),
      deeds(
        w.deeds,
        ({ id, state }) =>
          state === 'ordered' && (
            <>
              <DeedLink
                asking={asking}
                form="/console/card-orders/:id/fulfilment"
                names={{ id }}
                text={w.fulfil}
              />
              <DeedLink
                asking={asking}
                form="/console/card-orders/:id/cancellation"
                names={{ id }}
                text={w.cancel}
              />
            </>
          ),
      ),
    ]
  },
  fileOnly: { id: ({ id }) => id, settledAt: ({ settledAt }) => settledAt },
}

export const driverList: ListPage<Driver> = {
  path: '/console/drivers',
  api: '/drivers',
  title: w.drivers,
  lead: w.driversLead,
  empty: w.noDrivers,
  sorts: driverSortKeys,
  filters: (language) => [{ name: 'search', label: w.search[language], kind: 'text' }],
  columns: ({ language }) => {
    const { text, whole, when: time } = columnsIn<Driver>(language)
    return [
      text('name', w.name, ({ id, name }) => <a href={hrefOf('/console/drivers/:id', { id })}>{name}</a>),
      text('phone', w.phone, ({ phone }) => phone?.replace(/\d(?=\d{4})/g, '•') ?? none),
      whole('cards', w.cards),
      time('since', w.since),
      time('closedAt', w.ended),
    ]
  },
  fileOnly: { id: ({ id }) => id },
}
