import { expect, test } from 'vitest'
import { signDoku } from './signature.ts'

const request = { clientId: 'BRN-TEST', requestId: 'req-1', timestamp: '2020-10-21T03:38:28Z' }

test('a POST is signed with the digest of its body', () => {
  const body = '{"order":{"amount":20000,"invoice_number":"INV-1"},"payment":{"payment_due_date":60}}'
  expect(signDoku({ ...request, target: '/checkout/v1/payment', body }, 'SK-test')).toBe(
    'HMACSHA256=KyatSBG9oWWdY64VH+wnc3CZ3SR+Vs1yyXKT/Cr4fGw=',
  )
})

test('a GET is signed without one', () => {
  expect(signDoku({ ...request, target: '/orders/v1/status/INV-1', body: undefined }, 'SK-test')).toBe(
    'HMACSHA256=QoYv8tv4R0/dAqbwHZMN4br+5GRTC1Vk92+L5nsfe4U=',
  )
})
