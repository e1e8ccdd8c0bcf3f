/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { z } from 'zod'
import type { CardView } from '../../cards/schemas.ts'
import type { Session } from '../../charging/schemas.ts'
import type { DriverCard, DriverDetails, Vehicle } from '../../drivers/schemas.ts'
import type { FleetCard } from '../../fleets/schemas.ts'
import type { HeldSite, Invitation, Member, Organisation } from '../../organisations/schemas.ts'
import { type Asking, hrefOf, mayOpen } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, Facts, Mark, ShortList, ViewLink } from '../desk.tsx'
import { kwh, maskedCard, none, rupiah, when } from '../figures.ts'
import { sessionColumns } from '../sessions/columns.tsx'
import { CardDeeds, CardState, PaidBy } from './lists.tsx'
import { organisationKinds, roleNames, peopleWords as w } from './words.ts'

interface Items<Item> {
  readonly items: readonly Item[]
}

/** One organisation: who belongs to it, whom it has invited, and which sites are its business. */
export async function organisationPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const path = `/organisations/${encodeURIComponent(names.organisationId ?? '')}`
  const organisation = await api.get<Organisation>(c, path)
  const { id: organisationId, slug, kind } = organisation
  const [members, invitations, sites] = await Promise.all([
    api.find<Items<Member>>(c, `${path}/members`),
    api.find<Items<z.infer<typeof Invitation>>>(c, `${path}/invitations`),
    api.find<Items<z.infer<typeof HeldSite>>>(c, `${path}/sites`),
  ])
  const isOver = organisation.endedAt !== null
  return deskPage(asking, {
    title: organisation.name,
    section: '/console/organisations',
    lead: `${organisationKinds[kind][language]} · ${slug} · ${w.since[language]} ${when(organisation.createdAt, language)}`,
    actions: !isOver && (
      <>
        <DeedLink
          asking={asking}
          form="/console/organisations/:organisationId/invite"
          names={{ organisationId }}
          text={w.invite}
          isMain
        />
        {kind === 'company' && mayOpen(asking, '/console/fleets/:organisationId') && (
          <a class="button" href={hrefOf('/console/fleets/:organisationId', { organisationId })}>
            {w.fleet[language]}
          </a>
        )}
        {kind === 'partner' && mayOpen(asking, '/console/partners/:slug') && (
          <a class="button" href={hrefOf('/console/partners/:slug', { slug })}>
            {w.partner[language]}
          </a>
        )}
        {kind !== 'operator' && (
          <DeedLink
            asking={asking}
            form="/console/organisations/:organisationId/ending"
            names={{ organisationId }}
            text={w.end}
          />
        )}
      </>
    ),
    children: (
      <>
        {isOver && (
          <p class="notice">
            {w.ended[language]} {when(organisation.endedAt, language)}
          </p>
        )}
        {members && (
          <ShortList
            title={w.members[language]}
            columns={memberColumns(asking, organisationId)}
            rows={members.items}
            empty={w.noMembers[language]}
          />
        )}
        {invitations && (
          <ShortList
            title={w.invitations[language]}
            columns={invitationColumns(asking, organisationId)}
            rows={invitations.items}
            empty={w.noInvitations[language]}
          />
        )}
        {sites && kind !== 'operator' && (
          <>
            <ShortList
              title={w.sites[language]}
              columns={heldColumns(asking, organisationId)}
              rows={sites.items}
              empty={w.noSites[language]}
            />
            <div class="row">
              <DeedLink
                asking={asking}
                form="/console/organisations/:organisationId/sites/new"
                names={{ organisationId }}
                text={w.addSite}
              />
            </div>
          </>
        )}
      </>
    ),
  })
}

function memberColumns(asking: Asking, organisationId: string) {
  const { language } = asking
  const { text, when: time, deeds } = columnsIn<Member>(language)
  return [
    text('name', w.name),
    text('role', w.role, ({ role }) => roleNames(role)[language]),
    text('email', w.email),
    text('phone', w.phone),
    time('since', w.since),
    deeds(w.deeds, ({ userId }) => (
      <>
        <DeedLink
          asking={asking}
          form="/console/organisations/:organisationId/members/:userId/role"
          names={{ organisationId, userId }}
          text={w.changeRole}
        />
        <DeedLink
          asking={asking}
          form="/console/organisations/:organisationId/members/:userId/removal"
          names={{ organisationId, userId }}
          text={w.remove}
        />
      </>
    )),
  ]
}

