import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { Session } from './schemas.ts'

const minute = 60_000
const hour = 60 * minute

let system: VirtualCloud
let charger: VirtualCharger
beforeEach(async () => {
  system = await startVirtualCloud()
  charger = await connectVirtualCharger(system)
})
afterEach(() => system.stop())

const now = () => new Date(system.clock.wallMs()).toISOString()
const start = async () => {
  const [, , answer] = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 5000,
    timestamp: now(),
  })
  return (answer as { transactionId: number }).transactionId
}
const reading = (transactionId: number, energyWh: number) =>
  charger.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: now(), sampledValue: [{ value: String(energyWh) }] }],
  })
const session = async () => {
  const { body } = await system.api<{ items: Session[] }>('/sessions')
  return body.items[0]
}
/** Jumps the calendar, then lets the job have its turn while the charger stays in touch. */
const pass = async (hours: number) => {
  system.clock.setWall(system.clock.wallMs() + hours * hour - 16 * minute)
  for (let passed = 0; passed < 16; passed += 4) {
    await charger.call('Heartbeat', {})
    await system.clock.advance(4 * minute)
  }
}

test('a session of which nothing is heard for two days is closed with its last reading, and not billed', async () => {
  const transactionId = await start()
  await pass(1)
  const lastReadAt = now()
  await reading(transactionId, 6250)
  await pass(47)
  expect(await session()).toMatchObject({ state: 'charging' })
  await pass(2)
  expect(await session()).toMatchObject({
    state: 'finished',
    stopSource: 'job',
    energyWh: 1250,
    stoppedAt: lastReadAt,
    suspectReasons: ['noStop'],
    bill: null,
  })
})

test('a session that still measures is left alone, however long it takes', async () => {
  const transactionId = await start()
  for (let day = 0; day < 4; day += 1) {
    await pass(24)
    await reading(transactionId, 5000 + day)
  }
  expect(await session()).toMatchObject({ state: 'charging' })
})

test('a session at a socket that is free again is closed after an hour', async () => {
  await start()
  await pass(0.3)
  await charger.call('StatusNotification', {
    connectorId: 1,
    status: 'Available',
    errorCode: 'NoError',
    timestamp: now(),
  })
  await pass(0.7)
  expect(await session()).toMatchObject({ state: 'charging' })
  await pass(0.7)
  expect(await session()).toMatchObject({ state: 'finished', stopSource: 'job' })
})

test('a stop that comes after all takes the place of the guess, and is billed', async () => {
  const transactionId = await start()
  await pass(1)
  const stoppedAt = now()
  await pass(50)
  expect(await session()).toMatchObject({ stopSource: 'job', energyWh: 0 })
  await charger.call('StopTransaction', { transactionId, meterStop: 6250, timestamp: stoppedAt })
  expect(await session()).toMatchObject({
    stopSource: 'charger',
    stoppedAt,
    energyWh: 1250,
    suspectReasons: [],
    amountIdr: 3083,
  })
})

test('once a person has decided, a late stop changes nothing and is shown', async () => {
  const transactionId = await start()
  await pass(51)
  const closed = await session()
  await system.api(`/sessions/${closed?.id}/resolution`, {
    method: 'POST',
    body: { decision: 'waive', note: 'The post was stolen.' },
  })
  await charger.call('StopTransaction', { transactionId, meterStop: 6250, timestamp: now() })
  expect(await session()).toMatchObject({ resolution: 'waived', amountIdr: 0 })
  const { body } = await system.api('/suspect-messages')
  expect(body).toMatchObject({ items: [{ reasons: ['contradictsStop'] }] })
})
