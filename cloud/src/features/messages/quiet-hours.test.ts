import { expect, test } from 'vitest'
import { outsideQuietHours } from './quiet-hours.ts'

const at = (text: string) => Date.parse(text)

test.each([
  // Bali is UTC+8, Papua UTC+9, Jakarta UTC+7.
  ['Asia/Makassar', '2026-11-23T12:59:59.999Z', '2026-11-23T12:59:59.999Z'],
  ['Asia/Makassar', '2026-11-23T13:00:00.000Z', '2026-11-23T23:00:00.000Z'],
  ['Asia/Makassar', '2026-11-23T15:30:20.500Z', '2026-11-23T23:00:00.000Z'],
  ['Asia/Makassar', '2026-11-23T16:00:00.000Z', '2026-11-23T23:00:00.000Z'],
  ['Asia/Makassar', '2026-11-23T22:59:59.999Z', '2026-11-23T23:00:00.000Z'],
  ['Asia/Makassar', '2026-11-23T23:00:00.000Z', '2026-11-23T23:00:00.000Z'],
  ['Asia/Jayapura', '2026-11-23T12:00:00.000Z', '2026-11-23T22:00:00.000Z'],
  ['Asia/Jakarta', '2026-11-23T13:30:00.000Z', '2026-11-23T13:30:00.000Z'],
])('in %s, what could go at %s goes at %s', (timeZone, instant, goes) => {
  expect(new Date(outsideQuietHours(at(instant), timeZone)).toISOString()).toBe(goes)
})
