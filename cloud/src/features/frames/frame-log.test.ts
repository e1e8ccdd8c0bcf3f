import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { Writer } from '../../db/writer.ts'
import { createLog } from '../../log.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { FrameLog } from './frame-log.ts'

let stored: TestDatabase
let database: Database
let clock: VirtualClock
let logged: string[]
let frames: FrameLog

beforeEach(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  clock = new VirtualClock({ busy: database.settled })
  logged = []
  frames = new FrameLog({
    writer: new Writer(database.writeConnection, clock),
    clock,
    log: createLog('info', { write: (line) => void logged.push(line) }),
  })
})
afterEach(async () => {
  await database.close()
  await stored.remove()
})

const kept = () => database.read.all<{ text: string }>('select text from frame order by id', [])

test('frames are kept a second later, in the order in which they went over the line', async () => {
  const texts = Array.from({ length: 1203 }, (_, index) => `[2,"${index}","Heartbeat",{}]`)
  for (const text of texts) frames.record(1, 'in', text)
  await clock.advance(900)
  expect(await kept()).toEqual([])
  await clock.advance(200)
  expect((await kept()).map(({ text }) => text)).toEqual(texts)
})

test('when more come than the disk can take, the oldest are let go, and how many is said', async () => {
  for (let index = 0; index < 20_600; index++) frames.record(1, 'in', String(index))
  await clock.advance(2000)
  const texts = (await kept()).map(({ text }) => Number(text))
  expect(texts.at(-1)).toBe(20_599)
  expect(texts[0]).toBe(20_600 - texts.length)
  expect(texts.length).toBeLessThanOrEqual(20_000)
  expect(logged.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ dropped: 20_600 - texts.length }),
  )
})
