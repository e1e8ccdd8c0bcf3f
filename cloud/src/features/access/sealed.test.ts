import { expect, test } from 'vitest'
import { seal, unseal } from './sealed.ts'

const secret = 's'.repeat(32)

test('what was sealed is read again, and never looks the same twice', () => {
  const one = seal('a private key', secret, 'webhook')
  expect(one).not.toContain('private')
  expect(seal('a private key', secret, 'webhook')).not.toBe(one)
  expect(unseal(one, secret, 'webhook')).toBe('a private key')
})

test('under another secret, for another purpose, or changed, it does not open', () => {
  const sealed = seal('a private key', secret, 'webhook')
  expect(() => unseal(sealed, 't'.repeat(32), 'webhook')).toThrow()
  expect(() => unseal(sealed, secret, 'certificate authority')).toThrow()
  const changed = Buffer.from(sealed, 'base64')
  changed[changed.length - 1]! ^= 1
  expect(() => unseal(changed.toString('base64'), secret, 'webhook')).toThrow()
})
