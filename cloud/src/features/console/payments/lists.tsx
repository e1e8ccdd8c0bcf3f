/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Language } from '../../../web/language.ts'
import { knownDetail } from '../../payments/exception-words.ts'
import {
  type ExceptionView,
  exceptionSortKeys,
  moneySortKeys,
  type PaymentInfo,
  type RefundView,
} from '../../payments/schemas.ts'
import {
  type SettlementReportView,
  type SettlementRowView,
  settlementRowSortKeys,
  settlementSortKeys,
} from '../../reconciliation/schemas.ts'
import { type WalletView, walletSortKeys } from '../../wallets/schemas.ts'
import { type Asking, filled, hrefOf } from '../asking.ts'
import { DeedLink, Facts, type ListPage, Mark, ViewLink } from '../desk.tsx'
import { none, rupiah, when, whole } from '../figures.ts'
import { paymentColumns, paymentFilters, refundColumns, refundFilters } from './columns.tsx'
import { exceptionKinds, rowVerdicts, paymentWords as w } from './words.ts'

export const paymentList: ListPage<PaymentInfo> = {
  path: '/console/payments',
  api: '/payments',
  title: w.title,
  lead: w.lead,
  columns: paymentColumns,
  sorts: moneySortKeys,
  sortsAll: { by: 'createdAt', othersWhen: w.paymentsSortedWhen },
  fileOnly: { id: ({ id }) => id, gateway: ({ gateway }) => gateway, paidAt: ({ paidAt }) => paidAt },
  filters: paymentFilters,
  empty: w.empty,
}

export const refundList: ListPage<RefundView> = {
  path: '/console/refunds',
  api: '/refunds',
  title: w.refunds,
  lead: w.refundsLead,
  columns: refundColumns,
  sorts: moneySortKeys,
  sortsAll: { by: 'createdAt', othersWhen: w.refundsSortedWhen },
  fileOnly: { id: ({ id }) => id, reason: ({ reason }) => reason },
  filters: refundFilters,
  empty: w.noRefunds,
}

export const exceptionList: ListPage<ExceptionView> = {
  path: '/console/exceptions',
  api: '/payment-exceptions',
  title: w.exceptions,
  lead: w.exceptionsLead,
  empty: w.noExceptions,
  sorts: exceptionSortKeys,
  columns: (asking) => {
    const { language } = asking
    return [
      {
        key: 'createdAt',
        name: w.at[language],
        cell: ({ createdAt }) => <span class="stamp">{when(createdAt, language)}</span>,
        csv: ({ createdAt }) => createdAt,
      },
      {
        key: 'kind',
        name: w.what[language],
        cell: ({ kind, detail, ...exception }) => (
          <span class="wrapped">
            <strong class="heads">{exceptionKinds[kind][language]}</strong>
            <Detail detail={detail} language={language} />
            <Actions asking={asking} exception={exception} />
          </span>
        ),
        csv: ({ kind }) => kind,
      },
      {
        key: 'amountIdr',
        name: w.sum[language],
        cell: ({ amountIdr }) => rupiah(amountIdr, language),
        csv: ({ amountIdr }) => amountIdr,
        figure: true,
      },
      {
        key: 'paymentId',
        name: w.payment[language],
        cell: ({ paymentId, gateway }) =>
          paymentId === null ? (
            (gateway ?? none)
          ) : (
            <ViewLink asking={asking} view="/console/payments/:id" names={{ id: paymentId }}>
              {w.payment[language]}
            </ViewLink>
          ),
        csv: ({ paymentId }) => paymentId,
      },
    ]
  },
  fileOnly: { id: ({ id }) => id, detail: ({ detail }) => detail, gateway: ({ gateway }) => gateway },
}

/** What was seen, in the reader's words where it is a sentence of ours, and else as it was written. */
function Detail({ detail, language }: { readonly detail: string; readonly language: Language }) {
  const said = knownDetail(detail)?.[language]
  return said === undefined ? <span lang="en"> {detail}</span> : <span> {said}</span>
}

