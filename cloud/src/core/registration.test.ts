import { expect, test } from 'vitest'
import { mayBeSent, mayBeTaken } from './registration.ts'

test('a boot is always heard, and an accepted charger is heard in everything', () => {
  for (const registration of ['Accepted', 'Pending', 'Rejected'] as const)
    expect(mayBeTaken('BootNotification', { registration, triggered: false })).toBe(true)
  expect(mayBeTaken('StopTransaction', { registration: 'Accepted', triggered: false })).toBe(true)
})

test('a pending charger is heard only in what it was asked for, a rejected one not even in that', () => {
  expect(mayBeTaken('StatusNotification', { registration: 'Pending', triggered: false })).toBe(false)
  expect(mayBeTaken('StatusNotification', { registration: 'Pending', triggered: true })).toBe(true)
  expect(mayBeTaken('StatusNotification', { registration: 'Rejected', triggered: true })).toBe(false)
})

test('a pending charger can be set up but delivers nothing; a rejected one is left alone', () => {
  expect(mayBeSent('ChangeConfiguration', 'Pending')).toBe(true)
  expect(mayBeSent('TriggerMessage', 'Pending')).toBe(true)
  expect(mayBeSent('RemoteStartTransaction', 'Pending')).toBe(false)
  expect(mayBeSent('GetConfiguration', 'Rejected')).toBe(false)
  expect(mayBeSent('RemoteStartTransaction', 'Accepted')).toBe(true)
})
