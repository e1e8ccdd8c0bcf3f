import { expect, test } from 'vitest'
import { checklistOf, daysBetween, type KeptDocument, reminderDue, soonDays } from './regulation.ts'

const slo = (change: Partial<KeptDocument> = {}): KeptDocument => ({
  ...{ id: 'a', kind: 'slo', chargePointId: null, issuedOn: '2021-12-01', expiresOn: '2026-12-01' },
  ...{ isWithdrawn: false, ...change },
})
const today = '2026-11-23'
const sloOf = (...documents: KeptDocument[]) =>
  checklistOf({ chargers: [], documents }, today).find(({ kind }) => kind === 'slo')

test('a site needs its papers, and each charger the seal of its meter', () => {
  const items = checklistOf({ chargers: ['CLK-0001', 'CLK-0002'], documents: [] }, today)
  expect(items.map(({ kind, chargePointId }) => [kind, chargePointId])).toEqual([
    ['operatorLicence', null],
    ['spkluNumber', null],
    ['slo', null],
    ['meterSeal', 'CLK-0001'],
    ['meterSeal', 'CLK-0002'],
  ])
  expect(items.every(({ state }) => state === 'missing')).toBe(true)
})

test('a seal counts for its own charger alone', () => {
  const seal = slo({ kind: 'meterSeal', chargePointId: 'CLK-0002' })
  const items = checklistOf({ chargers: ['CLK-0001', 'CLK-0002'], documents: [seal] }, today)
  expect(items.slice(3).map(({ document }) => document?.chargePointId)).toEqual([undefined, 'CLK-0002'])
})

test('a paper holds through its last day', () => {
  const stateOn = (expiresOn: string | null) => sloOf(slo({ expiresOn }))?.state
  expect(stateOn(null)).toBe('valid')
  expect(stateOn('2026-11-22')).toBe('ended')
  expect(stateOn(today)).toBe('endsSoon')
  expect(stateOn('2027-01-22')).toBe('endsSoon')
  expect(daysBetween(today, '2027-01-22')).toBe(soonDays)
  expect(stateOn('2027-01-23')).toBe('valid')
})

test('the newest counts, and what was withdrawn never does', () => {
  const newer = slo({ id: 'b', issuedOn: '2026-11-01', expiresOn: '2031-11-01' })
  expect(sloOf(newer, slo())?.document?.id).toBe('b')
  expect(sloOf(slo(), { ...newer, isWithdrawn: true })?.document?.id).toBe('a')
  expect(sloOf(slo({ isWithdrawn: true }))?.state).toBe('missing')
})

test('who was not told for long is told once, of the nearest step', () => {
  const steps = [60, 30, 7]
  expect([61, 60, 31, 30, 8, 7, 0, -1, -90].map((left) => reminderDue(left, steps))).toEqual([
    ...[undefined, 60, 60, 30, 30, 7, 7, -1, -1],
  ])
  expect(reminderDue(null, steps)).toBeUndefined()
})
