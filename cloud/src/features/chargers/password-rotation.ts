import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret, newChargerPassword } from '../access/secrets.ts'
import { type CommandOutcome, commandCharger } from './commands-to-chargers.ts'

/**
 * Gives a charger a new random password (its AuthorizationKey). From before the charger is told until it first signs in
 * with the new one, both are good: whether or not the answer gets through, the charger can come back. One that the charger
 * does not take leaves that of an earlier rotation good, with which it may not have signed in yet.
 */
export async function rotatePassword(services: Services, chargePointId: string): Promise<CommandOutcome> {
  const password = newChargerPassword()
  const hash = hashSecret(password, services.settings.secret)
  const before = await expectPassword(services, chargePointId, hash)
  const outcome = await commandCharger(services, chargePointId, 'ChangeConfiguration', {
    key: 'AuthorizationKey',
    value: password,
  })
  const mayHaveIt = outcome.outcome === 'accepted' || outcome.outcome === 'noAnswer'
  if (!mayHaveIt)
    await services.writer.write((tx) =>
      tx.run(
        'update charger set next_password_hash = ? where charge_point_id = ? and next_password_hash = ?',
        [before, chargePointId, hash],
      ),
    )
  return outcome
}

/** Which one took its place. */
async function expectPassword(
  services: Services,
  chargePointId: string,
  nextPasswordHash: string,
): Promise<string | null> {
  return services.writer.write(async (tx) => {
    const row = await first<{ nextPasswordHash: string | null }>(
      tx,
      'select next_password_hash from charger where charge_point_id = ?',
      [chargePointId],
    )
    await tx.run('update charger set next_password_hash = ? where charge_point_id = ?', [
      nextPasswordHash,
      chargePointId,
    ])
    return row?.nextPasswordHash ?? null
  })
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
