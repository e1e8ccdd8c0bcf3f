import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'
import { siteIdOf } from '../sites/commands.ts'
import type { ChargerInput } from './schemas.ts'

export type SaveChargerResult =
  | { readonly kind: 'created' | 'changed' }
  | { readonly kind: 'unknownSite' }
  /** A charger that is new must have a password. */
  | { readonly kind: 'passwordMissing' }

/** Creates the charger, or changes what is given; without `password` an existing one keeps its own. */
export async function saveCharger(
  tx: Tx,
  services: Services,
  { charger, password }: { readonly charger: ChargerInput; readonly password: string | undefined },
): Promise<SaveChargerResult> {
  const { chargePointId, name, validation } = charger
  const siteId = await siteIdOf(tx, charger.site)
  if (siteId === undefined) return { kind: 'unknownSite' }
  const passwordHash = password === undefined ? undefined : hashSecret(password, services.settings.secret)
  const changes = {
    siteId,
    name,
    validation,
    ...(passwordHash !== undefined && { passwordHash }),
  }
  const known = await tx.query
    .updateTable('charger')
    .set(changes)
    .where('chargePointId', '=', chargePointId)
    .returning('id')
    .executeTakeFirst()
  if (known) {
    await saveConnectors(tx, known.id, charger.connectors)
    return { kind: 'changed' }
  }
  if (passwordHash === undefined) return { kind: 'passwordMissing' }
  const created = await tx.query
    .insertInto('charger')
    .values({
      chargePointId,
      createdAt: toIso(services.clock.wallMs()),
      ...changes,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await saveConnectors(tx, created.id, charger.connectors)
  return { kind: 'created' }
}

async function saveConnectors(
  tx: Tx,
  chargerId: number,
  connectors: ChargerInput['connectors'],
): Promise<void> {
  for (const { connectorId, voltageV, maxPowerW } of connectors) {
    await tx.query
      .insertInto('connector')
      .values({ chargerId, connectorId, voltageV, maxPowerW })
      .onConflict((conflict) =>
        conflict.columns(['chargerId', 'connectorId']).doUpdateSet({ voltageV, maxPowerW }),
      )
      .execute()
  }
}
