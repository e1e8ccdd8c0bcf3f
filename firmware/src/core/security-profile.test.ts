import { describe, expect, test } from 'vitest'
import {
  addressUnder,
  connectionFailed,
  connectionProven,
  profileInForce,
  raiseSecurityProfile,
  type SecurityStanding,
  securityStandingSchema,
  trialAttempts,
} from './security-profile.ts'

const all = { password: true, centralSystemRoot: true, certificate: true }
const at = (proven: SecurityStanding['proven'], trial: SecurityStanding['trial'] = null) => ({
  proven,
  trial,
})

describe('SecurityProfile', () => {
  test.each([
    [0, '1'],
    [0, '3'],
    [1, '2'],
    [2, '3'],
  ] as const)('of %i may be raised to %s, and is tried before it counts', (proven, value) => {
    const result = raiseSecurityProfile(at(proven), value, all)
    expect(result).toEqual({ kind: 'raised', standing: at(proven, Number(value) as 1 | 2 | 3) })
    if (result.kind !== 'raised') return
    expect(securityStandingSchema.parse(result.standing)).toEqual(result.standing)
    expect(profileInForce(result.standing)).toBe(Number(value))
    expect(connectionProven(result.standing)).toEqual(at(Number(value) as 1 | 2 | 3))
  })

  test('that is in force already may be set again, which ends a trial', () => {
    expect(raiseSecurityProfile(at(1, 2), '1', all)).toEqual({ kind: 'raised', standing: at(1) })
  })

  test.each([
    ['is never lowered', '1', all, /only ever raised/],
    ['is one of four', '4', all, /one of/],
    ['is a number', '', all, /one of/],
    ['is a whole number', '2.0', all, /one of/],
    ['3 needs a certificate', '3', { ...all, certificate: false }, /certificate of this charge point/],
    ['3 needs a root', '3', { ...all, centralSystemRoot: false }, /CentralSystemRootCertificate/],
    ['2 needs a password', '2', { ...all, password: false }, /AuthorizationKey/],
  ])('%s', (_, value, credentials, problem) => {
    expect(raiseSecurityProfile(at(2), value, credentials)).toEqual({
      kind: 'refused',
      problem: expect.stringMatching(problem),
    })
  })

  test('3 needs no password', () => {
    expect(raiseSecurityProfile(at(2), '3', { ...all, password: false })).toMatchObject({ kind: 'raised' })
  })

  test('on trial falls back when its connections fail, and not before', () => {
    expect(connectionFailed(at(1, 2), trialAttempts - 1)).toEqual(at(1, 2))
    expect(connectionFailed(at(1, 2), trialAttempts)).toEqual(at(1))
  })

  test('that is proven is never fallen back from, however long the central system is away', () => {
    const proven = at(2)
    expect(connectionFailed(proven, 10_000)).toBe(proven)
    expect(connectionProven(proven)).toBe(proven)
  })
})

test('from profile 2 on the central system is spoken to by TLS', () => {
  expect(addressUnder(1, 'ws://csms.example.id/ocpp')).toBe('ws://csms.example.id/ocpp')
  expect(addressUnder(2, 'ws://csms.example.id:8080/ocpp')).toBe('wss://csms.example.id:8080/ocpp')
  expect(addressUnder(3, 'wss://csms.example.id/ocpp')).toBe('wss://csms.example.id/ocpp')
  expect(addressUnder(0, 'wss://csms.example.id/ocpp')).toBe('wss://csms.example.id/ocpp')
})
