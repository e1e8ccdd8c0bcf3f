import { KeyObject, webcrypto } from 'node:crypto'
import type { Pkcs10CertificateRequestCreateParams } from '@peculiar/x509'
import { loadX509 } from './x509-library.ts'

/** EC P-256 is the default: its handshakes cost the charger and the central system a tenth of RSA's. */
export type KeyKind = 'ec-p256' | 'rsa-3072'

const algorithms = {
  'ec-p256': { generate: { name: 'ECDSA', namedCurve: 'P-256' }, sign: { name: 'ECDSA', hash: 'SHA-256' } },
  'rsa-3072': {
    generate: {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 3_072,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    sign: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  },
} as const

/** A certificate signing request (PKCS #10, PEM) and the key that it is for (PKCS #8, PEM). */
export interface SigningRequest {
  readonly csrPem: string
  readonly keyPem: string
}

/**
 * Makes a key and asks for its certificate. The subject is what the security whitepaper wants: the charge point as
 * common name, the operator of CpoName as organisation (edition 3, §2.4).
 */
export async function createSigningRequest({
  commonName,
  organisation,
  keyKind = 'ec-p256',
}: {
  readonly commonName: string
  readonly organisation: string
  readonly keyKind?: KeyKind
}): Promise<SigningRequest> {
  const { ExtendedKeyUsage, ExtendedKeyUsageExtension, Name, Pkcs10CertificateRequestGenerator } =
    await loadX509()
  const { generate, sign } = algorithms[keyKind]
  const keys = await webcrypto.subtle.generateKey(generate, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new TypeError(`${keyKind} is no pair of keys`)
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: new Name(subjectOf(commonName, organisation)).toString(),
    // The library names its keys by whichever declaration of Web Crypto is in scope: Node's here, the browser's elsewhere.
    keys: keys as Pkcs10CertificateRequestCreateParams['keys'],
    signingAlgorithm: sign,
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  })
  const keyPem = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString()
  return { csrPem: request.toString('pem'), keyPem }
}

/** In parts, since quotes, commas and backslashes have a meaning in its text (RFC 4514). */
function subjectOf(commonName: string, organisation: string) {
  const parts = [{ CN: [{ utf8String: commonName }] }]
  const operator = organisation === '' ? [] : [{ O: [{ utf8String: organisation }] }]
  return [...parts, ...operator]
}
