import 'reflect-metadata'
import { createPublicKey, type KeyObject } from 'node:crypto'
import { Pkcs10CertificateRequest } from '@peculiar/x509'

const smallestRsaBits = 2048
const curves: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

export type JudgedRequest =
  | { readonly kind: 'sound'; readonly request: Pkcs10CertificateRequest; readonly commonName: string }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Judges a certificate signing request of a charger: that it is signed by its own key, that the key is strong, and that
 * it asks for one of the names by which we know that charger (security whitepaper, edition 3, §4.1: its serial number).
 */
export async function judgeSigningRequest(pem: string, names: readonly string[]): Promise<JudgedRequest> {
  let request: Pkcs10CertificateRequest
  let isSigned: boolean
  let key: KeyObject
  try {
    request = new Pkcs10CertificateRequest(pem)
    isSigned = await request.verify()
    key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' })
  } catch {
    return refused('It is no PKCS #10 request in PEM.')
  }
  if (!isSigned) return refused('It is not signed by its own key.')
  const weakness = weaknessOf(key)
  if (weakness !== undefined) return refused(weakness)
  const [commonName] = request.subjectName.getField('CN')
  if (commonName === undefined || !names.includes(commonName))
    return refused(`It asks for ${commonName ?? 'no name'}; this charger is ${names.join(' or ')}.`)
  return { kind: 'sound', request, commonName }
}

function weaknessOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  if (asymmetricKeyType === 'rsa') {
    const bits = asymmetricKeyDetails?.modulusLength ?? 0
    return bits < smallestRsaBits ? `Its RSA key has ${bits} bits, fewer than ${smallestRsaBits}.` : undefined
  }
  if (asymmetricKeyType === 'ec' && curves.has(asymmetricKeyDetails?.namedCurve)) return undefined
  return 'Its key is neither RSA nor on one of the NIST curves.'
}

function refused(why: string): JudgedRequest {
  return { kind: 'refused', why }
}