function invitationColumns(asking: Asking, organisationId: string) {
  const { language } = asking
  const { text, when: time, deeds } = columnsIn<z.infer<typeof Invitation>>(language)
  return [
    text('role', w.role, ({ role }) => roleNames(role)[language]),
    text('sentTo', w.sentTo),
    text('createdBy', w.by),
    time('expiresAt', w.expires),
    deeds(w.deeds, ({ id }) => (
      <DeedLink
        asking={asking}
        form="/console/organisations/:organisationId/invitations/:id/revocation"
        names={{ organisationId, id }}
        text={w.withdraw}
      />
    )),
  ]
}

function heldColumns(asking: Asking, organisationId: string) {
  const { language } = asking
  const { text, when: time, deeds } = columnsIn<z.infer<typeof HeldSite>>(language)
  return [
    text('site', w.site, ({ site }) => (
      <ViewLink asking={asking} view="/console/sites/:slug" names={{ slug: site }}>
        {site}
      </ViewLink>
    )),
    time('since', w.since),
    time('until', w.until),
    deeds(
      w.deeds,
      ({ site, until }) =>
        until === null && (
          <DeedLink
            asking={asking}
            form="/console/organisations/:organisationId/sites/:site/release"
            names={{ organisationId, site }}
            text={w.release}
          />
        ),
    ),
  ]
}

/** One card: who pays for it, and what it may do. */
export async function cardPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const card = await api.get<CardView>(c, `/id-tags/${encodeURIComponent(names.idTag ?? '')}`)
  const { idTag, status } = card
  return deskPage(asking, {
    title: `${w.card[language]} ${maskedCard(idTag)}`,
    section: '/console/cards',
    lead: <CardState status={status} asking={asking} />,
    actions: (
      <>
        <DeedLink asking={asking} form="/console/cards/:idTag/edit" names={{ idTag }} text={w.edit} />
        {card.walletId === null && card.postpaidAccount === null && (
          <DeedLink asking={asking} form="/console/cards/:idTag/wallet" names={{ idTag }} text={w.toWallet} />
        )}
        <CardDeeds asking={asking} card={card} />
      </>
    ),
    children: (
      <Facts
        facts={[
          ['UID', <code>{idTag}</code>],
          [w.label[language], card.label],
          [w.paidBy[language], <PaidBy card={card} asking={asking} />],
          [w.group[language], card.customerGroup],
          [w.parent[language], card.parentIdTag],
          [w.most[language], String(card.maxActiveSessions)],
          [w.expires[language], when(card.expiresAt, language)],
          [w.since[language], when(card.createdAt, language)],
        ]}
      />
    ),
  })
}

/** One driver: cards, vehicles, and what they have charged. */
export async function driverPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const path = `/drivers/${encodeURIComponent(names.id ?? '')}`
  const driver = await api.get<z.infer<typeof DriverDetails>>(c, path)
  const sessions = await api.get<Items<Session>>(c, `${path}/sessions?limit=20`)
  return deskPage(asking, {
    title: driver.name,
    section: '/console/drivers',
    lead: `${w.since[language]} ${when(driver.since, language)}`,
    actions: (
      <DeedLink
        asking={asking}
        form="/console/drivers/:id/cards/new"
        names={{ id: driver.id }}
        text={w.give}
      />
    ),
    children: (
      <>
        <Facts
          facts={[
            [w.phone[language], driver.phone],
            [w.email[language], driver.email],
            [w.ended[language], when(driver.closedAt, language)],
          ]}
        />
        <ShortList
          title={w.cards[language]}
          columns={driverCardColumns(asking)}
          rows={driver.cards}
          empty={w.noCards[language]}
        />
        <ShortList
          title={w.vehicles[language]}
          columns={vehicleColumns(asking)}
          rows={driver.vehicles}
          empty={w.noVehicles[language]}
        />
        <ShortList
          title={w.sessions[language]}
          columns={sessionColumns(asking)}
          rows={sessions.items}
          empty={w.noSessions[language]}
        />
      </>
    ),
  })
}

