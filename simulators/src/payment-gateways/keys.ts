import { generateKeyPairSync } from 'node:crypto'

interface KeyPair {
  readonly privatePem: string
  readonly publicPem: string
}

/** The keys on both sides: the merchant's own, and each SNAP provider's for its calls to the merchant. */
export interface PaymentKeys {
  readonly merchant: KeyPair
  readonly doku: KeyPair
  readonly astrapay: KeyPair
}

/** RSA of 2,048 bits, as SNAP wants them. */
export function generatePaymentKeys(): PaymentKeys {
  return { merchant: keyPair(), doku: keyPair(), astrapay: keyPair() }
}

function keyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  }
}
