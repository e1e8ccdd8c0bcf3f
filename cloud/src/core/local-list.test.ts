import type { IdTagInfo } from '@colok/shared/ocpp/types'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fittingList, type KeptLocalList, localListUpdates, withUpdate } from './local-list.ts'

const noLimits = { maxEntries: undefined, maxEntriesInMessage: undefined }
const accepted: IdTagInfo = { status: 'Accepted' }
const blocked: IdTagInfo = { status: 'Blocked' }

test('a charger of which nothing is known gets the full list', () => {
  expect(localListUpdates({ A: accepted }, undefined, noLimits)).toEqual([
    { listVersion: 1, updateType: 'Full', localAuthorizationList: [{ idTag: 'A', idTagInfo: accepted }] },
  ])
  expect(localListUpdates({}, undefined, noLimits)).toEqual([
    { listVersion: 1, updateType: 'Full', localAuthorizationList: [] },
  ])
})

test('one that is behind gets what is different, and what is gone without its info', () => {
  const kept = { version: 7, entries: { A: accepted, B: accepted, C: accepted } }
  expect(localListUpdates({ A: accepted, B: blocked, D: accepted }, kept, noLimits)).toEqual([
    {
      listVersion: 8,
      updateType: 'Differential',
      localAuthorizationList: [
        { idTag: 'C' },
        { idTag: 'B', idTagInfo: blocked },
        { idTag: 'D', idTagInfo: accepted },
      ],
    },
  ])
  expect(localListUpdates(kept.entries, kept, noLimits)).toEqual([])
})

test('what is too long for a message goes in several, and what is too long for the list is cut', () => {
  const wanted = { A: accepted, B: accepted, C: accepted }
  const updates = localListUpdates(wanted, undefined, { ...noLimits, maxEntriesInMessage: 2 })
  expect(updates.map(({ listVersion, updateType }) => [listVersion, updateType])).toEqual([
    [1, 'Full'],
    [2, 'Differential'],
  ])
  expect(Object.keys(fittingList(wanted, { ...noLimits, maxEntries: 2 }))).toEqual(['A', 'B'])
})

test('whatever a charger has, the messages leave it with exactly what it should have', () => {
  const list = fc.dictionary(
    fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
    fc.constantFrom<IdTagInfo>(accepted, blocked, { status: 'Accepted', parentIdTag: 'P' }),
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(
      list,
      list,
      fc.boolean(),
      fc.integer({ min: 1, max: 4 }),
      (wanted, has, known, perMessage) => {
        const kept: KeptLocalList = { version: 3, entries: has }
        const limits = { maxEntries: undefined, maxEntriesInMessage: perMessage }
        const updates = localListUpdates(wanted, known ? kept : undefined, limits)
        const after = updates.reduce(withUpdate, kept)
        expect(after.entries).toEqual(wanted)
        for (const update of updates)
          expect(update.localAuthorizationList?.length).toBeLessThanOrEqual(perMessage)
      },
    ),
  )
})
