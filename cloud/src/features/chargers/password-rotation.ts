import type { Services } from '../../services.ts'
import { hashSecret, newChargerPassword } from '../access/secrets.ts'
import { type CommandOutcome, commandCharger } from './commands-to-chargers.ts'

/**
 * Gives a charger a new random password (its AuthorizationKey). From before the charger is told until it first signs in
 * with the new one, both are good: whether or not the answer gets through, the charger can come back.
 */
export async function rotatePassword(services: Services, chargePointId: string): Promise<CommandOutcome> {
  const password = newChargerPassword()
  await setNextPassword(services, chargePointId, hashSecret(password, services.settings.secret))
  const outcome = await commandCharger(services, chargePointId, 'ChangeConfiguration', {
    key: 'AuthorizationKey',
    value: password,
  })
  const mayHaveIt = outcome.outcome === 'accepted' || outcome.outcome === 'noAnswer'
  if (!mayHaveIt) await setNextPassword(services, chargePointId, null)
  return outcome
}

async function setNextPassword(
  services: Services,
  chargePointId: string,
  nextPasswordHash: string | null,
): Promise<void> {
  await services.writer.write((tx) =>
    tx.query
      .updateTable('charger')
      .set({ nextPasswordHash })
      .where('chargePointId', '=', chargePointId)
      .execute(),
  )
}

/** The charger has signed in with its new password: the old one is no longer good. */
export async function confirmNextPassword(
  services: Services,
  charger: { readonly id: number; readonly nextPasswordHash: string | null },
): Promise<void> {
  await services.writer.write((tx) =>
    tx.run(
      `update charger set password_hash = next_password_hash, next_password_hash = null
       where id = ? and next_password_hash = ?`,
      [charger.id, charger.nextPasswordHash],
    ),
  )
}
