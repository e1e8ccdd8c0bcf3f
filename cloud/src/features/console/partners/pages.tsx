/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { z } from 'zod'
import type { Agreement } from '../../partners/schemas.ts'
import type { BankAccountView, OwedView, PayoutView } from '../../payouts/schemas.ts'
import type { StatementSummary } from '../../statements/schemas.ts'
import { type Asking, filled, hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, Facts, Mark, ShortList, ViewLink } from '../desk.tsx'
import { percent, rupiah, when } from '../figures.ts'
import { PartnerLink, payoutList, shareText, statementList } from './lists.tsx'
import {
  accountStates,
  holdings,
  payers,
  payoutColours,
  payoutStates,
  reckonings,
  partnerWords as w,
} from './words.ts'

interface Items<Item> {
  readonly items: readonly Item[]
}

/** What a partner is owed, where he is paid, and what has gone to him. */
export async function partnerPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const slug = names.slug ?? ''
  const balance = await api.get<z.infer<typeof OwedView>>(c, filled('/partners/:slug', names))
  const query = `?organisation=${encodeURIComponent(slug)}&limit=24`
  const [statements, payouts] = await Promise.all([
    api.get<Items<StatementSummary>>(c, `/statements${query}`),
    api.get<Items<PayoutView>>(c, `/payouts${query}`),
  ])
  return deskPage(asking, {
    title: slug,
    section: '/console/partner-statements',
    lead: `${w.owed[language]}: ${rupiah(balance.owedIdr, language)}`,
    actions: (
      <>
        {balance.owedIdr > 0 && (
          <DeedLink
            asking={asking}
            form="/console/payouts/new"
            query={{ organisation: slug }}
            text={w.propose}
            isMain
          />
        )}
        <DeedLink
          asking={asking}
          form="/console/partners/:slug/bank-accounts/new"
          names={{ slug }}
          text={w.newAccount}
        />
      </>
    ),
    children: (
      <>
        <ShortList
          title={w.accounts[language]}
          columns={accountColumns(asking, slug)}
          rows={balance.bankAccounts}
          empty={w.noAccounts[language]}
        />
        <ShortList
          title={w.statements[language]}
          columns={statementList.columns(asking)}
          rows={statements.items}
          empty={w.noStatements[language]}
        />
        <ShortList
          title={w.payouts[language]}
          columns={payoutList.columns(asking)}
          rows={payouts.items}
          empty={w.noPayouts[language]}
        />
      </>
    ),
  })
}

function accountColumns(asking: Asking, slug: string) {
  const { language } = asking
  const columns = columnsIn<BankAccountView>(language)
  return [
    columns.text('masked', w.account),
    columns.text('state', w.state, ({ state }) => (
      <Mark colour={state === 'confirmed' ? 'green' : 'amber'} text={accountStates[state][language]} />
    )),
    columns.text('proposedBy', w.by),
    columns.when('proposedAt', w.proposed),
    columns.when('decidedAt', w.decided),
    columns.deeds(
      w.deeds,
      ({ id, state }) =>
        state === 'proposed' && (
          <>
            <DeedLink
              asking={asking}
              form="/console/partners/:slug/bank-accounts/:id/confirmation"
              names={{ slug, id }}
              text={w.confirm}
            />
            <DeedLink
              asking={asking}
              form="/console/partners/:slug/bank-accounts/:id/refusal"
              names={{ slug, id }}
              text={w.refuse}
            />
          </>
        ),
    ),
  ]
}

