import { CaseFailure, must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench } from './bench.ts'
import { CertificateAuthority, readRequest } from './certificate-authority.ts'
import { booted, configure } from './states.ts'

/** Chargers that speak TLS, and how they come to it. */

/** What the charger knows when it leaves the factory: 16 to 20 characters. */
export const factoryPassword = 'factory-password-01'
const cpoName = 'Conformance CPO'

/** Security profile 1: a password over plain TCP. */
export async function bootedWithPassword(bench: Bench, password = factoryPassword): Promise<void> {
  const { central } = bench
  central.admits = (handshake) => handshake.password?.toString() === password
  await booted(bench, central.url({ password }))
}

/** Security profile 2, reached as an operator does: the root is installed, then the profile raised. */
export async function bootedWithTls(bench: Bench): Promise<CertificateAuthority> {
  const { central } = bench
  await bootedWithPassword(bench)
  const authority = await CertificateAuthority.create('Central system root')
  await installRoot(bench, authority)
  central.doorway.secure(await serverOptions(authority))
  await raiseProfile(bench, '2')
  return authority
}

/** Security profile 3: the charger has a certificate of its own too. */
export async function bootedWithClientCertificate(bench: Bench): Promise<CertificateAuthority> {
  const { central } = bench
  const authority = await bootedWithTls(bench)
  await configure(bench, { CpoName: cpoName })
  const certificateChain = (await authority.signRequest(await requestCertificate(bench))).toString('pem')
  await central.callFor('CertificateSigned', { certificateChain }, 'Accepted')
  central.admits = () => true
  central.doorway.secure({
    ...(await serverOptions(authority)),
    ca: authority.pem,
    requestCert: true,
    rejectUnauthorized: true,
  })
  await raiseProfile(bench, '3')
  return authority
}

export async function serverOptions(authority: CertificateAuthority): Promise<{ key: string; cert: string }> {
  const { keyPem, certificatePem } = await authority.issueServer()
  return { key: keyPem, cert: certificatePem }
}

async function installRoot({ central }: Bench, authority: CertificateAuthority): Promise<void> {
  await central.callFor(
    'InstallCertificate',
    { certificateType: 'CentralSystemRootCertificate', certificate: authority.pem },
    'Accepted',
  )
}

/** Has the charger ask for a certificate; answers with the request, in PEM. */
export async function requestCertificate({ central }: Bench): Promise<string> {
  await central.callFor(
    'ExtendedTriggerMessage',
    { requestedMessage: 'SignChargePointCertificate' },
    'Accepted',
  )
  const { request } = await central.expectCall('SignCertificate')
  const { subject } = readRequest(request.csr)
  must(subject.includes(`O=${cpoName}`), `the subject of the request, ${subject}, is without O=${cpoName}`)
  return request.csr
}

/** Raises SecurityProfile and waits for the charger to come back over TLS. */
async function raiseProfile(bench: Bench, value: '2' | '3'): Promise<void> {
  const { central } = bench
  const { status } = await central.call('ChangeConfiguration', { key: 'SecurityProfile', value })
  must(
    status === 'Accepted' || status === 'RebootRequired',
    `SecurityProfile ${value} was answered by ${status}`,
  )
  central.doorway.tlsOnly = true
  await resetIfConnected(bench)
  for (;;) {
    const handshake = await central.expectConnection()
    if (handshake.tls === undefined) continue
    await central.expectCall('BootNotification')
    // It may have changed over by itself first, and come a second time for the reset.
    central.skipToNow()
    return
  }
}

/** A charger that changes over by itself may have hung up before it reads that it is to reset. */
async function resetIfConnected({ central }: Bench): Promise<void> {
  try {
    await central.callFor('Reset', { type: 'Hard' }, 'Accepted')
  } catch (cause) {
    if (!(cause instanceof CaseFailure) || central.connected) throw cause
  }
}
