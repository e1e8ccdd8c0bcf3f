import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparisonMatrix, weigh } from './comparison.ts'
import {
  type Candidate,
  type Criterion,
  RankingError,
  rankSites,
  turningPoints,
  withWeight,
} from './site-ranking.ts'

const levels = weigh(
  comparisonMatrix(
    ['best', 'good', 'fair', 'low', 'poor'],
    [0, 1, 2, 3, 4].flatMap((first) =>
      [1, 2, 3, 4].slice(first).map((second) => ({ first, second, ratio: 2 * (second - first) + 1 })),
    ),
  ),
).weights
const level = (index: number) => levels[index] ?? Number.NaN
const bands = (bounds: readonly number[]): Criterion['scale'] => ({
  kind: 'bands',
  bands: [
    { above: bounds[0] ?? 0, score: level(0) },
    ...bounds.slice(1).map((atLeast, index) => ({ atLeast, score: level(index + 1) })),
    { score: level(4) },
  ],
})
const [distance = 0, parking = 0, building = 0] = weigh(
  comparisonMatrix(
    ['distance', 'parking', 'building'],
    [
      { first: 0, second: 1, ratio: 7 },
      { first: 0, second: 2, ratio: 3 },
      { first: 2, second: 1, ratio: 3 },
    ],
  ),
).weights
const criteria: Criterion[] = [
  { key: 'distanceKm', weight: distance, scale: bands([15, 10, 5, 1]) },
  { key: 'parkingM2', weight: parking, scale: bands([700, 500, 300, 100]) },
  {
    key: 'building',
    weight: building,
    scale: {
      kind: 'categories',
      scores: new Map(
        ['public facility', 'shopping', 'recreation', 'restaurant', 'lodging'].map((name, index) => [
          name,
          level(index),
        ]),
      ),
    },
  },
]
const site = (name: string, distanceKm: number, parkingM2: number, kind: string): Candidate => ({
  name,
  facts: new Map<string, number | string>([
    ['distanceKm', distanceKm],
    ['parkingM2', parkingM2],
    ['building', kind],
  ]),
})
const sites = [
  site('Lippo', 7, 800, 'shopping'),
  site('Sangeh', 13.4, 6400, 'recreation'),
  site('Kuta', 3, 5000, 'public facility'),
]

describe('the three sites of the paper', () => {
  test('come out as there, each with what it owes to which criterion', () => {
    const ranked = rankSites(criteria, sites)
    expect(ranked.map(({ name }) => name)).toEqual(['Sangeh', 'Kuta', 'Lippo'])
    for (const [index, score] of [0.251, 0.212, 0.198].entries())
      expect(Math.abs((ranked[index]?.score ?? 0) - score)).toBeLessThanOrEqual(0.001)
    const paper = [
      [0.174, 0.045, 0.032],
      [0.045, 0.045, 0.122],
      [0.09, 0.045, 0.063],
    ]
    for (const [index, parts] of paper.entries())
      for (const [place, part] of parts.entries()) {
        const found = ranked[index]?.contributions[place]?.score ?? 0
        expect(Math.abs(found - part)).toBeLessThanOrEqual(0.001)
      }
  })

  test('change places where the weight of a criterion says so', () => {
    const [point, ...more] = turningPoints(criteria, sites, 'distanceKm')
    expect(more).toEqual([])
    expect(point?.first).toBe('Sangeh')
    const firstAt = (weight: number) => rankSites(withWeight(criteria, 'distanceKm', weight), sites)[0]?.name
    expect(firstAt((point?.weight ?? 0) - 0.001)).toBe('Kuta')
    expect(firstAt((point?.weight ?? 0) + 0.001)).toBe('Sangeh')
  })
})

test('a bound belongs to the band that it is said of', () => {
  const only = (km: number) => rankSites(criteria, [site('one', km, 700, 'lodging')])[0]?.contributions
  expect(only(15)?.[0]?.score).toBeCloseTo(distance * level(1), 12)
  expect(only(15.01)?.[0]?.score).toBeCloseTo(distance * level(0), 12)
  expect(only(10)?.[0]?.score).toBeCloseTo(distance * level(1), 12)
  expect(only(0)?.[0]?.score).toBeCloseTo(distance * level(4), 12)
})

test('a site that lacks a fact, or has one that makes no sense, is named', () => {
  expect(() => rankSites(criteria, [{ name: 'Ubud', facts: new Map() }])).toThrow(
    new RankingError('Ubud has no distanceKm; fill it in or leave the site out.'),
  )
  expect(() => rankSites(criteria, [site('Ubud', 3, 800, 'harbour')])).toThrow(
    '"harbour" is none of public facility',
  )
})

test('at any weight the first is who the turning points say', () => {
  const criterion = (key: string): Criterion => ({ key, weight: 1 / 3, scale: { kind: 'bands', bands: [] } })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 1000 }).map((milli) => milli / 1000),
      (rows, weight) => {
        const scale: Criterion['scale'] = {
          kind: 'bands',
          bands: Array.from({ length: 21 }, (_, index) => ({ atLeast: 20 - index, score: 20 - index })),
        }
        const all = ['a', 'b', 'c'].map((key) => ({ ...criterion(key), scale }))
        const candidates = rows.map(([a, b, c], index) => ({
          name: String(index),
          facts: new Map([
            ['a', a],
            ['b', b],
            ['c', c],
          ]),
        }))
        const ranked = rankSites(withWeight(all, 'a', weight), candidates)
        const start = rankSites(withWeight(all, 'a', 0), candidates)
        const passed = turningPoints(all, candidates, 'a').filter((point) => point.weight <= weight)
        const said = passed.at(-1)?.first
        const scoreOf = (name: string | undefined) => ranked.find((each) => each.name === name)?.score ?? 0
        if (said !== undefined) expect(scoreOf(said)).toBeCloseTo(ranked[0]?.score ?? 0, 9)
        else {
          const leaders = start.filter(({ score }) => score > (start[0]?.score ?? 0) - 1e-9)
          expect(Math.max(...leaders.map(({ name }) => scoreOf(name)))).toBeCloseTo(ranked[0]?.score ?? 0, 9)
        }
      },
    ),
  )
})
