import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  availabilityOf,
  availabilityOfAll,
  partsDuring,
  type Span,
  type SpanState,
  spanStateOf,
} from './availability.ts'

const hour = 3_600_000
const span = (state: SpanState, since: number, until?: number): Span => ({
  ...{ state, since: since * hour, until: until === undefined ? undefined : until * hour },
})
const day = { from: 0, to: 24 * hour }

test('a socket that was lost for six hours of a day was there for 75 %', () => {
  const spans = [span('working', -5, 6), span('offline', 6, 12), span('working', 12)]
  expect(availabilityOf(spans, day)).toEqual({
    ...{ basisPoints: 7500, upMs: 18 * hour, downMs: 6 * hour, unknownMs: 0, failures: 1 },
    meanDownMs: 6 * hour,
  })
})

test('what nobody saw counts for neither side', () => {
  const spans = [
    span('working', 12, 18),
    span('unknown', 18, 20),
    span('faulted', 20, 22),
    span('working', 22),
  ]
  expect(availabilityOf(spans, day)).toMatchObject({ basisPoints: 8000, unknownMs: 14 * hour, failures: 1 })
  expect(availabilityOf([], day)).toMatchObject({ basisPoints: undefined, unknownMs: 24 * hour })
})

test('a fault that goes on without a connection is one failure; being taken out of service is none', () => {
  const spans = [span('faulted', 0, 1), span('offline', 1, 3), span('unavailable', 3, 4), span('working', 4)]
  expect(availabilityOf(spans, day)).toMatchObject({ failures: 1, downMs: 4 * hour })
})

test('what began before and goes on is counted from the beginning of the time', () => {
  expect(availabilityOf([span('offline', -100)], day)).toMatchObject({ basisPoints: 0, downMs: 24 * hour })
  expect(availabilityOf([span('working', 30)], day)).toMatchObject({ upMs: 0, failures: 0 })
})

test('a site is what its sockets are together', () => {
  const one = availabilityOf([span('working', 0)], day)
  const other = availabilityOf([span('offline', 0)], day)
  expect(availabilityOfAll([one, other], day)).toMatchObject({ basisPoints: 5000, failures: 1 })
})

test('a socket is what it last said while its charger is there', () => {
  const said = ['Available', 'Charging', 'SuspendedEV', 'Faulted', 'Unavailable', null].map((status) =>
    spanStateOf({ connected: true, status }),
  )
  expect(said).toEqual(['working', 'working', 'working', 'faulted', 'unavailable', 'unknown'])
  expect(spanStateOf({ connected: false, status: 'Available' })).toBe('offline')
})

test('whatever happened, up, down and unknown are the whole time', () => {
  const states: SpanState[] = ['working', 'faulted', 'unavailable', 'offline', 'unknown']
  const history = fc.array(fc.tuple(fc.constantFrom(...states), fc.integer({ min: 1, max: 20 })), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(history, fc.integer({ min: -30, max: 30 }), (lengths, start) => {
      let at = start
      const spans = lengths.map(([state, hours]) => span(state, at, (at += hours)))
      const { upMs, downMs, unknownMs, basisPoints } = availabilityOf(spans, day)
      expect(upMs + downMs + unknownMs).toBe(24 * hour)
      expect(basisPoints === undefined || (basisPoints >= 0 && basisPoints <= 10_000)).toBe(true)
    }),
  )
})

test('a span over a hand-over is split there, and what was before or after nobody’s is in no part', () => {
  const spans = [
    { since: 0, until: 100, state: 'working' },
    { since: 100, until: undefined, state: 'faulted' },
  ] as const
  expect(partsDuring(spans, [{ since: 50, until: 150 }])).toEqual([
    { since: 50, until: 100, state: 'working' },
    { since: 100, until: 150, state: 'faulted' },
  ])
  expect(partsDuring(spans, [{ since: 150, until: undefined }])).toEqual([
    { since: 150, until: undefined, state: 'faulted' },
  ])
  // Given back and taken over again.
  expect(
    partsDuring(spans, [
      { since: 0, until: 10 },
      { since: 20, until: 20 },
      { since: 200, until: 300 },
    ]),
  ).toEqual([
    { since: 0, until: 10, state: 'working' },
    { since: 200, until: 300, state: 'faulted' },
  ])
})
