import { expect, test } from 'vitest'
import { afterQuietHours, laneDueAt } from './alert-lane.ts'
import { conditionsAfter, type Moment } from './alert-moments.ts'
import { offlineConditions } from './alert-offline.ts'
import { isFarBelow, usualTakings } from './alert-takings.ts'
import { type Condition, turnsOf } from './alert-turns.ts'
import { causeOf, closesByItself, durationsOf, meanMs } from './incident.ts'

const minute = 60_000
const now = Date.UTC(2026, 10, 23, 3, 0, 0)
const nowhere = { siteId: null, chargerId: null, connectorId: null }
const condition = (subject: string, detail = {}): Condition => ({ ...nowhere, subject, beganAt: now, detail })
const openAlert = (subject: string, goneSince?: number, detail = {}) => ({
  ...{ id: `id-${subject}`, subject, goneSince, detail },
})
const times = { now, clearAfterMs: minute }

test('what is found is raised once, and cleared when it has stayed away for a minute', () => {
  expect(turnsOf([], [condition('a'), condition('a')], times).raise).toHaveLength(1)
  expect(turnsOf([openAlert('a')], [condition('a')], times)).toEqual({
    raise: [],
    renew: [],
    gone: [],
    clear: [],
  })
  expect(turnsOf([openAlert('a')], [], times)).toMatchObject({ gone: ['id-a'], clear: [] })
  expect(turnsOf([openAlert('a', now - minute + 1)], [], times)).toMatchObject({ gone: [], clear: [] })
  expect(turnsOf([openAlert('a', now - minute)], [], times)).toMatchObject({ clear: ['id-a'] })
})

test('what comes back before it is cleared is the same alert, and what is known of it is kept up', () => {
  expect(turnsOf([openAlert('a', now - 30_000)], [condition('a')], times).renew).toEqual([
    { id: 'id-a', detail: {} },
  ])
  const grown = condition('a', { chargers: ['1', '2'] })
  expect(turnsOf([openAlert('a', undefined, { chargers: ['1'] })], [grown], times)).toMatchObject({
    raise: [],
    renew: [{ id: 'id-a', detail: { chargers: ['1', '2'] } }],
  })
})

const gone = (chargerId: number, minutes: number, siteId = 's') => ({
  ...{ chargerId, chargePointId: `CLK-${chargerId}`, siteId, since: now - minutes * minute },
})
const known = (open: string[] = []) => ({
  ...{ now, afterMs: 10 * minute, chargersAtSite: new Map([['s', 4]]), open: new Set(open) },
})
const subjects = (found: readonly Condition[]) => found.map(({ subject }) => subject)

test('a charger is missed after so many minutes; half of a site is missed as a site', () => {
  expect(offlineConditions([gone(1, 9.9)], known())).toEqual([])
  expect(subjects(offlineConditions([gone(1, 10)], known()))).toEqual(['charger:1'])
  const outage = offlineConditions([gone(1, 10), gone(2, 9), gone(3, 8.5)], known())
  expect(outage).toMatchObject([
    { subject: 'site:s', chargerId: null, detail: { chargers: ['CLK-1', 'CLK-2', 'CLK-3'] } },
  ])
  expect(outage[0]?.beganAt).toBe(now - 10 * minute)
})

test('one that drops long after another has not dropped with it', () => {
  expect(subjects(offlineConditions([gone(1, 30), gone(2, 5)], known()))).toEqual(['charger:1'])
})

test('a charger that was told of alone stays alone when its site follows', () => {
  const found = offlineConditions([gone(1, 60), gone(2, 10), gone(3, 10)], known(['charger:1']))
  expect(subjects(found)).toEqual(['charger:1', 'site:s'])
  expect(found[1]?.detail.chargers).toEqual(['CLK-2', 'CLK-3'])
})

test('when most of a site is back, those that are not are missed by themselves', () => {
  expect(subjects(offlineConditions([gone(3, 40)], known(['site:s'])))).toEqual(['charger:3'])
})

const moment = (code: string, ends = false, at = now): Moment => ({
  ...{ ...nowhere, subject: 'charger:1', at, ends, detail: { code } },
})
const quiet = { now, quietMs: 60 * minute }

test('a forced door is told until it is closed, or nothing more is heard of it', () => {
  const [forced] = conditionsAfter([], [moment('forced')], quiet)
  expect(forced).toMatchObject({ subject: 'charger:1', detail: { code: 'forced' } })
  const open = [{ ...forced!, isGone: false }]
  expect(conditionsAfter(open, [], quiet)).toHaveLength(1)
  expect(conditionsAfter(open, [moment('closed', true)], quiet)).toEqual([])
  expect(conditionsAfter(open, [], { ...quiet, now: now + 60 * minute })).toEqual([])
})

