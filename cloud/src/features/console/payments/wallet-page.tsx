/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Column } from '../../../web/table.tsx'
import type { WalletHoldView, WalletStatementLine, WalletView } from '../../wallets/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, Facts, ShortList, ViewLink } from '../desk.tsx'
import { maskedCard, none, rupiah, when } from '../figures.ts'
import { CardDeeds, CardState } from '../people/lists.tsx'
import { paymentWords as w } from './words.ts'

interface Items<Item> {
  readonly items: readonly Item[]
}

/** One wallet: what is in it, and everything that has moved it. */
export async function walletPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const path = `/wallets/${encodeURIComponent(names.id ?? '')}`
  const wallet = await api.get<WalletView>(c, path)
  const [statement, holds] = await Promise.all([
    api.get<Items<WalletStatementLine>>(c, `${path}/statement?limit=100`),
    api.get<Items<WalletHoldView>>(c, `${path}/holds`),
  ])
  return deskPage(asking, {
    title: wallet.name,
    section: '/console/wallets',
    actions: (
      <>
        <DeedLink
          asking={asking}
          form="/console/wallets/:id/top-up"
          names={{ id: wallet.id }}
          text={w.topUp}
          isMain
        />
        <DeedLink
          asking={asking}
          form="/console/wallets/:id/cards/new"
          names={{ id: wallet.id }}
          text={w.linkCard}
        />
        <DeedLink asking={asking} form="/console/wallets/:id/edit" names={{ id: wallet.id }} text={w.edit} />
        <DeedLink
          asking={asking}
          form="/console/wallets/:id/payout"
          names={{ id: wallet.id }}
          text={w.payOut}
        />
      </>
    ),
    children: (
      <>
        <Facts
          facts={[
            [w.balance[language], rupiah(wallet.balanceIdr, language)],
            [w.held[language], rupiah(wallet.heldIdr, language)],
            [w.owed[language], rupiah(wallet.owedIdr, language)],
            [w.state[language], (wallet.frozen ? w.frozen : w.active)[language]],
            [
              w.holder[language],
              wallet.userId && (
                <ViewLink asking={asking} view="/console/drivers/:id" names={{ id: wallet.userId }}>
                  {wallet.name}
                </ViewLink>
              ),
            ],
            [w.driverPage[language], wallet.page && <a href={wallet.page}>{w.open[language]}</a>],
          ]}
        />
        <ShortList
          title={w.cards[language]}
          columns={cardColumns(asking, wallet.id)}
          rows={wallet.cards}
          empty={w.noCards[language]}
        />
        <ShortList
          title={w.movements[language]}
          columns={movementColumns(asking, wallet.id)}
          rows={statement.items}
          empty={w.noMovements[language]}
        />
        <ShortList
          title={w.holds[language]}
          columns={holdColumns(asking, wallet.id)}
          rows={holds.items}
          empty={w.noHolds[language]}
        />
      </>
    ),
  })
}

function cardColumns(asking: Asking, walletId: string) {
  const { language } = asking
  const { text, deeds } = columnsIn<WalletView['cards'][number]>(language)
  return [
    text('idTag', w.cards, ({ idTag }) => (
      <ViewLink asking={asking} view="/console/cards/:idTag" names={{ idTag }}>
        {maskedCard(idTag)}
      </ViewLink>
    )),
    text('status', w.state, ({ status }) => <CardState status={status} asking={asking} />),
    deeds(w.actions, ({ idTag, status }) => (
      <>
        <CardDeeds asking={asking} card={{ idTag, status }} />
        <DeedLink
          asking={asking}
          form="/console/wallets/:id/cards/:idTag/removal"
          names={{ id: walletId, idTag }}
          text={w.unlinkCard}
        />
      </>
    )),
  ]
}

function movementColumns(asking: Asking, walletId: string): Column<WalletStatementLine>[] {
  const { language } = asking
  return [
    { key: 'occurredAt', name: w.at[language], cell: ({ occurredAt }) => when(occurredAt, language) },
    {
      key: 'kind',
      name: w.kind[language],
      cell: ({ journalId, kind }) => (
        <ViewLink asking={asking} view="/console/journals/:id" names={{ id: journalId }}>
          {kind}
        </ViewLink>
      ),
    },
    { key: 'note', name: w.note[language], cell: ({ note }) => <span class="wrapped">{note ?? none}</span> },
    {
      key: 'amountIdr',
      name: w.amount[language],
      cell: ({ amountIdr }) => rupiah(amountIdr, language),
      figure: true,
    },
    {
      key: 'deeds',
      name: w.actions[language],
      cell: ({ journalId, kind }) =>
        kind === 'walletUse' && (
          <DeedLink
            asking={asking}
            form="/console/wallets/:id/reversal/:journalId"
            names={{ id: walletId, journalId }}
            text={w.takeBack}
          />
        ),
    },
  ]
}

function holdColumns(asking: Asking, walletId: string): Column<WalletHoldView>[] {
  const { language } = asking
  return [
    { key: 'createdAt', name: w.at[language], cell: ({ createdAt }) => when(createdAt, language) },
    { key: 'kind', name: w.kind[language], cell: ({ kind, state }) => `${kind}, ${state}` },
    {
      key: 'chargePointId',
      name: w.charger[language],
      cell: ({ chargePointId, sessionId }) =>
        sessionId === null ? (
          chargePointId
        ) : (
          <a href={hrefOf('/console/sessions/:id', { id: sessionId })}>{chargePointId}</a>
        ),
    },
    {
      key: 'amountIdr',
      name: w.held[language],
      cell: ({ amountIdr }) => rupiah(amountIdr, language),
      figure: true,
    },
    {
      key: 'deeds',
      name: w.actions[language],
      cell: ({ id, kind }) =>
        kind === 'allowance' && (
          <DeedLink
            asking={asking}
            form="/console/wallets/:id/holds/:holdId/release"
            names={{ id: walletId, holdId: id }}
            text={w.release}
          />
        ),
    },
  ]
}
