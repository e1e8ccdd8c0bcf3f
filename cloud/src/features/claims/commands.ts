import { randomInt } from 'node:crypto'
import type { ClaimAnswer, ClaimRequest } from '@colok/shared/provisioning'
import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret, newChargerPassword } from '../access/secrets.ts'
import { recordActivity } from '../activity/commands.ts'
import { priceAt } from '../tariffs/prices.ts'

/** Crockford's base 32: 12 of them are 60 bits, which nobody guesses over a network. */
const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLength = 12

/** From the desk to the post in the field, with a public holiday in between. */
const validForMs = 14 * 24 * 3_600_000

export interface NewClaimCode {
  readonly claimCode: string
  readonly expiresAt: string
}

/** Makes a code for a charger; one that was made before, and not used, is no longer good. Undefined: no such charger. */
export async function createClaimCode(
  services: Services,
  { chargePointId, createdBy }: { readonly chargePointId: string; readonly createdBy: string },
): Promise<NewClaimCode | undefined> {
  const claimCode = Array.from({ length: codeLength }, () => symbols[randomInt(symbols.length)]).join('')
  const now = services.clock.wallMs()
  const expiresAt = toIso(now + validForMs)
  const inserted = await services.writer.write(async (tx) => {
    await tx.run(
      `delete from claim_code where used_at is null
         and charger_id = (select id from charger where charge_point_id = ?)`,
      [chargePointId],
    )
    return tx.run(
      `insert into claim_code (code_hash, charger_id, created_by, created_at, expires_at)
       select ?, id, ?, ?, ? from charger where charge_point_id = ?`,
      [hashSecret(claimCode, services.settings.secret), createdBy, toIso(now), expiresAt, chargePointId],
    )
  })
  return inserted > 0 ? { claimCode, expiresAt } : undefined
}

export type ClaimResult =
  | { readonly kind: 'claimed'; readonly answer: ClaimAnswer }
  | { readonly kind: 'unknown' | 'used' | 'expired' }

interface KnownCode {
  readonly chargerId: number
  readonly chargePointId: string
  readonly siteId: string
  readonly timeZone: string
  readonly expiresAt: string
  readonly usedAt: string | null
  readonly serialNumber: string | null
  readonly connectedAt: string | null
}

/**
 * Makes the charger that knows the code this one: it gets a new password, and whatever had the old one is out. A code is
 * good once; the same charger may repeat it until it has first connected, since the answer may have been lost.
 */
export async function claim(
  services: Services,
  { claimCode, serialNumber }: ClaimRequest,
): Promise<ClaimResult> {
  const codeHash = hashSecret(claimCode, services.settings.secret)
  const now = toIso(services.clock.wallMs())
  const password = newChargerPassword()
  const result = await services.writer.write(async (tx) => {
    const code = await find(tx, codeHash)
    if (code === undefined) return { kind: 'unknown' as const }
    if (code.usedAt !== null && !isRepeated(code, serialNumber)) return { kind: 'used' as const }
    if (code.expiresAt <= now) return { kind: 'expired' as const }
    await tx.run(
      'update claim_code set used_at = coalesce(used_at, ?), serial_number = ? where code_hash = ?',
      [now, serialNumber, codeHash],
    )
    await tx.run(
      'update charger set password_hash = ?, next_password_hash = null, serial_number = ? where id = ?',
      [hashSecret(password, services.settings.secret), serialNumber, code.chargerId],
    )
    await recordActivity(tx, services, {
      actor: `charger ${serialNumber}`,
      action: 'charger.claimed',
      subject: `charger:${code.chargePointId}`,
      detail: { serialNumber },
    })
    const tariff = await priceAt(tx, { siteId: code.siteId, at: now })
    return { kind: 'claimed' as const, code, tariff }
  })
  if (result.kind !== 'claimed') return result
  const { code, tariff } = result
  services.changes.changed(code.chargePointId)
  return {
    kind: 'claimed',
    answer: {
      chargePointId: code.chargePointId,
      csmsUrl: centralSystemUrl(services),
      password,
      timeZone: code.timeZone,
      ...(tariff && { priceIdrPerKwh: tariff.priceIdrPerKwh }),
    },
  }
}

/** Where chargers connect to; each puts its own id behind it. */
export const centralSystemUrl = ({ settings }: Pick<Services, 'settings'>): string =>
  `${settings.publicUrl.replace(/^http/, 'ws')}/ocpp`

function isRepeated(code: KnownCode, serialNumber: string): boolean {
  const hasConnectedSince =
    code.connectedAt !== null && code.usedAt !== null && code.connectedAt >= code.usedAt
  return code.serialNumber === serialNumber && !hasConnectedSince
}

const find = (tx: Tx, codeHash: string): Promise<KnownCode | undefined> =>
  first(
    tx,
    `select charger_id, charge_point_id, site_id, time_zone, expires_at, used_at, claim_code.serial_number,
       connected_at
     from claim_code join charger on charger.id = charger_id join site on site.id = site_id where code_hash = ?`,
    [codeHash],
  )