const ways = {
  provider: { id: 'Lewat penyedia', en: 'By the provider' },
  transfer: { id: 'Sudah ditransfer', en: 'Transferred by hand' },
  wallet: { id: 'Ke dompet', en: 'Into a wallet' },
  payment: { id: 'Ke pembayaran', en: 'To a payment' },
  carriedOut: { id: 'Sudah kembali', en: 'It went back' },
  notCarriedOut: { id: 'Belum kembali', en: 'It did not' },
} as const

/** What the API says can be done about it, each as the form that does it. */
function Actions({
  asking,
  exception,
}: {
  readonly asking: Asking
  readonly exception: Pick<ExceptionView, 'id' | 'actions'>
}) {
  const { id } = exception
  return (
    <span class="row below">
      {exception.actions.map(({ path, way }): Child => {
        const [, , , kind = '', about = ''] = path.split('/')
        if (way !== undefined && Object.hasOwn(ways, way))
          return (
            <DeedLink
              asking={asking}
              form="/console/exceptions/:id/return/:way"
              names={{ id, way }}
              text={ways[way as keyof typeof ways]}
            />
          )
        if (kind === 'sessions')
          return <a href={hrefOf('/console/sessions/:id', { id: about })}>{w.sessions[asking.language]}</a>
        if (kind === 'refunds')
          return (
            <DeedLink
              asking={asking}
              form="/console/refunds/:id/verdict"
              names={{ id: about }}
              text={w.verdict}
            />
          )
        if (kind === 'payments')
          return (
            <DeedLink
              asking={asking}
              form="/console/payments/:id/capture-verdict"
              names={{ id: about }}
              text={w.verdict}
            />
          )
        if (kind === 'reconciliation')
          return (
            <DeedLink
              asking={asking}
              form="/console/settlement-rows/:id/booking"
              names={{ id: path.split('/')[5] ?? '' }}
              text={w.book}
            />
          )
        return (
          <DeedLink
            asking={asking}
            form="/console/exceptions/:id/resolution"
            names={{ id }}
            text={w.resolve}
          />
        )
      })}
    </span>
  )
}

export const settlementList: ListPage<SettlementReportView> = {
  path: '/console/settlements',
  api: '/reconciliation/settlement-reports',
  title: w.settlements,
  lead: w.settlementsLead,
  empty: w.noSettlements,
  sorts: settlementSortKeys,
  makes: { form: '/console/settlements/new', button: w.uploadFile },
  columns: ({ language }) => [
    {
      key: 'uploadedAt',
      name: w.uploaded[language],
      cell: ({ id, uploadedAt }) => (
        <a href={hrefOf('/console/settlements/:id', { id })}>{when(uploadedAt, language)}</a>
      ),
      csv: ({ uploadedAt }) => uploadedAt,
    },
    {
      key: 'gateway',
      name: w.provider[language],
      cell: ({ gateway }) => gateway,
      csv: ({ gateway }) => gateway,
    },
    {
      key: 'rowCount',
      name: w.lines[language],
      cell: ({ takenRows, rowCount }) => `${whole(takenRows, language)} / ${whole(rowCount, language)}`,
      csv: ({ rowCount }) => rowCount,
      figure: true,
    },
    {
      key: 'differences',
      name: w.differences[language],
      cell: ({ id, differences }) =>
        differences === 0 ? (
          '0'
        ) : (
          <a href={`${hrefOf('/console/settlements/:id', { id })}?only=differences`}>
            {whole(differences, language)}
          </a>
        ),
      csv: ({ differences }) => differences,
      figure: true,
    },
    {
      key: 'uploadedBy',
      name: w.by[language],
      cell: ({ uploadedBy }) => uploadedBy,
      csv: ({ uploadedBy }) => uploadedBy,
    },
  ],
}