function driverCardColumns(asking: Asking) {
  const { language } = asking
  const { text, when: time } = columnsIn<DriverCard>(language)
  return [
    text('idTag', w.card, ({ idTag }) => (
      <ViewLink asking={asking} view="/console/cards/:idTag" names={{ idTag }}>
        {maskedCard(idTag)}
      </ViewLink>
    )),
    text('mayCharge', w.mayCharge, ({ mayCharge }) => (
      <Mark colour={mayCharge ? 'green' : 'amber'} text={(mayCharge ? w.yes : w.no)[language]} />
    )),
    text('paidBy', w.paidBy),
    time('linkedAt', w.linked),
  ]
}

function vehicleColumns({ language }: Asking) {
  const { text } = columnsIn<Vehicle>(language)
  return [
    text('name', w.name),
    text('plate', w.plate),
    text('batteryWh', w.battery, ({ batteryWh }) => kwh(batteryWh, language)),
  ]
}

/** The cards of a company, with their riders and limits. */
export async function fleetPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const organisationId = names.organisationId ?? ''
  const cards = await api.get<Items<FleetCardView>>(
    c,
    `/fleets/${encodeURIComponent(organisationId)}/cards?limit=200`,
  )
  return deskPage(asking, {
    title: w.fleetTitle[language],
    section: '/console/organisations',
    lead: (
      <a href={hrefOf('/console/organisations/:organisationId', { organisationId })}>
        {w.organisations[language]}
      </a>
    ),
    actions: (
      <DeedLink
        asking={asking}
        form="/console/fleets/:organisationId/account"
        names={{ organisationId }}
        text={w.connect}
      />
    ),
    children: (
      <ShortList
        title={w.fleet[language]}
        columns={fleetColumns(asking, organisationId)}
        rows={cards.items}
        empty={w.noFleetCards[language]}
      />
    ),
  })
}

type FleetCardView = z.infer<typeof FleetCard>

function fleetColumns(asking: Asking, organisationId: string) {
  const { language } = asking
  const { text, deeds } = columnsIn<FleetCardView>(language)
  return [
    text('idTag', w.card, ({ idTag, label }) => `${maskedCard(idTag)} ${label ?? ''}`),
    text('rider', w.rider, ({ rider }) => rider?.name ?? none),
    text('mayCharge', w.mayCharge, ({ mayCharge }) => (
      <Mark colour={mayCharge ? 'green' : 'amber'} text={(mayCharge ? w.yes : w.no)[language]} />
    )),
    text('limits', w.limits, ({ limits }) =>
      limits.length === 0
        ? w.noLimit[language]
        : limits
            .map(
              ({ per, unit, amount }) =>
                `${unit === 'idr' ? rupiah(amount, language) : kwh(amount, language)} / ${per}`,
            )
            .join(', '),
    ),
    text(
      'used',
      w.usedMonth,
      ({ used }) => `${rupiah(used.monthIdr, language)}, ${kwh(used.monthWh, language)}`,
    ),
    deeds(w.deeds, ({ idTag, blocked }) => (
      <>
        <DeedLink
          asking={asking}
          form="/console/fleets/:organisationId/cards/:idTag/limits"
          names={{ organisationId, idTag }}
          text={w.setLimits}
        />
        <DeedLink
          asking={asking}
          form="/console/fleets/:organisationId/cards/:idTag/rider"
          names={{ organisationId, idTag }}
          text={w.setRider}
        />
        <DeedLink
          asking={asking}
          form={
            blocked
              ? '/console/fleets/:organisationId/cards/:idTag/unblock'
              : '/console/fleets/:organisationId/cards/:idTag/block'
          }
          names={{ organisationId, idTag }}
          text={blocked ? w.unblock : w.block}
        />
      </>
    )),
  ]
}
