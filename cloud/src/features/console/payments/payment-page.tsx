/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../../web/language.ts'
import type { Column } from '../../../web/table.tsx'
import type { ActivityEntry } from '../../activity/schemas.ts'
import type { Session } from '../../charging/schemas.ts'
import type { Journal, OwnerLedger } from '../../ledger/schemas.ts'
import type { PaymentInfo } from '../../payments/schemas.ts'
import { activityColumns } from '../activity-columns.tsx'
import { type Asking, hrefOf } from '../asking.ts'
import { DeedLink, deskPage, Facts, Section, ShortList, ViewLink } from '../desk.tsx'
import { kwh, none, rupiah, when } from '../figures.ts'
import { sessionColumns } from '../sessions/columns.tsx'
import { sessionWords } from '../sessions/words.ts'
import { PaymentState, refundColumns } from './columns.tsx'
import { accountLine, methods, paymentWords as w } from './words.ts'

interface Items<Item> {
  readonly items: readonly Item[]
}

/** One payment: what happened to it, and where each of its rupiah is. */
export async function paymentPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const path = `/payments/${encodeURIComponent(names.id ?? '')}`
  const payment = await api.get<PaymentInfo>(c, path)
  const [ledger, history, ...sessions] = await Promise.all([
    api.find<OwnerLedger>(c, `${path}/ledger`),
    api.find<Items<ActivityEntry>>(c, `/activity?subject=payment:${payment.id}`),
    ...payment.sessionIds.map((id) => api.find<Session>(c, `/sessions/${id}`)),
  ])
  return deskPage(asking, {
    title: `${w.payment[language]} ${payment.reference}`,
    section: '/console/payments',
    lead: (
      <>
        {when(payment.createdAt, language)} · <PaymentState state={payment.state} language={language} />
      </>
    ),
    actions: <Deeds asking={asking} payment={payment} />,
    children: (
      <>
        <div class="beside">
          <Section title={w.facts[language]}>
            <PaymentFacts asking={asking} payment={payment} />
          </Section>
          {ledger && <Where asking={asking} payment={payment} ledger={ledger} />}
        </div>
        <ShortList
          title={w.sessions[language]}
          columns={sessionColumns(asking)}
          rows={sessions.filter((session) => session !== undefined)}
          empty={w.noSessions[language]}
        />
        <ShortList
          title={w.refund[language]}
          columns={refundColumns(asking).filter(({ key }) => key !== 'paymentId')}
          rows={payment.refund === null ? [] : [payment.refund]}
          empty={w.noRefund[language]}
        />
        {ledger && (
          <ShortList
            title={w.journals[language]}
            columns={journalColumns(asking)}
            rows={ledger.journals}
            empty={w.noLedger[language]}
          />
        )}
        {history && (
          <ShortList
            title={sessionWords.history[language]}
            columns={activityColumns(asking)}
            rows={history.items}
            empty={sessionWords.noHistory[language]}
          />
        )}
      </>
    ),
  })
}

function Deeds({ asking, payment }: { readonly asking: Asking; readonly payment: PaymentInfo }) {
  const { page, reserve, id, state, topsUp, walletId } = payment
  return (
    <>
      {page !== null && state === 'settled' && topsUp === null && walletId === null && (
        <a class="button" href={`${page}/receipt`}>
          {w.receipt[asking.language]}
        </a>
      )}
      {page !== null && (
        <a class="button" href={page}>
          {w.driverPage[asking.language]}
        </a>
      )}
      {reserve?.state === 'lapsed' && (
        <DeedLink
          asking={asking}
          form="/console/payments/:id/capture-verdict"
          names={{ id }}
          text={w.verdict}
          isMain
        />
      )}
    </>
  )
}

