import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallResult } from '@colok/shared/ocpp/rpc'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { type DoorEvent, readVendorMessage } from '@colok/shared/vendor'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DoorNotice } from '../core/effects.ts'
import { TransferError, type TransferOutcome } from '../transfer/contract.ts'
import { DoorReporter } from './door-reporter.ts'

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
const place = { photoUrl: 'https://cloud.example/uploads/abc' }

let folder: string
let clock: VirtualClock
let online: boolean
let told: DoorEvent[]
let photos: { url: string; bytes: number[] }[]
let warnings: string[]
let answer: () => CallResult<'DataTransfer'>
let outcome: () => TransferOutcome
let takePhoto: () => Promise<Uint8Array>
let reporter: DoorReporter

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-door-'))
  clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23) })
  online = true
  told = []
  photos = []
  warnings = []
  answer = () => ({ kind: 'confirmed', confirmation: { status: 'Accepted', data: JSON.stringify(place) } })
  outcome = () => ({ kind: 'done', bytes: jpeg.length })
  takePhoto = async () => jpeg
  reporter = newReporter()
})
afterEach(async () => {
  await reporter.stop()
  rmSync(folder, { recursive: true })
})

function newReporter(): DoorReporter {
  const warn = (_: object, message: string) => void warnings.push(message)
  let nextId = readdirSync(folder).length
  return new DoorReporter({
    folder,
    clock,
    now: () => ({ monotonicMs: clock.monotonicMs(), bootId: 'boot', wall: clock.wallMs() as never }),
    newId: () => `0199b7e2-5a10-4c1e-9d6f-${String(nextId++).padStart(12, '0')}`,
    camera: { takePhoto: () => takePhoto() },
    isOnline: () => online,
    log: { debug: () => {}, info: () => {}, warn, error: warn },
    call: async (request) => {
      const read = readVendorMessage(request)
      if (read.kind === 'message' && read.messageId === 'DoorEvent') told.push(read.message)
      return answer()
    },
    transfer: {
      download: async () => ({ kind: 'cancelled' }),
      upload: async ({ url, path }) => {
        const result = outcome()
        if (result.kind === 'done') photos.push({ url, bytes: [...readFileSync(path)] })
        return result
      },
    },
  })
}

function notice(event: DoorNotice['event'], idTag: string | null = null): DoorNotice {
  return { event, idTag, at: { bootId: 'boot', monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() } }
}
/** The reporter waits on the disk and on promises: real ones, that no virtual clock moves. */
const until = (fact: () => void) => vi.waitFor(fact, { timeout: 5_000, interval: 5 })
const waiting = () => readdirSync(folder).sort()

describe('what happens at the service door', () => {
  test('is told with its photo, and leaves nothing behind', async () => {
    reporter.report(notice('opened', '04AABBCCDDEE80'))
    await until(() => expect(photos).toEqual([{ url: place.photoUrl, bytes: [...jpeg] }]))
    expect(told).toMatchObject([
      { event: 'opened', idTag: '04AABBCCDDEE80', hasPhoto: true, at: '2026-11-23T00:00:00.000Z' },
    ])
    await until(() => expect(waiting()).toEqual([]))
  })

  test('without a camera that works is told without a photo, and a door that shuts needs none', async () => {
    takePhoto = () => Promise.reject(new Error('ffmpeg: no such device'))
    reporter.report(notice('forced'))
    reporter.report(notice('closed'))
    await until(() => expect(told).toMatchObject([{ hasPhoto: false }, { event: 'closed', hasPhoto: false }]))
    expect(warnings).toEqual(['No photo of the service door'])
  })

  test('offline waits on the disk, over a restart, and is told in order under the same ids', async () => {
    online = false
    reporter.report(notice('opened'))
    reporter.report(notice('closed'))
    await until(() => expect(waiting()).toHaveLength(3))
    await reporter.stop()
    expect(told).toEqual([])
    online = true
    reporter = newReporter()
    reporter.start()
    await until(() => expect(told.map(({ event }) => event)).toEqual(['opened', 'closed']))
    await until(() => expect(waiting()).toEqual([]))
    expect(photos).toHaveLength(1)
  })

  test('that nobody answered is told again as the same event', async () => {
    answer = () => ({ kind: 'closed' })
    reporter.report(notice('tampered'))
    await until(() => expect(told).toHaveLength(1))
    answer = () => ({ kind: 'confirmed', confirmation: { status: 'Accepted' } })
    await until(() => expect(clock.pendingTimers).toBe(1))
    await clock.advance(15_000)
    await until(() => expect(waiting()).toEqual([]))
    expect(told).toHaveLength(2)
    expect(told[1]).toEqual(told[0])
  })

  test('a photo that does not get through is tried again, and one that is refused thrice is given up', async () => {
    outcome = () => ({ kind: 'failed', error: new TransferError('unreachable', 'no network') })
    reporter.report(notice('opened'))
    for (let attempt = 1; attempt <= 3; attempt++) {
      await until(() => expect([told.length, clock.pendingTimers]).toEqual([attempt, 1]))
      await clock.advance(15_000)
    }
    outcome = () => ({ kind: 'failed', error: new TransferError('refused', 'no') })
    for (let attempt = 5; attempt <= 6; attempt++) {
      await clock.advance(15_000)
      await until(() => expect(told.length).toBeGreaterThanOrEqual(attempt))
    }
    await clock.advance(15_000)
    await until(() => expect(waiting()).toEqual([]))
    expect(photos).toEqual([])
    expect(warnings).toEqual(['An event of the service door is given up'])
  })

  test('that this central system has no word for is given up, photo and all', async () => {
    answer = () => ({ kind: 'confirmed', confirmation: { status: 'UnknownVendorId' } })
    reporter.report(notice('forced'))
    await until(() => expect(warnings).toEqual(['An event of the service door is given up']))
    expect(waiting()).toEqual([])
  })

  test('too often while nobody listens does not fill the disk', async () => {
    online = false
    for (let count = 0; count < 40; count++) {
      reporter.report(notice('closed'))
    }
    await until(() => expect(warnings).toHaveLength(10))
    expect(waiting()).toHaveLength(30)
  })
})
