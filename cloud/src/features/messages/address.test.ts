import { expect, test } from 'vitest'
import { hashAddress, maskAddress, parseAddress } from './address.ts'

test.each([
  ['whatsapp', '0812-3456-7890', '+6281234567890', '+62812…890'],
  ['telegram', ' 123456789 ', '123456789', '…6789'],
  ['telegram', '12', '12', '…2'],
  ['email', ' Budi@Mail.Example ', 'budi@mail.example', 'b…@mail.example'],
] as const)('%s %s', (channel, text, address, masked) => {
  const parsed = parseAddress(channel, text)
  expect(parsed).toEqual({ kind: 'address', address: { channel, address } })
  expect(maskAddress({ channel, address })).toBe(masked)
})

test.each([
  ['whatsapp', '12'],
  ['telegram', '-100123'],
  ['telegram', '0'],
  ['telegram', '@someone'],
  ['email', 'budi'],
  ['email', 'budi@localhost'],
  ['email', 'a@b.id\r\nBcc: c@d.id'],
  ['email', 'a@b.id, c@d.id'],
  ['email', '<a@b.id>'],
  ['email', `${'a'.repeat(65)}@b.id`],
] as const)('%s does not take %j', (channel, text) => {
  expect(parseAddress(channel, text)).toMatchObject({ kind: 'invalid', message: expect.any(String) })
})

test('the same text on two channels is two addresses, and another secret gives another hash', () => {
  const secret = 'x'.repeat(32)
  const hash = hashAddress({ channel: 'telegram', address: '123' }, secret)
  expect(hashAddress({ channel: 'telegram', address: '123' }, secret)).toBe(hash)
  expect(hashAddress({ channel: 'whatsapp', address: '123' }, secret)).not.toBe(hash)
  expect(hashAddress({ channel: 'telegram', address: '123' }, 'y'.repeat(32))).not.toBe(hash)
})
