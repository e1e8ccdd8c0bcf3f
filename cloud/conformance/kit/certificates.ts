import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Confirmation } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import { newSigningRequest } from '../../src/testing/signing-request.ts'
import type { Bench } from './conformance-case.ts'
import type { Outcome } from './operator.ts'
import { answered } from './states.ts'

/** What a charge point shows to prove who it is, both PEM. */
export interface Credential {
  readonly cert: string
  readonly key: string
}

/** The root that the network's own certificates are signed by, PEM. */
export async function rootCertificate({ operator }: Bench): Promise<string> {
  return (await operator.get<{ certificate: string }>('/certificates/root')).certificate
}

/**
 * The operator has the charge point ask for a certificate; the central system must sign what it asks for and send it.
 * Returns the certificate and its key when the API shows what became of it.
 */
export async function signed(
  bench: Bench,
  kind: 'rsa' | 'ecdsa',
  answer: Confirmation<'CertificateSigned'>['status'] = 'Accepted',
): Promise<Credential> {
  const { chargePoint, operator } = bench
  const trigger = { confirmation: { status: 'Accepted' }, outcome: 'accepted' } as const
  await answered(bench.chargePoint, 'ExtendedTriggerMessage', trigger, () =>
    operator.post<Outcome>('/certificates/renewals', { chargePointId: chargePoint.id }),
  )
  await chargePoint.expectCall('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
  chargePoint.answer('CertificateSigned', { status: answer })
  const { csr, keyPem } = await newSigningRequest(chargePoint.id, kind)
  const { status } = await chargePoint.call('SignCertificate', { csr })
  must(status === 'Accepted', `SignCertificate.conf: status is ${status}, wanted Accepted`)
  const { certificateChain } = await chargePoint.expectCall('CertificateSigned')
  await requireFitting(bench, { cert: certificateChain, key: keyPem })
  await settled(bench, certificateChain, answer)
  return { cert: certificateChain, key: keyPem }
}

/** The certificate is signed by the network's root, and is of the key that asked for it. */
async function requireFitting(bench: Bench, { cert, key }: Credential): Promise<void> {
  const certificate = new X509Certificate(cert)
  const root = new X509Certificate(await rootCertificate(bench))
  must(certificate.verify(root.publicKey), 'the certificate is not signed by the root of the network')
  must(
    certificate.checkPrivateKey(createPrivateKey(key)),
    'the certificate is not of the key that asked for it',
  )
  must(
    certificate.subject.split('\n').includes(`CN=${bench.chargePoint.id}`),
    `the certificate is for ${certificate.subject}`,
  )
}

/** The API shows what the charge point said to it. */
async function settled({ operator }: Bench, pem: string, answer: 'Accepted' | 'Rejected'): Promise<void> {
  const path = `/certificates?chargePointId=${operator.chargePointId}`
  await operator.until(`a certificate that the API shows as ${answer}`, async () => {
    const { items } = await operator.get<{ items: { certificate: string; state: string }[] }>(path)
    const shown = items.find(({ certificate }) => certificate.trim() === pem.trim())
    return shown?.state === answer.toLowerCase() ? true : undefined
  })
}
