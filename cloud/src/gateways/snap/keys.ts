import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** Our key. Throws an Error that names the setting for what is no RSA key: SNAP signs with nothing else. */
export function rsaPrivateKey(pem: string, setting: string): KeyObject {
  return checked(() => createPrivateKey(pem), setting, 'no RSA private key (PKCS #8, PEM)')
}

/** A provider's key. Throws like `rsaPrivateKey`. */
export function rsaPublicKey(pem: string, setting: string): KeyObject {
  return checked(() => createPublicKey(pem), setting, 'no RSA public key (PEM)')
}

// What the parser says may quote the key, so it is left out.
function checked(parse: () => KeyObject, setting: string, problem: string): KeyObject {
  let key: KeyObject | undefined
  try {
    key = parse()
  } catch {
    key = undefined
  }
  if (key?.asymmetricKeyType !== 'rsa') throw new Error(`${setting} is ${problem}.`)
  return key
}
