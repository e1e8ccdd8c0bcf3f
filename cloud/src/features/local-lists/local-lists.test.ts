import type { Request } from '@colok/shared/ocpp/registry'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'

/** A charger's own list, which does as OCPP 1.6 §5.15 says. */
class List {
  version = 0
  readonly cards = new Map<string, string>()
  readonly updates: string[] = []
  readonly maxInMessage: string
  refuseNext: string | undefined

  constructor(maxInMessage = '50') {
    this.maxInMessage = maxInMessage
  }

  answer = (action: string, payload: unknown): object => {
    if (action === 'GetLocalListVersion') return { listVersion: this.version }
    if (action === 'GetConfiguration')
      return {
        configurationKey: [{ key: 'SendLocalListMaxLength', readonly: true, value: this.maxInMessage }],
      }
    if (action !== 'SendLocalList') return { status: 'Accepted' }
    const update = payload as Request<'SendLocalList'>
    this.updates.push(update.updateType)
    if (this.refuseNext !== undefined) {
      const status = this.refuseNext
      this.refuseNext = undefined
      return { status }
    }
    if (update.updateType === 'Full') this.cards.clear()
    for (const { idTag, idTagInfo } of update.localAuthorizationList ?? []) {
      if (idTagInfo === undefined) this.cards.delete(idTag)
      else this.cards.set(idTag, idTagInfo.status)
    }
    this.version = update.listVersion
    return { status: 'Accepted' }
  }
}

let system: VirtualCloud
let charger: VirtualCharger
beforeEach(async () => {
  system = await startVirtualCloud()
  charger = await connectVirtualCharger(system)
})
afterEach(() => system.stop())

const keep = (keepsLocalList: boolean) =>
  system.api('/chargers/CLK-0001', {
    method: 'PUT',
    body: {
      site: 'sangeh-monkey-forest',
      name: 'Pos 1',
      keepsLocalList,
      connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
    },
  })
const putCard = (idTag: string, status: string) =>
  system.api(`/id-tags/${idTag}`, { method: 'PUT', body: { status } })
const sync = async (full = false) =>
  (await system.api('/chargers/CLK-0001/local-list/sync', { method: 'POST', body: { full } })).body

test('a list that is kept gets all cards, then only what changes', async () => {
  const list = new List()
  charger.answerWith(list.answer)
  await keep(true)
  await system.clock.advance(31_000)
  expect(Object.fromEntries(list.cards)).toEqual({
    '04A1B2C3D4E5F6': 'Accepted',
    '04AAAA': 'Accepted',
    '04FFEEDDCCBBAA': 'Blocked',
    '04EEEE': 'Accepted',
  })
  await putCard('04AAAA', 'Blocked')
  await putCard('04BEEF', 'Accepted')
  await system.clock.advance(31_000)
  expect(list.cards.get('04AAAA')).toBe('Blocked')
  expect(list.cards.get('04BEEF')).toBe('Accepted')
  expect(list.updates).toEqual(['Full', 'Differential'])
  await system.clock.advance(120_000)
  expect(list.updates).toHaveLength(2)
  expect((await system.api('/chargers/CLK-0001/local-list')).body).toMatchObject({
    state: 'inStep',
    version: 2,
  })
})

test('a card that is blocked while a charger is away is on its list soon after it is back', async () => {
  const list = new List()
  charger.answerWith(list.answer)
  await keep(true)
  await system.clock.advance(31_000)
  charger.pair.right.close()
  await putCard('04AAAA', 'Blocked')
  await system.clock.advance(50_000)
  expect(list.cards.get('04AAAA')).toBe('Accepted')
  const back = await connectVirtualCharger(system)
  back.answerWith(list.answer)
  await system.clock.advance(11_000)
  expect(list.cards.get('04AAAA')).toBe('Blocked')
})

test('a list that is not kept is left alone', async () => {
  const list = new List()
  charger.answerWith(list.answer)
  await putCard('04BEEF', 'Accepted')
  await system.clock.advance(60_000)
  expect(list.updates).toEqual([])
  expect((await system.api('/chargers/CLK-0001/local-list')).body).toMatchObject({
    state: 'unknown',
    entries: [],
  })
})

test('a charger whose list is not what we left there, or that refuses a difference, gets the full list', async () => {
  const list = new List()
  charger.answerWith(list.answer)
  expect(await sync()).toMatchObject({ outcome: 'inStep' })
  list.version = 77
  list.cards.clear()
  expect(await sync()).toMatchObject({ outcome: 'inStep' })
  expect(list.cards.size).toBe(4)
  await putCard('04BEEF', 'Accepted')
  list.refuseNext = 'VersionMismatch'
  expect(await sync()).toMatchObject({ outcome: 'inStep' })
  expect(list.cards.size).toBe(5)
  expect(list.updates).toEqual(['Full', 'Full', 'Differential', 'Full'])
})

test('a charger that takes two cards in a message gets as many messages as it needs', async () => {
  const list = new List('2')
  charger.answerWith(list.answer)
  expect(await sync()).toMatchObject({
    outcome: 'inStep',
    detail: expect.stringContaining('4 cards, version 2'),
  })
  expect(list.updates).toEqual(['Full', 'Differential'])
})

test('what stands in the way is told', async () => {
  charger.answerWith(() => ({ listVersion: -1 }))
  expect(await sync()).toMatchObject({ outcome: 'unsupported' })
  const list = new List()
  charger.answerWith((action, payload) =>
    action === 'SendLocalList' ? { status: 'Failed' } : list.answer(action, payload),
  )
  expect(await sync()).toEqual({ outcome: 'failed', detail: 'The charger answered Failed.' })
  charger.pair.right.close()
  await system.clock.advance(100)
  expect(await sync()).toMatchObject({ outcome: 'unreachable' })
  const { body } = await system.api('/chargers/CLK-0001/local-list')
  expect(body).toMatchObject({ state: 'behind', problem: expect.stringContaining('offline') })
})

test('the cards of an organisation that is blocked are blocked on the list too, and come back with it', async () => {
  const list = new List()
  charger.answerWith(list.answer)
  const account = { name: 'Ojek Bali', address: 'Denpasar' }
  const block = (blocked: boolean) =>
    system.api('/postpaid-accounts/ojek-bali', { method: 'PUT', body: { ...account, blocked } })
  await block(false)
  const details = { status: 'Accepted', postpaidAccount: 'ojek-bali' }
  await system.api('/id-tags/04AAAA', { method: 'PUT', body: details })
  await keep(true)
  await system.clock.advance(31_000)
  expect(list.cards.get('04AAAA')).toBe('Accepted')
  await block(true)
  await system.clock.advance(31_000)
  expect(list.cards.get('04AAAA')).toBe('Blocked')
  await block(false)
  await system.clock.advance(31_000)
  expect(list.cards.get('04AAAA')).toBe('Accepted')
})
