import { z } from 'zod'

// How a new charger learns who it is: a technician types a claim code that an operator has issued, the charger posts it
// with its serial number to `{cloudUrl}/api/v1/claims`, and the answer is all that its configuration lacks.

export const claimPath = '/api/v1/claims'

/** Crockford's base 32 without the letters that are misread; 12 of them are 60 bits. */
const claimAlphabet = /^[0-9A-HJKMNP-TV-Z]{12}$/

/**
 * A claim code as a person types it, in its one spelling: `7k3m 9xpo-2q4t` is `7K3M9XP02Q4T`. `undefined` when it
 * cannot be one.
 */
export function readClaimCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return claimAlphabet.test(code) ? code : undefined
}

/** `7K3M-9XP0-2Q4T`, as it stands on paper and screens. */
export function formatClaimCode(code: string): string {
  return code.replace(/(....)(?=.)/g, '$1-')
}

export const ClaimRequest = z.strictObject({
  claimCode: z.string().regex(claimAlphabet, 'a claim code has 12 digits or letters, without I, L, O and U'),
  /** As the charger reports it at BootNotification. */
  serialNumber: z.string().min(1).max(25),
})
export type ClaimRequest = z.infer<typeof ClaimRequest>

/**
 * What a charger is told for a good code, once. What a newer cloud adds is ignored. A refusal is an RFC 9457 problem:
 * 404 no such code, 409 used already, 410 expired, 429 too many tries.
 */
export const ClaimAnswer = z.object({
  chargePointId: z
    .string()
    .min(1)
    .max(48)
    .regex(/^[\w.~-]+$/),
  csmsUrl: z.url({ protocol: /^wss?$/ }),
  /** The AuthorizationKey for Basic authentication; told here and never again. */
  password: z.string().min(16).max(40),
  timeZone: z.string().min(1).max(64).optional(),
  language: z.enum(['id', 'en']).optional(),
  priceIdrPerKwh: z.int().min(0).max(1_000_000).optional(),
  /** Shown with a fault. */
  helpline: z.string().max(20).optional(),
  /** OCPP configuration keys to begin with. */
  keys: z.record(z.string().max(50), z.string().max(500)).optional(),
})
export type ClaimAnswer = z.infer<typeof ClaimAnswer>
