import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newPerson, type TestPerson, writeNow } from '../../testing/people.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { FleetCard } from './schemas.ts'

const company = 'company-1'
const idTag = '04F1EE7'
const second = 1000
const minute = 60 * second
const hour = 60 * minute

let system: VirtualCloud
let post: VirtualCharger
let rider: TestPerson
beforeAll(async () => {
  system = await startVirtualCloud()
  post = await connectVirtualCharger(system)
  rider = await newPerson(system, { name: 'Ketut', phone: '+6281234567892' })
  const now = new Date(system.clock.wallMs()).toISOString()
  await writeNow(system, async (tx) => {
    for (const [id, slug, kind] of [
      [company, 'hotel-ubud', 'company'],
      ['company-2', 'kurir-bali', 'company'],
      ['partner-1', 'sangeh', 'partner'],
    ] as const)
      await tx.run('insert into organisation (id, slug, name, kind, created_at) values (?, ?, ?, ?, ?)', [
        id,
        slug,
        slug,
        kind,
        now,
      ])
    await tx.run(
      "insert into organisation_member (organisation_id, user_id, role, since) values (?, ?, 'driver', ?)",
      [company, rider.id, now],
    )
  })
  const account = { name: 'Hotel Ubud', address: 'Jl. Raya 1, Ubud' }
  await put('/postpaid-accounts/hotel-ubud', account)
  await put(`/fleets/${company}/account`, { account: 'hotel-ubud' })
  await put(`/id-tags/${idTag}`, { status: 'Accepted', postpaidAccount: 'hotel-ubud' })
})
afterEach(async () => {
  await limit([])
  post.answerWith(() => ({ status: 'Accepted' }))
  post.asked.length = 0
})
afterAll(() => system.stop())

const put = (path: string, body: object) => system.api<FleetCard>(path, { method: 'PUT', body })
const limit = (limits: object[]) => put(`/fleets/${company}/cards/${idTag}/limits`, { limits })
const card = async () => {
  const { body } = await system.api<{ items: FleetCard[] }>(`/fleets/${company}/cards`)
  return body.items[0]
}
const tap = async () => {
  const [, , answer] = await post.call('Authorize', { idTag })
  return (answer as { idTagInfo: { status: string } }).idTagInfo.status
}
let meterWh = 0
const start = async () => {
  const request = { connectorId: 1, idTag, meterStart: meterWh, timestamp: at() }
  const [, , answer] = await post.call('StartTransaction', request)
  return answer as { transactionId: number; idTagInfo: { status: string } }
}
const stop = async (transactionId: number, energyWh: number) => {
  system.clock.setWall(system.clock.wallMs() + hour)
  meterWh += energyWh
  await post.call('StopTransaction', { transactionId, meterStop: meterWh, timestamp: at() })
}
const at = () => new Date(system.clock.wallMs()).toISOString()
const asked = (action: string) => post.asked.filter(([one]) => one === action).map(([, payload]) => payload)

test('what its cards charge stands on the company’s account and in its list', async () => {
  const { transactionId } = await start()
  await stop(transactionId, 1000)
  const { body } = await system.api(`/fleets/${company}/sessions`)
  expect(body).toMatchObject({ items: [{ idTag, amountIdr: 2466 }] })
  expect((await system.api('/postpaid-accounts/hotel-ubud')).body).toMatchObject({ owedIdr: 2466 })
})

test('a limit of the day is kept at the tap and at the start, and the next day the card charges again', async () => {
  system.clock.setWall(system.clock.wallMs() + 24 * hour)
  await limit([{ per: 'day', unit: 'idr', amount: 5000 }])
  const { transactionId } = await start()
  await system.clock.advance(10 * second)
  // Rp 5,000 at Rp 2,466.
  expect(asked('DataTransfer')).toMatchObject([{ messageId: 'SetSessionLimit' }])
  expect(JSON.parse((asked('DataTransfer')[0] as { data: string }).data)).toEqual({
    connectorId: 1,
    transactionId,
    limitWh: 2027,
  })
  expect(await card()).toMatchObject({ used: { dayIdr: 4999, dayWh: 2027 } })
  await stop(transactionId, 2027)
  expect(await card()).toMatchObject({ used: { dayIdr: 4999, monthIdr: 4999 + 2466 } })
  // One rupiah is left, which buys nothing.
  expect((await start()).idTagInfo.status).toBe('Blocked')
  await limit([{ per: 'day', unit: 'idr', amount: 4999 }])
  expect(await tap()).toBe('Blocked')
  system.clock.setWall(system.clock.wallMs() + 24 * hour)
  expect(await tap()).toBe('Accepted')
})

test('a charger that knows no limit is watched, and stopped ahead of it', async () => {
  post.answerWith((action) =>
    action === 'DataTransfer' ? { status: 'UnknownVendorId' } : { status: 'Accepted' },
  )
  await limit([{ per: 'session', unit: 'wh', amount: 500 }])
  const { transactionId } = await start()
  await system.clock.advance(12 * second)
  const reading = async (energyWh: number) => {
    system.clock.setWall(system.clock.wallMs() + 6 * minute)
    const sampledValue = [{ value: String(meterWh + energyWh) }]
    await post.call('MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [{ timestamp: at(), sampledValue }],
    })
    await system.clock.advance(10 * second)
  }
  await reading(100)
  expect(asked('RemoteStopTransaction')).toEqual([])
  await reading(490)
  expect(asked('RemoteStopTransaction')[0]).toEqual({ transactionId })
  await stop(transactionId, 498)
  const stops = asked('RemoteStopTransaction').length
  await system.clock.advance(minute)
  expect(asked('RemoteStopTransaction')).toHaveLength(stops)
})

