import { afterEach, beforeEach, expect, test } from 'vitest'
import { newSigningRequest } from '../../testing/signing-request.ts'
import { connectVirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'

const hour = 3_600_000
const day = 24 * hour

let system: VirtualCloud
let told: string[]
beforeEach(async () => {
  told = []
  const receiver = async (_url: unknown, init: RequestInit = {}) => {
    told.push((JSON.parse(String(init.body)) as { type: string }).type)
    return new Response(null, { status: 204 })
  }
  system = await startVirtualCloud({ fetch: receiver as typeof fetch })
  await system.api('/webhooks', {
    method: 'POST',
    body: { url: 'https://erp.example/', types: ['charger.certificateExpiring'] },
  })
})
afterEach(() => system.stop())

test('a charger is asked for its next certificate once a day, from 45 days before the end on, and it is told', async () => {
  const charger = await connectVirtualCharger(system)
  const { csr } = await newSigningRequest('CLK-0001')
  await charger.call('SignCertificate', { csr })
  const signed = () => charger.asked.filter(([action]) => action === 'CertificateSigned').length
  // Signing is the machine's own work, which the virtual clock does not wait for.
  await expect
    .poll(async () => {
      await system.clock.advance(10)
      return signed()
    })
    .toBe(1)
  const asked = () =>
    charger.asked.filter(
      ([action, payload]) =>
        action === 'ExtendedTriggerMessage' &&
        (payload as { requestedMessage: string }).requestedMessage === 'SignChargePointCertificate',
    ).length

  const pass = async (hours: number) => {
    for (let passed = 0; passed < hours * 13; passed += 1) {
      await charger.call('Heartbeat', {})
      await system.clock.stride(hour / 13, hour / 13)
    }
  }

  system.clock.setWall(system.clock.wallMs() + (397 - 46) * day)
  await pass(2)
  expect(asked()).toBe(0)
  system.clock.setWall(system.clock.wallMs() + 2 * day)
  await pass(2)
  expect(asked()).toBe(1)
  await pass(24)
  expect(asked()).toBe(2)
  expect(told).toEqual(['charger.certificateExpiring', 'charger.certificateExpiring'])
})
