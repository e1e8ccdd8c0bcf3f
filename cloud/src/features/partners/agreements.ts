import { businessDay, toIso } from '@colok/shared/time'
import { collide } from '../../core/agreement.ts'
import { startOfBusinessDay } from '../../core/business-day.ts'
import { first, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { agreementsAt } from './agreement-rows.ts'
import { shareGatewayFees } from './gateway-fees.ts'
import type { AgreementInput } from './schemas.ts'
import { shareSession } from './settled-sessions.ts'

/** Sessions that an agreement from an earlier day may still share; for more it is to start later. */
const mostCaughtUp = 5000

/** A place of a new agreement, found. */
interface Place {
  readonly siteId: string
  readonly timeZone: string
  readonly chargerId: number | null
  readonly holding: AgreementInput['places'][number]['holding']
}

/**
 * Writes down what was agreed on, for good. It takes the place of the one that it supersedes. Sessions since its first day
 * that nobody shares in are shared by it. Throws a Problem when there is no such partner, place or agreement, or when
 * another agreement holds for one of its places.
 */
export async function addAgreement(
  tx: Tx,
  services: Services,
  { agreement, actor }: { readonly agreement: AgreementInput; readonly actor: string },
): Promise<string> {
  const { startsOn, endsOn, supersedes, terms, note } = agreement
  const organisationId = await partnerIdOf(tx, agreement.organisation)
  const places: Place[] = []
  for (const place of agreement.places) places.push(await findPlace(tx, place))
  if (supersedes !== null) await endAgreement(tx, { id: supersedes, endsOn: startsOn })
  for (const [index, place] of places.entries())
    await refuseCollision(tx, { ...place, startsOn, endsOn }, agreement.places[index])
  const id = services.newId()
  const createdAt = toIso(services.clock.wallMs())
  await tx.query
    .insertInto('agreement')
    .values({
      ...{ id, organisationId, startsOn, endsOn, supersedes, note, createdAt },
      terms: JSON.stringify(terms),
      createdBy: actor,
    })
    .execute()
  for (const { siteId, chargerId, holding, timeZone } of places) {
    const place = { id: services.newId(), agreementId: id, siteId, chargerId, holding }
    await tx.query.insertInto('agreementPlace').values(place).execute()
    await letSee(tx, { organisationId, siteId, since: toIso(startOfBusinessDay(startsOn, timeZone)) })
  }
  await catchUp(tx, services, { places, startsOn })
  return id
}

/**
 * From this business day on it no longer holds. Throws a Problem when it is unknown, has an end already, or when something
 * was shared by it that day or later.
 */
export async function endAgreement(
  tx: Tx,
  { id, endsOn }: { readonly id: string; readonly endsOn: string },
): Promise<void> {
  const agreement = await first<{ startsOn: string; endsOn: string | null }>(
    tx,
    'select starts_on, ends_on from agreement where id = ?',
    [id],
  )
  if (agreement === undefined) throw new Problem('not-found', `There is no agreement ${id}.`)
  if (agreement.endsOn !== null)
    throw new Problem('conflict', `Agreement ${id} ends on ${agreement.endsOn} already.`)
  if (endsOn <= agreement.startsOn)
    throw new Problem('conflict', `Agreement ${id} starts on ${agreement.startsOn}: it ends after that day.`)
  const used = await first<{ day: string | null }>(
    tx,
    `select max(business_day) as day from partner_entry where agreement_id = ? and kind <> 'guarantee'`,
    [id],
  )
  const lastUsed = used?.day ?? ''
  if (lastUsed >= endsOn)
    throw new Problem(
      'conflict',
      `Agreement ${id} was used for ${lastUsed} already: it ends on a later day, and corrections are lines of their own.`,
    )
  await tx.run('update agreement set ends_on = ? where id = ?', [endsOn, id])
}

async function partnerIdOf(tx: Tx, slug: string): Promise<string> {
  const organisation = await first<{ id: string; kind: string }>(
    tx,
    'select id, kind from organisation where slug = ? and ended_at is null',
    [slug],
  )
  if (organisation === undefined) throw new Problem('not-found', `There is no organisation ${slug}.`)
  if (organisation.kind !== 'partner')
    throw new Problem('conflict', `${slug} is no partner: make an organisation of kind "partner".`)
  return organisation.id
}

async function findPlace(
  tx: Tx,
  { site, chargePointId, holding }: AgreementInput['places'][number],
): Promise<Place> {
  const found = await first<{ siteId: string; timeZone: string; chargerId: number | null }>(
    tx,
    `select site.id as site_id, time_zone, charger.id as charger_id
     from site left join charger on charger.site_id = site.id and charge_point_id = ? where slug = ?`,
    [chargePointId ?? '', site],
  )
  if (found === undefined) throw new Problem('invalid-request', `There is no site ${site}.`)
  if (chargePointId !== null && found.chargerId === null)
    throw new Problem('invalid-request', `No charger ${chargePointId} stands at ${site}.`)
  return { ...found, holding }
}

async function refuseCollision(
  tx: Tx,
  scope: Place & { readonly startsOn: string; readonly endsOn: string | null },
  named: AgreementInput['places'][number] | undefined,
): Promise<void> {
  const other = (await agreementsAt(tx, scope.siteId)).find((one) => collide(one, scope))
  if (other === undefined) return
  const place = named?.chargePointId ?? named?.site
  throw new Problem(
    'conflict',
    `Agreement ${other.id} holds for ${place} from ${other.startsOn}${other.endsOn === null ? '' : ` until ${other.endsOn}`}: end it, or supersede it.`,
  )
}

/** A partner sees what happens at the places of his agreements. */
async function letSee(
  tx: Tx,
  seen: { readonly organisationId: string; readonly siteId: string; readonly since: string },
): Promise<void> {
  const { organisationId, siteId, since } = seen
  await tx.run(
    `insert into organisation_site (organisation_id, site_id, since)
     select ?, ?, ? where not exists (
       select 1 from organisation_site where organisation_id = ? and site_id = ? and since <= ? and until is null)
     on conflict do nothing`,
    [organisationId, siteId, since, organisationId, siteId, since],
  )
}

/** Shares what was settled since an agreement's first day, before anybody wrote it down. */
async function catchUp(
  tx: Tx,
  services: Services,
  { places, startsOn }: { readonly places: readonly Place[]; readonly startsOn: string },
): Promise<void> {
  for (const { siteId, chargerId, timeZone } of places) {
    if (businessDay(services.clock.wallMs(), timeZone) < startsOn) continue
    const sessions = await tx.all<{ id: string; paymentId: string | null }>(
      `select session.id, payment_id from session join charger on charger.id = session.charger_id
       join settled_session on settled_session.session_id = session.id
       left join paid_session on paid_session.session_id = session.id
       where site_id = ? and (charger.id = ? or ? = 0) and business_day >= ?
         and not exists (select 1 from partner_entry where partner_entry.session_id = session.id)
       order by transaction_id limit ?`,
      [siteId, chargerId ?? 0, chargerId ?? 0, startsOn, mostCaughtUp + 1],
    )
    if (sessions.length > mostCaughtUp)
      throw new Problem('conflict', `More than ${mostCaughtUp} sessions were settled since: start it later.`)
    for (const { id } of sessions) await shareSession(tx, services, id)
    for (const { paymentId } of sessions)
      if (paymentId !== null) await shareGatewayFees(tx, services, paymentId)
  }
}