function PaymentFacts({ asking, payment }: { readonly asking: Asking; readonly payment: PaymentInfo }) {
  const { language } = asking
  const { reserve, walletId, topsUp, overshootWh } = payment
  return (
    <Facts
      facts={[
        [w.amount[language], rupiah(payment.amountIdr, language)],
        [w.used[language], rupiah(payment.usedIdr, language)],
        [w.back[language], rupiah(payment.refund?.amountIdr, language)],
        [w.provider[language], payment.gateway],
        [w.method[language], methods[payment.method][language]],
        [w.issuer[language], payment.issuer],
        [w.created[language], when(payment.createdAt, language)],
        [w.paid[language], when(payment.paidAt, language)],
        [w.ended[language], when(payment.endedAt, language)],
        [
          w.charger[language],
          payment.chargePointId && (
            <a href={`/console/chargers/${encodeURIComponent(payment.chargePointId)}`}>
              {payment.chargePointId} · {payment.connectorId}
            </a>
          ),
        ],
        [
          w.wallet[language],
          walletId && (
            <ViewLink asking={asking} view="/console/wallets/:id" names={{ id: walletId }}>
              {walletId}
            </ViewLink>
          ),
        ],
        [w.adds[language], topsUp && <a href={hrefOf('/console/payments/:id', { id: topsUp })}>{topsUp}</a>],
        [w.limit[language], payment.limitWh === null ? none : kwh(payment.limitWh, language)],
        [w.delivered[language], kwh(payment.deliveredWh, language)],
        ...(overshootWh > 0 ? [[w.overshoot[language], kwh(overshootWh, language)] as const] : []),
        ...(reserve === null
          ? []
          : [[w.reserve[language], `${reserve.state} ${rupiah(reserve.captureIdr, language)}`] as const]),
        [w.problem[language], payment.problem],
      ]}
    />
  )
}

/** Whose the money is now: what of it lies in accounts of this payment, and what has gone on from there. */
function Where({
  asking,
  payment,
  ledger,
}: {
  readonly asking: Asking
  readonly payment: PaymentInfo
  readonly ledger: OwnerLedger
}) {
  const { language } = asking
  const places = restingPlaces(ledger)
  return (
    <Section title={w.where[language]}>
      {places.length === 0 ? (
        <p>{w.noLedger[language]}</p>
      ) : (
        <table class="records reckoning">
          <tbody>
            {places.map((place) => (
              <Place place={place} of={payment.id} language={language} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function Place({
  place,
  of,
  language,
}: {
  readonly place: OwnerLedger['accounts'][number]
  /** The payment whose place it is. */
  readonly of: string
  readonly language: Language
}) {
  const { text, amountIdr } = accountLine(place, { of, language })
  return (
    <tr>
      <td class="cell">{text}</td>
      <td class="cell figure">{rupiah(amountIdr, language)}</td>
    </tr>
  )
}

/** The accounts that this payment's journals have moved, with what they left there; those that came out even are left out. */
function restingPlaces({ journals }: OwnerLedger): OwnerLedger['accounts'] {
  const sums = new Map<string, number>()
  for (const { postings } of journals)
    for (const { account, amountIdr } of postings) sums.set(account, (sums.get(account) ?? 0) + amountIdr)
  return [...sums].flatMap(([account, amountIdr]) => (amountIdr === 0 ? [] : [{ account, amountIdr }]))
}

function journalColumns(asking: Asking): Column<Journal>[] {
  const { language } = asking
  return [
    { key: 'occurredAt', name: w.at[language], cell: ({ occurredAt }) => when(occurredAt, language) },
    {
      key: 'kind',
      name: w.kind[language],
      cell: ({ id, kind }) => <a href={hrefOf('/console/journals/:id', { id })}>{kind}</a>,
    },
    {
      key: 'postings',
      name: w.postings[language],
      cell: ({ postings }) => (
        <ul class="postings">
          {postings.map(({ account, amountIdr }) => (
            <li>
              <code>{account.split(':')[0]}</code> {rupiah(amountIdr, language)}
            </li>
          ))}
        </ul>
      ),
    },
    { key: 'note', name: w.note[language], cell: ({ note }) => <span class="wrapped">{note ?? none}</span> },
  ]
}

/** One journal of the ledger: its postings, and what it is the record of. */
export async function journalPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const journal = await api.get<Journal>(c, `/ledger/journals/${encodeURIComponent(names.id ?? '')}`)
  return deskPage(asking, {
    title: `${w.journal[language]} ${journal.kind}`,
    section: '/console/payments',
    lead: when(journal.occurredAt, language),
    children: (
      <>
        <Facts
          facts={[
            [w.about[language], <code>{journal.ref}</code>],
            [w.note[language], journal.note],
            [
              w.reversal[language],
              journal.reversedBy && (
                <a href={hrefOf('/console/journals/:id', { id: journal.reversedBy })}>{journal.reversedBy}</a>
              ),
            ],
          ]}
        />
        <Section title={w.postings[language]}>
          <table class="records reckoning">
            <tbody>
              {journal.postings.map(({ account, amountIdr }) => (
                <tr>
                  <td class="cell">
                    <code>{account}</code>
                  </td>
                  <td class="cell figure">{rupiah(amountIdr, language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      </>
    ),
  })
}