test('a door that was forced and closed between two looks is told all the same, and is over at the next', () => {
  const [seen] = conditionsAfter([], [moment('forced'), moment('closed', true)], quiet)
  expect(seen?.detail).toMatchObject({ code: 'forced', ended: true })
  expect(conditionsAfter([{ ...seen!, isGone: false }], [], quiet)).toEqual([])
})

test('a photo stays with what follows', () => {
  const open = [{ ...condition('charger:1', { code: 'forced', photoId: 'p' }), isGone: false }]
  expect(conditionsAfter(open, [moment('tampered')], quiet)[0]?.detail).toMatchObject({
    code: 'tampered',
    photoId: 'p',
  })
})

test('a contact hears of a site once a minute at the most', () => {
  const lane = { now, severities: ['critical'] as const, quiet: undefined }
  expect(laneDueAt({ ...lane, toldAt: undefined })).toBe(now)
  expect(laneDueAt({ ...lane, toldAt: now - 20_000 })).toBe(now + 40_000)
  expect(laneDueAt({ ...lane, toldAt: now - 2 * minute })).toBe(now)
})

test.each([
  // Bali is UTC+8: 22:00 there is 14:00Z.
  ['2026-11-23T13:59:00Z', '2026-11-23T13:59:00.000Z'],
  ['2026-11-23T14:00:30Z', '2026-11-23T22:00:00.000Z'],
  ['2026-11-23T21:59:59Z', '2026-11-23T22:00:00.000Z'],
  ['2026-11-23T22:00:00Z', '2026-11-23T22:00:00.000Z'],
])('from 22:00 to 06:00 what can wait waits: %s goes at %s', (instant, goes) => {
  const hours = { from: '22:00', until: '06:00', timeZone: 'Asia/Makassar' }
  expect(new Date(afterQuietHours(Date.parse(instant), hours)).toISOString()).toBe(goes)
})

test('what is critical wakes people', () => {
  const night = Date.parse('2026-11-23T15:00:00Z')
  const hours = { from: '22:00', until: '06:00', timeZone: 'Asia/Makassar' }
  const lane = { now: night, toldAt: undefined, quiet: hours }
  expect(laneDueAt({ ...lane, severities: ['warning', 'critical'] })).toBe(night)
  expect(laneDueAt({ ...lane, severities: ['warning', 'notice'] })).toBeGreaterThan(night)
})

const days = [
  ['2026-11-02', 90_000],
  ['2026-11-09', 100_000],
  ['2026-11-10', 1],
  ['2026-11-16', 400_000],
].map(([day, takingsIdr]) => ({ day: String(day), takingsIdr: Number(takingsIdr) }))

test('a Monday is compared with the Mondays before it, by their median', () => {
  expect(usualTakings('2026-11-23', days)).toBe(100_000)
  expect(usualTakings('2026-11-24', days)).toBeUndefined()
  expect(usualTakings('2026-11-30', [...days, { day: '2026-11-23', takingsIdr: 200_000 }])).toBe(150_000)
})

test('takings are far below the usual under a share of it, where it is worth looking', () => {
  const rule = { percentOfUsual: 40, leastUsualIdr: 50_000 }
  expect(isFarBelow(39_999, 100_000, rule)).toBe(true)
  expect(isFarBelow(40_000, 100_000, rule)).toBe(false)
  expect(isFarBelow(0, 49_999, rule)).toBe(false)
  expect(isFarBelow(0, undefined, rule)).toBe(false)
})

test('all that is wrong with one charger is one incident, its lock another, its site a third', () => {
  const alert = { rule: 'r', siteId: 's', chargerId: 7 }
  const fault = causeOf({ ...alert, alertKind: 'fault', subject: 'socket:7:1' })
  expect(causeOf({ ...alert, alertKind: 'offline', subject: 'charger:7' })).toEqual(fault)
  expect(causeOf({ ...alert, alertKind: 'door', subject: 'charger:7' }).kind).toBe('security')
  expect(causeOf({ ...alert, chargerId: null, alertKind: 'offline', subject: 'site:s' })).toEqual({
    kind: 'outage',
    cause: 'site:s:outage',
  })
  expect(
    ['outage', 'equipment', 'security', 'money', 'other'].map((kind) => closesByItself(kind as 'other')),
  ).toEqual([true, true, false, false, false])
})

test('an incident is repaired when it works again, or when somebody says so', () => {
  const opened = {
    openedAt: now,
    acknowledgedAt: now + minute,
    recoveredAt: undefined,
    closedAt: now + 9 * minute,
  }
  expect(durationsOf(opened)).toEqual({ toAcknowledgeMs: minute, toRepairMs: 9 * minute })
  expect(durationsOf({ ...opened, recoveredAt: now + 5 * minute }).toRepairMs).toBe(5 * minute)
  expect(durationsOf({ ...opened, closedAt: undefined }).toRepairMs).toBeUndefined()
  expect([meanMs([]), meanMs([1, 2])]).toEqual([undefined, 2])
})
