import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { toIso } from '@colok/shared/time'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database, Tx } from '../../db/database.ts'
import { Writer } from '../../db/writer.ts'
import { createLog } from '../../log.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { FrameLog } from './frame-log.ts'
import { findFrames } from './queries.ts'

let stored: TestDatabase
let database: Database
let clock: VirtualClock
let logged: string[]
let lost: number
let writer: RefusingWriter
let frames: FrameLog

/** Refuses the next writes that go along with others, as often as it is told. */
class RefusingWriter extends Writer {
  refusals = 0

  override accompany<T>(unit: (tx: Tx) => T | Promise<T>): Promise<T> {
    if (this.refusals === 0) return super.accompany(unit)
    this.refusals -= 1
    return Promise.reject(new Error('disk full'))
  }
}

beforeEach(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  clock = new VirtualClock({ busy: database.settled })
  logged = []
  lost = 0
  writer = new RefusingWriter(database.writeConnection, clock)
  frames = new FrameLog({
    ...{ writer, clock },
    onLost(count) {
      lost += count
    },
    log: createLog('info', { write: (line) => void logged.push(line) }),
  })
  const { tx } = database.writeConnection
  await tx.run(
    "insert into site (id, slug, name, address, latitude, longitude, time_zone, created_at) values ('s', 's', 's', 's', 0, 0, 'Asia/Jakarta', '')",
    [],
  )
  for (const chargePointId of ['CLK-0001', 'CLK-0002'])
    await tx.run("insert into charger (charge_point_id, site_id, name, created_at) values (?, 's', '', '')", [
      chargePointId,
    ])
})
afterEach(async () => {
  await database.close()
  await stored.remove()
})

/** How often a search let others have their turn. */
let turns = 0
const after = (_: number, run: () => void) => {
  turns += 1
  queueMicrotask(run)
  return () => {}
}
const search = (what: Partial<Parameters<typeof findFrames>[1]> = {}) =>
  findFrames(
    { read: database.read, clock: { monotonicMs: () => 0, wallMs: () => 0, after } },
    {
      ...{ chargePointId: 'CLK-0001', before: undefined, text: undefined, direction: undefined },
      ...{ from: undefined, to: undefined, limit: 100_000 },
      ...what,
    },
  )
const kept = async () => (await search()).map(({ text }) => text).reverse()
const rows = async () => (await database.read.all('select id from frame_run', [])).length

test('frames are kept two seconds later, in the order in which they went over the line', async () => {
  const texts = Array.from({ length: 1203 }, (_, index) => `[2,"${index}","Heartbeat",{}]`)
  for (const text of texts) frames.record(1, 'in', text)
  await clock.advance(1900)
  expect(await kept()).toEqual([])
  await clock.advance(200)
  expect(await kept()).toEqual(texts)
})

test('after a second they go along with what else is written', async () => {
  frames.record(1, 'in', 'one')
  await clock.advance(900)
  await Promise.all([writer.write(() => {}), clock.advance(0)])
  expect(await kept()).toEqual([])
  await clock.advance(200)
  await Promise.all([writer.write(() => {}), clock.advance(0)])
  expect(await kept()).toEqual(['one'])
})

test('what a charger says in a second is one row, and each frame of it keeps its time and its direction', async () => {
  const beganAt = clock.wallMs()
  frames.record(1, 'in', 'ask 🛵')
  frames.record(2, 'in', 'another')
  await clock.advance(7)
  frames.record(1, 'note', 'a\0b')
  frames.record(1, 'out', '')
  frames.record(1, 'out', 'answer 12i3')
  await clock.advance(2000)
  expect(await rows()).toBe(2)
  expect(await search()).toEqual([
    { id: expect.any(Number), at: toIso(beganAt + 7), direction: 'out', text: 'answer 12i3' },
    { id: expect.any(Number), at: toIso(beganAt + 7), direction: 'out', text: '' },
    { id: expect.any(Number), at: toIso(beganAt + 7), direction: 'note', text: 'a\uFFFDb' },
    { id: expect.any(Number), at: toIso(beganAt), direction: 'in', text: 'ask 🛵' },
  ])
})