/** One agreement: its places and its terms. */
export async function agreementPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const agreement = await api.get<Agreement>(c, filled('/agreements/:id', names))
  const { id, terms, organisation } = agreement
  return deskPage(asking, {
    title: `${w.agreement[language]} ${organisation}`,
    section: '/console/agreements',
    lead: `${agreement.startsOn} – ${agreement.endsOn ?? '…'}`,
    actions: (
      <>
        {terms.electricity.reckonedBy === 'bill' && (
          <ViewLink asking={asking} view="/console/agreements/:id/electricity-bills" names={{ id }}>
            {w.bills[language]}
          </ViewLink>
        )}
        {agreement.endsOn === null && (
          <>
            <DeedLink
              asking={asking}
              form="/console/agreements/new"
              query={{ after: id }}
              text={w.supersede}
            />
            <DeedLink asking={asking} form="/console/agreements/:id/end" names={{ id }} text={w.end} />
          </>
        )}
      </>
    ),
    children: (
      <>
        <Facts
          facts={[
            [w.partner[language], <PartnerLink asking={asking} slug={organisation} />],
            [w.share[language], shareText(terms, language)],
            [w.perKwh[language], rupiah(terms.fixedIdrPerKwh, language)],
            [w.guarantee[language], rupiah(terms.guaranteedIdrPerMonth, language)],
            [w.electricity[language], payers[terms.electricity.paidBy][language]],
            [w.reckoned[language], reckonings[terms.electricity.reckonedBy][language]],
            [w.pph[language], percent(terms.pphBasisPoints, language)],
            [w.by[language], `${agreement.createdBy}, ${when(agreement.createdAt, language)}`],
            [w.note[language], agreement.note],
          ]}
        />
        <ShortList
          title={w.places[language]}
          columns={placeColumns(asking)}
          rows={agreement.places}
          empty=""
        />
      </>
    ),
  })
}

function placeColumns(asking: Asking) {
  const { language } = asking
  const { text } = columnsIn<Agreement['places'][number]>(language)
  return [
    text('site', w.site, ({ site }) => (
      <ViewLink asking={asking} view="/console/sites/:slug" names={{ slug: site }}>
        {site}
      </ViewLink>
    )),
    text('chargePointId', w.charger),
    text('holding', w.holding, ({ holding }) => holdings[holding][language]),
  ]
}

/** One payout on its way: who proposed it, who approved it, and whether the bank has carried it out. */
export async function payoutPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const payout = await api.get<PayoutView>(c, filled('/payouts/:number', names))
  const number = String(payout.number)
  const { state } = payout
  return deskPage(asking, {
    title: `${w.payout[language]} ${number}`,
    section: '/console/payouts',
    lead: (
      <>
        {rupiah(payout.amountIdr, language)} ·{' '}
        <Mark colour={payoutColours[state]} text={payoutStates[state][language]} />
      </>
    ),
    actions: (
      <>
        {state === 'proposed' && (
          <DeedLink
            asking={asking}
            form="/console/payouts/:number/approval"
            names={{ number }}
            text={w.approve}
            isMain
          />
        )}
        {state === 'approved' && (
          <DeedLink
            asking={asking}
            form="/console/payouts/:number/payment"
            names={{ number }}
            text={w.paid}
            isMain
          />
        )}
        {(state === 'proposed' || state === 'approved') && (
          <DeedLink
            asking={asking}
            form="/console/payouts/:number/refusal"
            names={{ number }}
            text={w.refuse}
          />
        )}
      </>
    ),
    children: (
      <Facts
        facts={[
          [w.partner[language], <PartnerLink asking={asking} slug={payout.organisation} />],
          [w.amount[language], rupiah(payout.amountIdr, language)],
          [w.account[language], payout.bankAccount],
          [w.confirmedAt[language], when(payout.bankAccountConfirmedAt, language)],
          [w.proposed[language], `${payout.proposedBy}, ${when(payout.proposedAt, language)}`],
          [
            w.approved[language],
            payout.approvedBy && `${payout.approvedBy}, ${when(payout.approvedAt, language)}`,
          ],
          [w.ended[language], payout.endedBy && `${payout.endedBy}, ${when(payout.endedAt, language)}`],
          [w.reference[language], payout.bankReference],
          [w.refusal[language], payout.refusal],
          [w.note[language], payout.note],
          [
            w.statements[language],
            <a href={hrefOf('/console/partners/:slug', { slug: payout.organisation })}>
              {payout.organisation}
            </a>,
          ],
        ]}
      />
    ),
  })
}
