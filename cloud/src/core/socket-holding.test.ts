import { expect, test } from 'vitest'
import {
  type HoldingQuestion,
  knowsReservations,
  mostUnusedADay,
  refusalToHold,
  restMs,
} from './socket-holding.ts'

const asked: HoldingQuestion = {
  ...{ now: 1_000_000_000, minutes: 15, canReserve: true },
  person: { holdsOne: false, unusedToday: 0 },
  post: { isHeld: false, unusedUntil: undefined },
}

test('a socket is held where tariff and charger allow it', () => {
  expect(refusalToHold(asked)).toBeUndefined()
  expect(refusalToHold({ ...asked, minutes: null })).toBe('notHere')
  expect(refusalToHold({ ...asked, canReserve: false })).toBe('notHere')
})

test('a person holds one at a time, and few in a day that come to nothing', () => {
  const person = (holdsOne: boolean, unusedToday: number) =>
    refusalToHold({ ...asked, person: { holdsOne, unusedToday } })
  expect(person(true, 0)).toBe('holdsOne')
  expect(person(false, mostUnusedADay - 1)).toBeUndefined()
  expect(person(false, mostUnusedADay)).toBe('tooMany')
})

test('a post has one held socket at a time, and rests after one that came to nothing', () => {
  const post = (isHeld: boolean, unusedUntil: number | undefined) =>
    refusalToHold({ ...asked, post: { isHeld, unusedUntil } })
  expect(post(true, undefined)).toBe('postHeld')
  expect(post(false, asked.now - restMs + 1)).toBe('postRests')
  expect(post(false, asked.now - restMs)).toBeUndefined()
})

test('one person alone holds a post for three quarters of an hour in a day at most', () => {
  let held = 0
  let unusedUntil: number | undefined
  for (let now = 0; now < 24 * 60; now += 1) {
    const at = now * 60_000
    const person = { holdsOne: false, unusedToday: held / 15 }
    if (refusalToHold({ ...asked, now: at, person, post: { isHeld: false, unusedUntil } }) !== undefined)
      continue
    held += 15
    now += 14
    unusedUntil = at + 15 * 60_000
  }
  expect(held).toBe(45)
})

test('a charger knows reservations when it says so, however it writes that', () => {
  const told = (value: string | undefined) =>
    knowsReservations([
      { key: 'SupportedFeatureProfiles', readonly: true, ...(value !== undefined && { value }) },
    ])
  expect(told('Core, Reservation,SmartCharging')).toBe(true)
  expect(told('core,RESERVATION')).toBe(true)
  expect(told('Core,ReservationX')).toBe(false)
  expect(told(undefined)).toBe(false)
  expect(knowsReservations([])).toBe(false)
})
