import 'reflect-metadata'
import { KeyObject } from 'node:crypto'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'

const algorithms = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
  weakRsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 1024,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
} as const

/** A charger's new key and its certificate signing request, both PEM. */
export async function newSigningRequest(
  commonName: string,
  kind: keyof typeof algorithms = 'ecdsa',
): Promise<{ csr: string; keyPem: string }> {
  const algorithm = algorithms[kind]
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=${commonName}, O=Colok`,
    keys,
    signingAlgorithm: algorithm,
  })
  const keyPem = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString()
  return { csr: request.toString('pem'), keyPem }
}
