/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../../web/language.ts'
import type { Column, Filter } from '../../../web/table.tsx'
import type { PaymentInfo, RefundView } from '../../payments/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import { DeedLink, Mark, ViewLink } from '../desk.tsx'
import { none, rupiah, when } from '../figures.ts'
import {
  methods,
  paymentColours,
  paymentStates,
  refundColours,
  refundStates,
  paymentWords as w,
} from './words.ts'

export function paymentColumns(asking: Asking): Column<PaymentInfo>[] {
  const { language } = asking
  return [
    {
      key: 'createdAt',
      name: w.created[language],
      cell: ({ id, createdAt }) => (
        <a href={hrefOf('/console/payments/:id', { id })}>{when(createdAt, language)}</a>
      ),
      csv: ({ createdAt }) => createdAt,
    },
    {
      key: 'reference',
      name: w.reference[language],
      cell: ({ reference }) => <code>{reference}</code>,
      csv: ({ reference }) => reference,
    },
    {
      key: 'method',
      name: w.method[language],
      cell: ({ method, gateway }) =>
        gateway === null ? methods[method][language] : `${methods[method][language]} · ${gateway}`,
      csv: ({ method }) => method,
    },
    {
      key: 'chargePointId',
      name: w.charger[language],
      cell: ({ chargePointId, connectorId }) =>
        chargePointId === null ? (
          w.wallet[language]
        ) : (
          <>
            <a href={`/console/chargers/${encodeURIComponent(chargePointId)}`}>{chargePointId}</a> ·{' '}
            {connectorId}
          </>
        ),
      csv: ({ chargePointId }) => chargePointId,
    },
    {
      key: 'amountIdr',
      name: w.amount[language],
      cell: ({ amountIdr }) => rupiah(amountIdr, language),
      csv: ({ amountIdr }) => amountIdr,
      figure: true,
    },
    {
      key: 'usedIdr',
      name: w.used[language],
      cell: ({ usedIdr }) => rupiah(usedIdr, language),
      csv: ({ usedIdr }) => usedIdr,
      figure: true,
    },
    {
      key: 'refundIdr',
      name: w.back[language],
      cell: ({ refund }) => rupiah(refund?.amountIdr, language),
      csv: ({ refund }) => refund?.amountIdr ?? null,
      figure: true,
    },
    {
      key: 'state',
      name: w.state[language],
      cell: ({ state }) => <PaymentState state={state} language={language} />,
      csv: ({ state }) => state,
    },
  ]
}

export function PaymentState({ state, language }: { state: PaymentInfo['state']; language: Language }) {
  return <Mark colour={paymentColours[state]} text={paymentStates[state][language]} />
}

const choices = (said: Readonly<Record<string, Readonly<Record<Language, string>>>>, language: Language) =>
  Object.entries(said).map(([value, text]) => ({ value, text: text[language] }))

const days = (language: Language): readonly Filter[] => [
  { name: 'from', label: w.from[language], kind: 'date' },
  { name: 'to', label: w.to[language], kind: 'date' },
]

export const paymentFilters = (language: Language): readonly Filter[] => [
  { name: 'reference', label: w.reference[language], kind: 'text' },
  { name: 'chargePointId', label: w.charger[language], kind: 'text' },
  ...days(language),
  { name: 'state', label: w.state[language], kind: 'choice', options: choices(paymentStates, language) },
]

export const refundFilters = (language: Language): readonly Filter[] => [
  ...days(language),
  { name: 'state', label: w.state[language], kind: 'choice', options: choices(refundStates, language) },
]

export function refundColumns(asking: Asking): Column<RefundView>[] {
  const { language } = asking
  return [
    {
      key: 'createdAt',
      name: w.created[language],
      cell: ({ createdAt }) => when(createdAt, language),
      csv: ({ createdAt }) => createdAt,
    },
    {
      key: 'paymentId',
      name: w.payment[language],
      cell: ({ paymentId, walletId, reference }) => (
        <RefundOrigin {...{ asking, paymentId, walletId, reference }} />
      ),
      csv: ({ paymentId }) => paymentId,
    },
    {
      key: 'amountIdr',
      name: w.back[language],
      cell: ({ amountIdr }) => rupiah(amountIdr, language),
      csv: ({ amountIdr }) => amountIdr,
      figure: true,
    },
    {
      key: 'state',
      name: w.state[language],
      cell: ({ state }) => <Mark colour={refundColours[state]} text={refundStates[state][language]} />,
      csv: ({ state }) => state,
    },
    {
      key: 'problem',
      name: w.reason[language],
      cell: ({ reason, problem }) => (
        <span class="wrapped">{problem === null ? reason : `${reason}: ${problem}`}</span>
      ),
      csv: ({ problem }) => problem,
    },
    {
      key: 'claim',
      name: w.claim[language],
      cell: ({ claim }) => (claim === null ? none : `${claim.institution} ${claim.account}, ${claim.name}`),
    },
    {
      key: 'deeds',
      name: w.actions[language],
      cell: ({ id, state }) => (
        <>
          {state === 'manual' && (
            <DeedLink
              asking={asking}
              form="/console/refunds/:id/transfer"
              names={{ id }}
              text={w.transferred}
            />
          )}
          {state === 'pending' && (
            <DeedLink asking={asking} form="/console/refunds/:id/verdict" names={{ id }} text={w.verdict} />
          )}
        </>
      ),
    },
  ]
}

function RefundOrigin({
  asking,
  paymentId,
  walletId,
  reference,
}: { readonly asking: Asking } & Pick<RefundView, 'paymentId' | 'walletId' | 'reference'>) {
  if (paymentId !== null)
    return (
      <ViewLink asking={asking} view="/console/payments/:id" names={{ id: paymentId }}>
        <code>{reference}</code>
      </ViewLink>
    )
  if (walletId === null) return <code>{reference}</code>
  return (
    <ViewLink asking={asking} view="/console/wallets/:id" names={{ id: walletId }}>
      {w.wallet[asking.language]}
    </ViewLink>
  )
}
