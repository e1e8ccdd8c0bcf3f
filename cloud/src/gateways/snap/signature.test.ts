import { createSign, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  isSignedByKey,
  isTokenRequestSigned,
  isTransactionSigned,
  sha256Hex,
  signTokenRequest,
  signTransaction,
} from './signature.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

const body =
  '{"partnerReferenceNo":"ORD1234567890AB","amount":{"value":"10000.00","currency":"IDR"},"merchantId":"MERCHANT1"}'
const call: Parameters<typeof signTransaction>[0] = {
  method: 'POST',
  path: '/snap-adapter/b2b/v1.0/qr/qr-mpm-generate',
  token: 'test-access-token',
  timestamp: '2021-01-08T09:57:39.000+07:00',
  body,
}
const signature = 'dPb44R7y98p5vrM8Wa7O1KHInPSV9FmwFYTkEBXIbPnSnbLlj6W+QErkDLZZsP8LZq3W8gsPJRG/03LpSJM4wQ=='

test('the published vector of a transaction’s signature', () => {
  expect(sha256Hex(body)).toBe('a3eee65799bec6eac2a958da599d03de04786bf846bc970a5079a0b9ad40b9d7')
  expect(signTransaction(call, 'test-client-secret')).toBe(signature)
})

test('a transaction’s signature holds for its own bytes, path, token and time alone', () => {
  const isSigned = (changed: Partial<typeof call>, by = signature) =>
    isTransactionSigned({ ...call, ...changed, signature: by }, 'test-client-secret')
  expect(isSigned({})).toBe(true)
  expect(isSigned({ body: new TextEncoder().encode(body) })).toBe(true)
  expect(isSigned({ body: body.replace('10000.00', '10001.00') })).toBe(false)
  expect(isSigned({ body: ` ${body}` })).toBe(false)
  expect(isSigned({ path: '/snap-adapter/b2b/v1.0/qr/qr-mpm-refund' })).toBe(false)
  expect(isSigned({ token: '' })).toBe(false)
  expect(isSigned({ timestamp: '2021-01-08T09:57:40.000+07:00' })).toBe(false)
  // base64 tells cases apart; a signature in other cases is another one.
  expect(isSigned({}, signature.toLowerCase())).toBe(false)
  expect(isSigned({}, '')).toBe(false)
})

test('a request for a token is signed by our key over client and time', () => {
  const request = { clientId: 'BRN-1', timestamp: '2026-11-22T20:00:00+07:00' }
  const signed = signTokenRequest(request.clientId, request.timestamp, privateKey)
  expect(isTokenRequestSigned({ ...request, signature: signed }, publicKey)).toBe(true)
  expect(isTokenRequestSigned({ ...request, clientId: 'BRN-2', signature: signed }, publicKey)).toBe(false)
  expect(isTokenRequestSigned({ ...request, signature: 'bm90IG9uZQ==' }, publicKey)).toBe(false)
})

test('the scheme without a token takes the provider’s key', () => {
  const timestamp = call.timestamp
  const text = `POST:${call.path}:${sha256Hex(body)}:${timestamp}`
  const signed = createSign('RSA-SHA256').update(text).sign(privateKey, 'base64')
  const by = (key: typeof publicKey, changed: { body?: string; timestamp?: string } = {}) =>
    isSignedByKey({ method: 'POST', path: call.path, timestamp, body, signature: signed, ...changed }, key)
  expect(by(publicKey)).toBe(true)
  expect(by(publicKey, { body: body.replace('10000', '99999') })).toBe(false)
  expect(by(publicKey, { timestamp: '2021-01-08T09:57:40.000+07:00' })).toBe(false)
  expect(by(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)).toBe(false)
})
