import { expect, test } from 'vitest'
import type { PowerChartProps } from './power-chart.tsx'
import { changeOf } from './power-stream.tsx'
import type { Session } from './schemas.ts'

const startedAt = '2026-11-23T06:00:00.000Z'
const session = {
  id: 's',
  state: 'charging',
  startedAt,
  stoppedAt: null,
  timeZone: 'Asia/Makassar',
} as Session
const chart = (...powers: [minute: number, powerW: number][]): PowerChartProps => ({
  session,
  language: 'id',
  points: powers.map(([minute, value]) => ({ at: Date.parse(startedAt) + minute * 60_000, value })),
})

test('what is measured while one looks comes as points of the line', () => {
  const event = changeOf(chart([1, 1200]), chart([1, 1200], [2, 1180], [3, 1150]))
  expect(event?.event).toBe('points')
  expect(JSON.parse(event?.data ?? '')).toEqual({
    points: '120,320 180,350',
    text: 'Terakhir 1.150 W, pukul 14.03 WITA.',
  })
})

test('nothing is told of when nothing was measured', () => {
  expect(changeOf(chart([1, 1200]), chart([1, 1200]))).toBeUndefined()
})

test('the drawing comes anew when its frame is too small, when it begins, after a gap, and at the end', () => {
  const before = chart([1, 1200])
  expect(changeOf(before, chart([1, 1200], [2, 5200]))?.event).toBe('chart')
  expect(changeOf(before, chart([1, 1200], [2, 1200], [6, 1200]))?.event).toBe('chart')
  expect(changeOf(chart(), before)?.event).toBe('chart')
  expect(changeOf(chart([41, 900]), chart([41, 900], [47, 900]))?.event).toBe('chart')
  const ended = { ...session, state: 'finished', stoppedAt: '2026-11-23T06:01:00.000Z' } as Session
  expect(changeOf(before, { ...before, session: ended })?.event).toBe('chart')
})
