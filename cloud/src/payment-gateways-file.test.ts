import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from './config.ts'
import { paymentGatewaysFrom } from './payment-gateways-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-gateways-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const world = {
  fetch,
  clock: new VirtualClock(),
  random: () => 0.5,
  publicUrl: 'http://colok.example',
  secret: 's'.repeat(32),
}
const gatewaysOf = (settings: unknown) => {
  const file = join(folder, 'gateways.json')
  writeFileSync(file, JSON.stringify(settings))
  return paymentGatewaysFrom(file)(world).map(({ name }) => name)
}
const problemsOf = (settings: unknown) => {
  try {
    return gatewaysOf(settings)
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)]
  }
}

test('the providers that have an account are there, and none is there without one', () => {
  expect(gatewaysOf({})).toEqual([])
  expect(gatewaysOf({ midtrans: { serverKey: 'SB-Mid-server-test' } })).toEqual(['midtrans'])
})

test('every problem is named with its place, and a key that is no key too', () => {
  expect(problemsOf({ midtrans: {}, astrapay: { clientId: 'x' } })).toEqual(
    expect.arrayContaining([
      expect.stringContaining('gateways.json: astrapay.clientSecret: '),
      expect.stringContaining('gateways.json: midtrans.serverKey: '),
    ]),
  )
  const doku = {
    clientId: 'BRN',
    secretKey: 'SK',
    privateKeyPem: '-----BEGIN PRIVATE KEY-----\nnone\n-----END PRIVATE KEY-----',
    merchantId: 'M',
    terminalId: 'A01',
  }
  expect(problemsOf({ doku })).toEqual([expect.stringContaining('gateways.json: ')])
})
