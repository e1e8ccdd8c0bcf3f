import type { X509Certificate } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'
import type { SecurityEventType } from '../core/security-events.ts'
import type { Identity } from './key-store.ts'

/**
 * The suites of the security whitepaper (edition 3, §2.2), those with forward secrecy first, and the same with a key of
 * RSA; TLS 1.3 brings its own.
 */
const ciphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
].join(':')

/**
 * How to speak TLS to the central system: 1.2 or later, its certificate and name checked against the roots that were
 * installed, or, while none was, against those that Node brings; and with our own certificate in security profile 3.
 */
export function tlsOptions({
  roots,
  identity,
}: {
  readonly roots: readonly X509Certificate[]
  readonly identity: Identity | undefined
}): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    ciphers: `${ciphers}:TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256`,
    rejectUnauthorized: true,
    ...(roots.length === 0 ? {} : { ca: roots.map((root) => root.toString()) }),
    ...(identity === undefined ? {} : { cert: identity.chainPem, key: identity.keyPem }),
  }
}

/** The security event that a failed handshake is; `undefined` when the failure says nothing about security. */
export function handshakeEvent(error: unknown): SecurityEventType | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (versionErrors.has(code)) return 'InvalidTLSVersion'
  if (suiteErrors.has(code)) return 'InvalidTLSCipherSuite'
  return certificateErrors.has(code) ? 'InvalidCentralSystemCertificate' : undefined
}

// Node's own codes for what OpenSSL says of a peer's certificate, and of its name.
const certificateErrors: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])
const versionErrors: ReadonlySet<string> = new Set([
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_WRONG_SSL_VERSION',
])
const suiteErrors: ReadonlySet<string> = new Set([
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_NO_SHARED_CIPHER',
  'ERR_SSL_WRONG_CIPHER_RETURNED',
])
