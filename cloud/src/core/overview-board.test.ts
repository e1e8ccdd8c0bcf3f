import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BoardCharger, conditionsByGravity, OverviewBoard } from './overview-board.ts'

const charger = (
  chargePointId: string,
  site: string,
  condition: BoardCharger['condition'],
): BoardCharger => ({
  chargePointId,
  site,
  condition,
})

test('a change tells the counts and the places that are others now, and nothing else', () => {
  const board = new OverviewBoard([
    charger('A', 'kuta', 'available'),
    charger('B', 'kuta', 'available'),
    charger('C', 'ubud', 'offline'),
  ])
  const fault = board.update(['A'], [charger('A', 'kuta', 'faulted')])
  expect(fault).toEqual({
    counts: new Map([
      ['available', 1],
      ['faulted', 1],
    ]),
    places: new Map([['kuta', 'faulted']]),
  })
  const under = board.update(['B'], [charger('B', 'kuta', 'occupied')])
  expect([...under.places]).toEqual([])
  const same = board.update(['C'], [charger('C', 'ubud', 'offline')])
  expect([same.counts.size, same.places.size]).toEqual([0, 0])
})

test('a charger that is gone counts no more', () => {
  const board = new OverviewBoard([charger('A', 'kuta', 'available')])
  expect(board.update(['A', 'nobody'], []).counts).toEqual(new Map([['available', 0]]))
  expect(board.places.size).toBe(0)
})

test('after any changes the board is what a new one of the same chargers would be', () => {
  const one = fc.record({
    chargePointId: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
    site: fc.constantFrom('kuta', 'ubud', 'sanur'),
    condition: fc.constantFrom(...conditionsByGravity),
  })
  const change = fc.record({
    ids: fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D', 'E')),
    now: fc.uniqueArray(one, { selector: ({ chargePointId }) => chargePointId }),
  })
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const board = new OverviewBoard([])
      const all = new Map<string, BoardCharger>()
      const shown = new Map<string, string>()
      for (const { ids, now } of changes) {
        const there = now.filter(({ chargePointId }) => ids.includes(chargePointId))
        for (const [site, condition] of board.update(ids, there).places) shown.set(site, condition)
        for (const id of ids) all.delete(id)
        for (const charger of there) all.set(charger.chargePointId, charger)
      }
      const anew = new OverviewBoard([...all.values()])
      const some = (counts: ReadonlyMap<string, number>) =>
        [...counts].filter(([, count]) => count > 0).sort()
      expect(some(board.counts)).toEqual(some(anew.counts))
      expect([...board.places].sort()).toEqual([...anew.places].sort())
      for (const [site, condition] of anew.places) expect(shown.get(site)).toBe(condition)
      board.replace([charger('Z', 'kuta', 'silent')])
      expect([some(board.counts), [...board.places]]).toEqual([[['silent', 1]], [['kuta', 'silent']]])
    }),
  )
})