test('a company blocks its card at once, and has only its own cards and riders', async () => {
  const path = `/fleets/${company}/cards/${idTag}`
  expect((await system.api(`${path}/block`, { method: 'POST' })).body).toMatchObject({
    blocked: true,
    mayCharge: false,
  })
  expect(await tap()).toBe('Blocked')
  expect((await system.api(`${path}/block`, { method: 'DELETE' })).body).toMatchObject({
    blocked: false,
    mayCharge: true,
  })
  expect(await tap()).toBe('Accepted')
  for (const others of ['company-2', 'partner-1'])
    expect((await system.api(`/fleets/${others}/cards/${idTag}/block`, { method: 'POST' })).status).toBe(404)
  expect((await put('/fleets/company-2/account', { account: 'hotel-ubud' })).status).toBe(409)
  expect((await put('/fleets/partner-1/account', { account: 'hotel-ubud' })).status).toBe(404)
  expect((await put(`/fleets/${company}/account`, { account: 'nobody' })).status).toBe(400)
  const stranger = await newPerson(system, { name: 'Nyoman', phone: '+6281234567893' })
  expect((await put(`${path}/rider`, { userId: stranger.id })).status).toBe(400)
  expect((await put(`${path}/rider`, { userId: rider.id })).body.rider).toEqual({
    id: rider.id,
    name: 'Ketut',
  })
  expect((await system.api(`/fleets/${company}/riders`)).body).toMatchObject({
    items: [{ name: 'Ketut', cards: [idTag] }],
  })
  system.clock.setWall(system.clock.wallMs() + second)
  expect((await put(`${path}/rider`, { userId: null })).body.rider).toBeNull()
  system.clock.setWall(system.clock.wallMs() + second)
  expect((await put(`${path}/rider`, { userId: rider.id })).body.rider).toEqual({
    id: rider.id,
    name: 'Ketut',
  })
})

test('limits that contradict each other are refused, and a card with limits is on no local list', async () => {
  const twice = [1, 2].map((amount) => ({ per: 'day', unit: 'wh', amount }))
  expect((await limit(twice)).status).toBe(400)
  const entries = async () => {
    await system.api('/chargers/CLK-0001/local-list/sync', { method: 'POST', body: {} })
    const { body } = await system.api<{ entries: { idTag: string }[] }>('/chargers/CLK-0001/local-list')
    return body.entries.map((entry) => entry.idTag)
  }
  post.answerWith((action) => {
    if (action === 'GetLocalListVersion') return { listVersion: 0 }
    return action === 'GetConfiguration' ? {} : { status: 'Accepted' }
  })
  expect(await entries()).toContain(idTag)
  expect((await limit([{ per: 'month', unit: 'wh', amount: 100_000 }])).body.limits).toHaveLength(1)
  expect(await entries()).not.toContain(idTag)
  expect(await tap()).toBe('Accepted')
  expect((await system.api('/activity?action=card.limited&limit=1')).body).toMatchObject({
    items: [{ before: { limits: [] }, after: { limits: [{ per: 'month' }] } }],
  })
})

test('a fleet manager reaches the own company’s cards and riders, and no other’s', async () => {
  const ask = async (organisationId: string) => {
    const key = await keyFor(system, 'fleetManager', organisationId)
    return async (path: string, method = 'GET', body?: object) => {
      const asked = system.cloud.app.request(`/api/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
      return (await system.whileAdvancing(Promise.resolve(asked))).status
    }
  }
  const own = await ask(company)
  const other = await ask('company-2')
  const limits = { limits: [{ per: 'day', unit: 'wh', amount: 1 }] }
  for (const [path, method, body] of [
    [`/fleets/${company}/cards`, 'GET'],
    [`/fleets/${company}/riders`, 'GET'],
    [`/fleets/${company}/sessions`, 'GET'],
    [`/fleets/${company}/cards/${idTag}/limits`, 'PUT', limits],
    [`/fleets/${company}/cards/${idTag}/rider`, 'PUT', { userId: null }],
    [`/fleets/${company}/cards/${idTag}/block`, 'POST'],
    [`/fleets/${company}/cards/${idTag}/block`, 'DELETE'],
  ] as const) {
    expect([path, await other(path, method, body)]).toEqual([path, 404])
    expect([path, (await own(path, method, body)) < 300]).toEqual([path, true])
  }
  // Its own address does not open somebody else's card.
  expect(await other(`/fleets/company-2/cards/${idTag}/limits`, 'PUT', limits)).toBe(404)
  expect(await own(`/fleets/${company}/account`, 'PUT', { account: 'hotel-ubud' })).toBe(403)
  expect(await own(`/drivers/${rider.id}`)).toBe(403)
})
