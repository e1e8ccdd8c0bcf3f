import { expect, test } from 'vitest'
import { addressIn, isPublicAddress } from './public-address.ts'

test.for([
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.19.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::a00:1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'nonsense',
])('%s is no public address', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.for(['8.8.8.8', '172.32.0.1', '100.128.0.1', '203.0.114.1', '::ffff:8.8.8.8', '2404:6800:4003::1'])(
  '%s is one',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test('an address is recognised however it is written', () => {
  expect(addressIn('http://127.1/hook')).toBe('127.0.0.1')
  expect(addressIn('http://0x7f000001/')).toBe('127.0.0.1')
  expect(addressIn('http://2130706433/')).toBe('127.0.0.1')
  expect(addressIn('http://[::1]:8080/')).toBe('::1')
  expect(addressIn('https://erp.example/')).toBeUndefined()
})
