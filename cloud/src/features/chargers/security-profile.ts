import { toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { type CommandOutcome, commandCharger } from './commands-to-chargers.ts'

/** 0 nothing (development only), 1 Basic, 2 Basic over TLS, 3 TLS with certificates on both sides. */
export type SecurityProfile = 0 | 1 | 2 | 3

export type RaiseResult =
  | { readonly kind: 'told'; readonly command: CommandOutcome }
  | { readonly kind: 'unknownCharger' }
  | { readonly kind: 'cannot'; readonly why: string }

/**
 * Tells a charger to come by a higher security profile (whitepaper A05). Until it has, it may still come by the present
 * one: a charger whose new way does not work must be able to fall back. From then on nothing lower is let in.
 */
export async function raiseSecurityProfile(
  services: Services,
  chargePointId: string,
  profile: SecurityProfile,
): Promise<RaiseResult> {
  const charger = await first<{ id: number; securityProfile: number }>(
    services.read,
    'select id, security_profile from charger where charge_point_id = ?',
    [chargePointId],
  )
  if (charger === undefined) return { kind: 'unknownCharger' }
  const why = await whyNot(services, charger, profile)
  if (why !== undefined) return { kind: 'cannot', why }
  await setNextProfile(services, charger.id, profile)
  const command = await commandCharger(services, chargePointId, 'ChangeConfiguration', {
    key: 'SecurityProfile',
    value: String(profile),
  })
  const mayComeByIt = command.outcome === 'accepted' || command.outcome === 'noAnswer'
  if (!mayComeByIt) await setNextProfile(services, charger.id, null)
  return { kind: 'told', command }
}

async function whyNot(
  services: Services,
  charger: { readonly id: number; readonly securityProfile: number },
  profile: SecurityProfile,
): Promise<string | undefined> {
  if (profile <= charger.securityProfile)
    return `It has profile ${charger.securityProfile}; a profile is only ever raised.`
  if (!services.settings.servedProfiles.has(profile))
    return `No listener serves profile ${profile}; set ${profile === 3 ? 'mutualTlsPort' : 'tlsPort'}.`
  if (profile < 3) return undefined
  const certificate = await first(
    services.read,
    `select 1 as found from charger_certificate
     where charger_id = ? and state in ('accepted', 'issued') and expires_at > ?`,
    [charger.id, toIso(services.clock.wallMs())],
  )
  return certificate === undefined
    ? 'It has no certificate yet; ask for one by POST /api/v1/certificates/renewals.'
    : undefined
}

async function setNextProfile(
  services: Services,
  id: number,
  profile: SecurityProfile | null,
): Promise<void> {
  await services.writer.write((tx) =>
    tx.run('update charger set next_security_profile = ? where id = ?', [profile, id]),
  )
}

/** The charger has come by its new profile: nothing lower is let in from now on. */
export async function confirmNextProfile(
  services: Services,
  charger: { readonly id: number; readonly nextSecurityProfile: number | null },
): Promise<void> {
  await services.writer.write((tx) =>
    tx.run(
      `update charger set security_profile = next_security_profile, next_security_profile = null
       where id = ? and next_security_profile = ?`,
      [charger.id, charger.nextSecurityProfile],
    ),
  )
}
