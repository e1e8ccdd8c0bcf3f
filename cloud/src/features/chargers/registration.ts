import { toIso } from '@colok/shared/time'
import type { Registration } from '../../core/registration.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'
import { noteChange } from '../activity/ongoing.ts'
import { templateExists } from '../configuration/templates.ts'
import { siteIdOf } from '../sites/commands.ts'
import type { ChargerInput } from './schemas.ts'

export type SaveChargerResult =
  | { readonly kind: 'created' | 'changed' }
  | { readonly kind: 'unknownSite' | 'unknownTemplate' }
  /** A charger that is new must have a password. */
  | { readonly kind: 'passwordMissing' }
  /** What it has sold is its present site's: at another it goes by another name. */
  | { readonly kind: 'bound'; readonly site: string }

/** Creates the charger with this password, or changes what else is given; an existing one keeps its password. */
export async function saveCharger(
  tx: Tx,
  services: Services,
  { charger, password }: { readonly charger: ChargerInput; readonly password: string | undefined },
): Promise<SaveChargerResult> {
  const { chargePointId, name, validation: ownValidation, configurationTemplate } = charger
  const keepsLocalList = charger.keepsLocalList ? 1 : 0
  const siteId = await siteIdOf(tx, charger.site)
  if (siteId === undefined) return { kind: 'unknownSite' }
  if (configurationTemplate !== null && !(await templateExists(tx, configurationTemplate)))
    return { kind: 'unknownTemplate' }
  const bound = await siteBoundTo(tx, chargePointId, siteId)
  if (bound !== undefined) return { kind: 'bound', site: bound }
  const columns = { siteId, name, ownValidation, configurationTemplate, keepsLocalList }
  await noteChange(
    () =>
      tx.query
        .selectFrom('charger')
        .selectAll()
        .where('chargePointId', '=', chargePointId)
        .executeTakeFirst(),
    columns,
  )
  services.bells.note('chargers')
  const known = await tx.query
    .updateTable('charger')
    .set(columns)
    .where('chargePointId', '=', chargePointId)
    .returning('id')
    .executeTakeFirst()
  if (known) {
    await saveConnectors(tx, known.id, charger.connectors)
    return { kind: 'changed' }
  }
  if (password === undefined) return { kind: 'passwordMissing' }
  const passwordHash = hashSecret(password, services.settings.secret)
  const createdAt = toIso(services.clock.wallMs())
  const created = await tx.query
    .insertInto('charger')
    .values({
      chargePointId,
      siteId,
      name,
      ownValidation,
      configurationTemplate,
      keepsLocalList,
      passwordHash,
      createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await saveConnectors(tx, created.id, charger.connectors)
  return { kind: 'created' }
}

/**
 * The site that a charger may not leave for another. Sessions and payments are counted at their charger's site, so what one has
 * sold would become the other site's, in the books and before the eyes of its partners.
 */
async function siteBoundTo(tx: Tx, chargePointId: string, siteId: string): Promise<string | undefined> {
  const row = await first<{ slug: string }>(
    tx,
    `select slug from charger join site on site.id = charger.site_id
     where charge_point_id = ? and charger.site_id <> ?
       and (exists (select 1 from session where session.charger_id = charger.id)
         or exists (select 1 from payment where payment.charger_id = charger.id))`,
    [chargePointId, siteId],
  )
  return row?.slug
}

/** Decides whether a charger is served. False when there is no such charger. */
export async function setRegistration(
  services: Services,
  chargePointId: string,
  registration: Registration,
): Promise<boolean> {
  const changed = await services.writer.write(async (tx) => {
    await noteChange(
      () =>
        tx.query
          .selectFrom('charger')
          .select('registration')
          .where('chargePointId', '=', chargePointId)
          .executeTakeFirst(),
      { registration },
    )
    return tx.run('update charger set registration = ? where charge_point_id = ?', [
      registration,
      chargePointId,
    ])
  })
  if (changed === 0) return false
  await services.bus.refresh(chargePointId)
  services.changes.changed(chargePointId)
  // It hears of it with its next boot, which is an interval away, unless it is asked for one now.
  if (registration === 'Accepted')
    void services.bus.send(chargePointId, 'TriggerMessage', { requestedMessage: 'BootNotification' })
  return true
}

async function saveConnectors(
  tx: Tx,
  chargerId: number,
  connectors: ChargerInput['connectors'],
): Promise<void> {
  for (const { connectorId, sensesPlug, ...rating } of connectors) {
    const facts = { ...rating, sensesPlug: sensesPlug ? 1 : 0 }
    await tx.query
      .insertInto('connector')
      .values({ chargerId, connectorId, ...facts })
      .onConflict((conflict) => conflict.columns(['chargerId', 'connectorId']).doUpdateSet(facts))
      .execute()
  }
}
