import { toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordEvent } from '../chargers/commands.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { certificateAuthority } from './root.ts'
import { type JudgedRequest, judgeSigningRequest } from './signing-request.ts'

/**
 * Answers SignCertificate (security whitepaper A02). The request is judged at once; the certificate follows by
 * CertificateSigned when this answer is on its way.
 */
export async function receiveSigningRequest(
  services: Services,
  charger: ChargerIdentity,
  csr: string,
): Promise<'Accepted' | 'Rejected'> {
  const judged = await judgeSigningRequest(csr, await namesOf(services, charger))
  const detail = judged.kind === 'sound' ? { csr } : { csr, refused: judged.why }
  await recordEvent(services, charger, { kind: 'SignCertificate', detail })
  if (judged.kind === 'refused') {
    services.log.warn(
      { chargePointId: charger.chargePointId, why: judged.why },
      'a signing request was refused',
    )
    return 'Rejected'
  }
  services.clock.after(0, () => {
    deliverCertificate(services, charger, judged).catch((error: unknown) =>
      services.log.error({ error, chargePointId: charger.chargePointId }, 'a certificate was not delivered'),
    )
  })
  return 'Accepted'
}

/** The names that a charger's certificate may bear: its serial number, and its id. */
async function namesOf(services: Services, charger: ChargerIdentity): Promise<string[]> {
  const row = await first<{ serialNumber: string | null }>(
    services.read,
    'select serial_number from charger where id = ?',
    [charger.id],
  )
  return [charger.chargePointId, ...(row?.serialNumber ? [row.serialNumber] : [])]
}

/** Signs it, stores it, sends it, and keeps what the charger said. */
async function deliverCertificate(
  services: Services,
  charger: ChargerIdentity,
  { request }: Extract<JudgedRequest, { kind: 'sound' }>,
): Promise<void> {
  const now = services.clock.wallMs()
  const authority = await certificateAuthority(services)
  const issued = await authority.issueForCharger({
    subject: request.subject,
    publicKey: request.publicKey,
    now,
  })
  const { serialNumber, pem, notAfter } = issued
  await services.writer.write((tx) =>
    tx.run(
      `insert into charger_certificate (serial_number, charger_id, certificate, state, issued_at, expires_at)
       values (?, ?, ?, 'issued', ?, ?)`,
      [serialNumber, charger.id, pem, toIso(now), toIso(notAfter)],
    ),
  )
  const outcome = await commandCharger(services, charger.chargePointId, 'CertificateSigned', {
    certificateChain: pem,
  })
  const state = stateAfter(outcome)
  await services.writer.write((tx) =>
    tx.run("update charger_certificate set state = ? where serial_number = ? and state = 'issued'", [
      state,
      serialNumber,
    ]),
  )
  services.changes.changed(charger.chargePointId)
}

/** One that was not answered may be in use: it stays good until it is revoked or expires. */
function stateAfter({ outcome }: CommandOutcome): 'accepted' | 'rejected' | 'issued' {
  if (outcome === 'accepted') return 'accepted'
  return outcome === 'noAnswer' ? 'issued' : 'rejected'
}

/** Asks a charger for the request of a new certificate. */
export async function askForRenewal(services: Services, chargePointId: string): Promise<CommandOutcome> {
  await services.writer.write((tx) =>
    tx.run(
      `update charger_certificate set renewal_asked_at = ?
       where charger_id = (select id from charger where charge_point_id = ?)`,
      [toIso(services.clock.wallMs()), chargePointId],
    ),
  )
  return commandCharger(services, chargePointId, 'ExtendedTriggerMessage', {
    requestedMessage: 'SignChargePointCertificate',
  })
}

/** From now on it opens no connection. False when there is no such certificate, or it is revoked already. */
export async function revokeCertificate(services: Services, serialNumber: string): Promise<boolean> {
  const revoked = await services.writer.write((tx) =>
    tx.run(
      "update charger_certificate set state = 'revoked' where serial_number = ? and state <> 'revoked'",
      [serialNumber],
    ),
  )
  return revoked > 0
}

/** Whether a certificate that TLS found sound is one that this charger may come with. */
export async function isOwnCertificate(
  services: Services,
  charger: ChargerIdentity,
  certificate: { readonly commonName: string | undefined; readonly serialNumber: string },
): Promise<boolean> {
  const names = await namesOf(services, charger)
  if (certificate.commonName === undefined || !names.includes(certificate.commonName)) return false
  const row = await first(
    services.read,
    "select 1 as found from charger_certificate where serial_number = ? and charger_id = ? and state <> 'revoked'",
    [certificate.serialNumber.toLowerCase(), charger.id],
  )
  return row !== undefined
}
