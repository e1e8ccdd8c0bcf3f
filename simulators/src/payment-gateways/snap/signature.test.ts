import { expect, test } from 'vitest'
import { minified, transactionSignature } from './signature.ts'

const body =
  '{"partnerReferenceNo":"ORD1234567890AB","amount":{"value":"10000.00","currency":"IDR"},"merchantId":"MERCHANT1"}'

const signed = (text: string) =>
  transactionSignature(
    {
      method: 'POST',
      path: '/snap-adapter/b2b/v1.0/qr/qr-mpm-generate',
      token: 'test-access-token',
      timestamp: '2021-01-08T09:57:39.000+07:00',
      body: text,
    },
    'test-client-secret',
  )

test('the published vector, of a body as it is and pretty-printed', () => {
  const signature = 'dPb44R7y98p5vrM8Wa7O1KHInPSV9FmwFYTkEBXIbPnSnbLlj6W+QErkDLZZsP8LZq3W8gsPJRG/03LpSJM4wQ=='
  expect(signed(body)).toBe(signature)
  expect(signed(JSON.stringify(JSON.parse(body), null, 2))).toBe(signature)
})

test('minifying keeps what stands in strings, and nothing else of white space', () => {
  expect(minified('{ "name" : "Toko  \\" Asep\\\\" ,\n "n": null }')).toBe(
    '{"name":"Toko  \\" Asep\\\\","n":null}',
  )
})