/** What has come of a settlement file, and what is to be done next. */
async function Taken({ asking }: { readonly asking: Asking }) {
  const { c, api, names, language } = asking
  const path = filled('/reconciliation/settlement-reports/:id', names)
  const { takenRows, rowCount, newRows, differences, problems, ...report } =
    await api.get<SettlementReportView>(c, path)
  const next = takenRows < rowCount ? w.stillTaking : differences > 0 ? w.lookAt : w.allMatch
  return (
    <>
      <p>{next[language]}</p>
      <Facts
        facts={[
          [w.provider[language], report.gateway],
          [w.lines[language], `${whole(takenRows, language)} / ${whole(rowCount, language)}`],
          [w.fresh[language], whole(newRows, language)],
          [w.differences[language], whole(differences, language)],
          [w.uploaded[language], `${report.uploadedBy}, ${when(report.uploadedAt, language)}`],
        ]}
      />
      {problems.length > 0 && (
        <details class="card folded">
          <summary>
            {w.unread[language]}: {whole(problems.length, language)}
          </summary>
          <ul class="points" lang="en">
            {problems.map(({ line, message }) => (
              <li>
                {line}: {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

export const settlementRowList: ListPage<SettlementRowView> = {
  path: '/console/settlements/:id',
  api: '/reconciliation/settlement-reports/:id/rows',
  title: w.file,
  section: '/console/settlements',
  empty: { id: 'Tidak ada baris baru di berkas ini.', en: 'No line of this file was new.' },
  above: async (asking) => <Taken asking={asking} />,
  sorts: settlementRowSortKeys,
  filters: (language) => [
    {
      name: 'only',
      label: w.verdict[language],
      kind: 'choice',
      options: [{ value: 'differences', text: w.differences[language] }],
    },
  ],
  columns: (asking) => {
    const { language } = asking
    return [
      {
        key: 'settledAt',
        name: w.settled[language],
        cell: ({ settledAt }) => when(settledAt, language),
        csv: ({ settledAt }) => settledAt,
      },
      {
        key: 'reference',
        name: w.reference[language],
        cell: ({ reference }) => (
          <a href={`/console/payments?${new URLSearchParams({ reference })}`}>
            <code>{reference}</code>
          </a>
        ),
        csv: ({ reference }) => reference,
      },
      ...(['grossIdr', 'feeIdr', 'netIdr'] as const).map((key) => ({
        key,
        name: w[({ grossIdr: 'gross', feeIdr: 'fee', netIdr: 'net' } as const)[key]][language],
        cell: (row: SettlementRowView) => rupiah(row[key], language),
        csv: (row: SettlementRowView) => row[key],
        figure: true,
      })),
      {
        key: 'verdict',
        name: w.state[language],
        cell: ({ verdict }) => (
          <Mark colour={verdict === 'matched' ? 'green' : 'amber'} text={rowVerdicts[verdict][language]} />
        ),
        csv: ({ verdict }) => verdict,
      },
      {
        key: 'booked',
        name: w.actions[language],
        cell: ({ id, booked, verdict }) =>
          booked || verdict === 'matched' ? (
            booked && w.booked[language]
          ) : (
            <DeedLink
              asking={asking}
              form="/console/settlement-rows/:id/booking"
              names={{ id }}
              text={w.book}
            />
          ),
        csv: ({ booked }) => (booked ? 1 : 0),
      },
    ]
  },
}

export const walletList: ListPage<WalletView> = {
  path: '/console/wallets',
  api: '/wallets',
  title: w.wallets,
  lead: w.walletsLead,
  empty: w.noWallets,
  sorts: walletSortKeys,
  makes: { form: '/console/wallets/new', button: w.newWallet },
  columns: ({ language }) => [
    {
      key: 'name',
      name: w.holder[language],
      cell: ({ id, name }) => <a href={hrefOf('/console/wallets/:id', { id })}>{name}</a>,
      csv: ({ name }) => name,
    },
    ...(['balanceIdr', 'heldIdr', 'owedIdr'] as const).map((key) => ({
      key,
      name: w[({ balanceIdr: 'balance', heldIdr: 'held', owedIdr: 'owed' } as const)[key]][language],
      cell: (wallet: WalletView) => rupiah(wallet[key], language),
      csv: (wallet: WalletView) => wallet[key],
      figure: true,
    })),
    {
      key: 'cards',
      name: w.cards[language],
      cell: ({ cards }) => whole(cards.length, language),
      csv: ({ cards }) => cards.length,
      figure: true,
    },
    {
      key: 'frozen',
      name: w.state[language],
      cell: ({ frozen }) => (
        <Mark colour={frozen ? 'amber' : 'green'} text={(frozen ? w.frozen : w.active)[language]} />
      ),
      csv: ({ frozen }) => (frozen ? 'frozen' : 'active'),
    },
  ],
  fileOnly: { id: ({ id }) => id, createdAt: ({ createdAt }) => createdAt },
}
