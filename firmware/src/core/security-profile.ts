import { z } from 'zod'

/** 0 no security · 1 password over TCP · 2 password over TLS · 3 certificates on both sides (whitepaper, edition 3, §2.1). */
const securityProfileSchema = z.literal([0, 1, 2, 3])
export type SecurityProfile = z.infer<typeof securityProfileSchema>

/** A slice to store: the profile that has been proven, and the higher one that is being tried. */
export const securityStandingSchema = z.strictObject({
  proven: securityProfileSchema,
  trial: securityProfileSchema.nullable(),
})
export type SecurityStanding = z.infer<typeof securityStandingSchema>

/** So many failed connections in a row end a trial: a central system that restarts does not. */
export const trialAttempts = 4

export interface Credentials {
  readonly password: boolean
  readonly centralSystemRoot: boolean
  readonly certificate: boolean
}

/**
 * ChangeConfiguration of SecurityProfile (whitepaper, edition 3, §3.5): only ever raised, and only to what there are
 * keys for. The next connection is made under the new profile.
 */
export function raiseSecurityProfile(
  { proven }: SecurityStanding,
  value: string,
  credentials: Credentials,
):
  | { readonly kind: 'raised'; readonly standing: SecurityStanding }
  | { readonly kind: 'refused'; readonly problem: string } {
  const wanted = securityProfileSchema.safeParse(/^[0-3]$/.test(value.trim()) ? Number(value) : undefined)
  if (!wanted.success) return { kind: 'refused', problem: 'one of 0, 1, 2 and 3 is wanted' }
  const profile = wanted.data
  if (profile < proven)
    return { kind: 'refused', problem: `the profile is ${proven}, and is only ever raised` }
  const missing = whatIsMissing(profile, credentials)
  if (missing !== undefined) return { kind: 'refused', problem: `profile ${profile} needs ${missing}` }
  return { kind: 'raised', standing: { proven, trial: profile === proven ? null : profile } }
}

/** The profile of the next connection. */
export function profileInForce({ proven, trial }: SecurityStanding): SecurityProfile {
  return trial ?? proven
}

/** A connection was made under the profile in force, and the central system has answered on it. */
export function connectionProven(standing: SecurityStanding): SecurityStanding {
  return standing.trial === null ? standing : { proven: standing.trial, trial: null }
}

/** So many connections in a row have failed; a trial that has failed often enough gives way to what is proven. */
export function connectionFailed(standing: SecurityStanding, failures: number): SecurityStanding {
  if (standing.trial === null || failures < trialAttempts) return standing
  return { ...standing, trial: null }
}

/** The central system's address under a profile: TLS from profile 2 on; below, what the configuration file says. */
export function addressUnder(profile: SecurityProfile, url: string): string {
  return profile >= 2 ? url.replace(/^ws:/i, 'wss:') : url
}

function whatIsMissing(profile: SecurityProfile, credentials: Credentials): string | undefined {
  if ((profile === 1 || profile === 2) && !credentials.password) return 'an AuthorizationKey'
  if (profile >= 2 && !credentials.centralSystemRoot) return 'an installed CentralSystemRootCertificate'
  return profile === 3 && !credentials.certificate ? 'a certificate of this charge point' : undefined
}
