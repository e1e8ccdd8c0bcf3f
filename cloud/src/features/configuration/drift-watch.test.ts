import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'

const minute = 60_000
const hour = 60 * minute

let system: VirtualCloud
let charger: VirtualCharger
let told: { type: string; data: object }[]
let heartbeatInterval: string | undefined
beforeEach(async () => {
  told = []
  heartbeatInterval = '300'
  const receiver = async (_url: unknown, init: RequestInit = {}) => {
    told.push(JSON.parse(String(init.body)))
    return new Response(null, { status: 204 })
  }
  system = await startVirtualCloud({ fetch: receiver as typeof fetch })
  charger = await connectVirtualCharger(system)
  charger.answerWith((action) => {
    if (action !== 'GetConfiguration') return { status: 'Accepted' }
    return heartbeatInterval === undefined
      ? undefined
      : { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: heartbeatInterval }] }
  })
  await system.api('/webhooks', {
    method: 'POST',
    body: { url: 'https://erp.example/', types: ['charger.configurationDrift'] },
  })
  await system.api('/configuration-templates/field', {
    method: 'PUT',
    body: { name: 'Field', keys: { HeartbeatInterval: '300' } },
  })
})
afterEach(() => system.stop())

const treat = () =>
  system.api('/models/Maker/Two', {
    method: 'PUT',
    body: { validation: 'strict', configurationTemplate: 'field' },
  })
const boot = () => charger.call('BootNotification', { chargePointVendor: 'Maker', chargePointModel: 'Two' })
/** Lets time pass while the charger stays in touch. */
const pass = async (ms: number) => {
  for (let passed = 0; passed < ms; passed += 4 * minute) {
    await charger.call('Heartbeat', {})
    await system.clock.advance(4 * minute)
  }
}
/** The calendar goes on by a day, and the jobs have their turn. */
const nextDay = async () => {
  system.clock.setWall(system.clock.wallMs() + 24 * hour)
  await pass(64 * minute)
}
const readings = () => charger.asked.filter(([action]) => action === 'GetConfiguration').length
const drifted = async () => (await system.api<{ items: object[] }>('/configuration-drift')).body.items

test('a charger with a template is read once a day and after each boot, one without is left alone', async () => {
  await boot()
  await pass(hour)
  expect(readings()).toBe(0)
  await treat()
  await pass(hour)
  expect(readings()).toBe(1)
  await pass(2 * hour)
  expect(readings()).toBe(1)
  await nextDay()
  expect(readings()).toBe(2)
  await boot()
  await pass(64 * minute)
  expect(readings()).toBe(3)
  expect([await drifted(), told]).toEqual([[], []])
})

test('what has come to differ is listed, and told once', async () => {
  await treat()
  await boot()
  await pass(hour)
  heartbeatInterval = '900'
  await nextDay()
  const drift = [{ key: 'HeartbeatInterval', wanted: '300', actual: '900', state: 'different' }]
  expect(await drifted()).toMatchObject([{ chargePointId: 'CLK-0001', template: 'field', drift }])
  await nextDay()
  expect(told).toMatchObject([
    { type: 'charger.configurationDrift', chargePointId: 'CLK-0001', data: { template: 'field', drift } },
  ])
  heartbeatInterval = '300'
  await nextDay()
  expect(await drifted()).toEqual([])
})

test('a charger that does not answer is not asked again and again', async () => {
  await treat()
  heartbeatInterval = undefined
  await boot()
  await pass(3 * hour)
  expect(readings()).toBeGreaterThanOrEqual(2)
  expect(readings()).toBeLessThanOrEqual(4)
})