test('a search finds single frames, also where a row holds others and its words end one and begin the next', async () => {
  for (const second of [0, 1, 2]) {
    frames.record(1, 'in', `Ask_${second} 100%`)
    await clock.advance(1)
    frames.record(1, 'out', `Answer ${second}`)
    await clock.advance(2999)
  }
  const texts = async (what: Parameters<typeof search>[0]) => (await search(what)).map(({ text }) => text)
  expect(await texts({ text: 'ASK_' })).toEqual(['Ask_2 100%', 'Ask_1 100%', 'Ask_0 100%'])
  expect(await texts({ text: '%' })).toHaveLength(3)
  expect(await texts({ text: '100%Answer' })).toEqual([])
  expect(await texts({ direction: 'out' })).toEqual(['Answer 2', 'Answer 1', 'Answer 0'])
  const [, , newest] = (await search()).reverse()
  expect(await texts({ from: newest?.at, limit: 1 })).toEqual(['Answer 2'])
  expect(await texts({ to: newest?.at })).toEqual(['Answer 0', 'Ask_0 100%'])
  expect(await texts({ before: newest?.id })).toEqual(['Answer 0', 'Ask_0 100%'])
})

test('no password is kept, also where its frame was cut off', async () => {
  const cut = '[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"se\\"cret'
  for (const text of [`${cut}"}]}]`, cut, `${cut}\\`]) frames.record(1, 'in', text)
  await clock.advance(2000)
  const texts = await kept()
  expect(texts).toHaveLength(3)
  for (const text of texts) expect(text).not.toContain('cret')
  expect(texts[0]).toMatch(/"value":"\[redacted\]"\}\]\}\]$/)
})

test('a search that looks through weeks lets others have their turn', async () => {
  for (let row = 0; row < 250; row++) {
    frames.record(1, 'in', row === 0 ? 'first ask' : 'ask')
    frames.record(1, 'out', 'first answer')
    // What goes back in time is a row of its own.
    clock.setWall(clock.wallMs() - 1)
  }
  await clock.advance(2000)
  expect(await rows()).toBe(250)
  turns = 0
  const found = await search({ text: 'first', direction: 'in' })
  expect(found.map(({ text }) => text)).toEqual(['first ask'])
  expect(turns).toBeGreaterThan(1)
})

test('a clock that is put back begins a row of its own', async () => {
  frames.record(1, 'in', 'before')
  clock.setWall(clock.wallMs() - 60_000)
  frames.record(1, 'in', 'after')
  await clock.advance(2000)
  expect(await kept()).toEqual(['before', 'after'])
  expect(await rows()).toBe(2)
})

test('when more come in a second than are kept, the first are, and how many were not is said', async () => {
  for (let index = 0; index < 10_600; index++) frames.record(1, 'in', String(index))
  await clock.advance(2000)
  frames.record(1, 'in', 'later')
  await clock.advance(2000)
  const texts = await kept()
  expect(texts).toHaveLength(10_001)
  expect([texts[0], texts[9_999], texts[10_000]]).toEqual(['0', '9999', 'later'])
  expect(logged.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ dropped: 600 }))
  expect(lost).toBe(600)
})

test('a write that is refused is tried again, with what has come since behind it; in the end it is let go and counted', async () => {
  writer.refusals = 2
  frames.record(1, 'in', 'first')
  await clock.advance(2000)
  frames.record(1, 'in', 'second')
  await clock.advance(8100)
  expect(await kept()).toEqual(['first', 'second'])
  writer.refusals = 5
  frames.record(1, 'in', 'third')
  frames.record(2, 'in', 'fourth')
  await clock.advance(31_100)
  frames.record(1, 'in', 'fifth')
  await clock.advance(2100)
  expect([await kept(), lost]).toEqual([['first', 'second', 'fifth'], 2])
  expect(logged.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ dropped: 2 }))
})

test('of long texts fewer are kept', async () => {
  for (let index = 0; index < 2000; index++) frames.record(1, 'in', `${index} ${'x'.repeat(20_000)}`)
  await clock.advance(2000)
  const texts = await kept()
  expect(texts[0]).toMatch(/^0 x+$/)
  expect(texts[0]).toHaveLength(16_384)
  expect(texts.length).toBeLessThan(1000)
  expect(lost).toBe(2000 - texts.length)
})
