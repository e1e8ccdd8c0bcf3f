import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect, test } from 'vitest'
import type { Tx, WriteConnection } from '../../db/database.ts'
import { AttributingWriter, currentOrigin, type Origin, ofNobody, whileOngoing } from './ongoing.ts'

const originOf = (actor: string): Origin => ({
  actorKind: 'key',
  actorId: actor,
  actor,
  channel: 'api',
  address: '127.0.0.1',
  request: 'POST /',
})

/** Commits, with nothing behind. */
const connection: WriteConnection = {
  tx: {} as Tx,
  busyWindowMs: 5,
  begin: () => {},
  flush: () => {},
  commit: () => {},
  rollback: () => {},
  savepoint: () => {},
  releaseSavepoint: () => {},
  rollbackToSavepoint: () => {},
}

const begin = () => {
  const clock = new VirtualClock()
  const writer = new AttributingWriter(connection, ofNobody(clock))
  const seen: (string | undefined)[] = []
  const see = () => void seen.push(currentOrigin()?.actor)
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    await clock.advance(1)
    return work
  }
  return { clock, writer, seen, see, settle }
}

test('units of one commit know each its own request, and those of jobs and chargers none', async () => {
  const { writer, seen, see, settle } = begin()
  const request = (actor: string) =>
    whileOngoing(
      originOf(actor),
      async () => {},
      () => writer.write(see),
    )
  await settle(
    Promise.all([request('night shift'), writer.write(see), request('console'), writer.append(see)]),
  )
  expect(seen).toEqual(['night shift', undefined, 'console', undefined])
})

test('the first write of a request keeps it, once, also when another unit of the commit fails', async () => {
  const { writer, settle } = begin()
  let kept = 0
  let runs = 0
  const keep = async () => {
    kept += 1
  }
  const request = whileOngoing(originOf('console'), keep, async () => {
    await writer.write(() => {
      runs += 1
    })
    await writer.write(() => {})
  })
  const failing = writer.write(() => {
    throw new Error('no such thing')
  })
  failing.catch(() => {})
  await settle(Promise.allSettled([failing]))
  expect(await settle(request)).toBe(true)
  // Run together, then apart: what ran first was rolled back.
  expect([runs, kept]).toEqual([2, 2])
})

test('a request whose only write fails is not kept by it', async () => {
  const { writer, settle } = begin()
  const work = () =>
    writer
      .write(() => {
        throw new Error('refused')
      })
      .catch(() => {})
  expect(await settle(whileOngoing(originOf('console'), async () => {}, work))).toBe(false)
})

test('what goes on after its request, or was set off by it, is nobody’s', async () => {
  const { clock, writer, seen, see, settle } = begin()
  const later = Promise.withResolvers<void>()
  const leftBehind: Promise<void>[] = []
  await whileOngoing(
    originOf('console'),
    async () => {},
    async () => {
      leftBehind.push(later.promise.then(() => writer.write(see)))
      ofNobody(clock).after(5, see)
    },
  )
  later.resolve()
  await clock.advance(10)
  await settle(Promise.all(leftBehind))
  expect(seen).toEqual([undefined, undefined])
})
