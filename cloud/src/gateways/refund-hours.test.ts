import { expect, test } from 'vitest'
import { isClosedNow, opensNextAt } from './refund-hours.ts'

test.each([
  ['2026-11-23T23:54:59+07:00', false, '2026-11-24T06:00:00+07:00'],
  ['2026-11-23T23:55:00+07:00', true, '2026-11-24T06:00:00+07:00'],
  ['2026-11-24T00:00:00+07:00', true, '2026-11-24T06:00:00+07:00'],
  ['2026-11-24T05:59:59+07:00', true, '2026-11-24T06:00:00+07:00'],
  ['2026-11-24T06:00:00+07:00', false, '2026-11-25T06:00:00+07:00'],
])('at %s an issuer is closed at night: %s, and opens next at %s', (now, isClosed, opens) => {
  const instant = Date.parse(now)
  expect([isClosedNow(instant), opensNextAt(instant)]).toEqual([isClosed, Date.parse(opens)])
})
