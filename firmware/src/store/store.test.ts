import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import type { JournalReading, OutboxEntry, Sample } from '../core/durable.ts'
import { type Store, StoreError } from './contract.ts'
import { MemoryStore } from './memory-store.ts'
import { SqliteStore } from './sqlite-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'colok-store-'))
const path = join(folder, 'charger.db')
const at = { bootId: 'boot', monotonicMs: 5, wallMs: null }
const started: OutboxEntry = {
  kind: 'started',
  id: 1,
  localId: 7,
  connectorId: 1,
  idTag: 'CARD',
  meterStartWh: 100,
  at,
  reservationId: null,
}
const metered: OutboxEntry = { kind: 'metered', id: 2, localId: 7, connectorId: 1, samples: [] }
const reading = (importWh: number): JournalReading => ({ connectorId: 1, localId: 7, importWh, at })
const sample: Sample = {
  at,
  context: 'Sample.Periodic',
  values: [{ measurand: 'Voltage', value: '230', unit: 'V' }],
}

afterEach(() => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
})

/** Each store, closed and opened anew between writing and reading where that means something. */
const engines: [string, () => { store: Store; reopen: () => Store }][] = [
  [
    'SQLite',
    () => {
      const store = new SqliteStore(path)
      return {
        store,
        reopen: () => {
          store.close()
          return new SqliteStore(path)
        },
      }
    },
  ],
  [
    'memory',
    () => {
      const store = new MemoryStore()
      return { store, reopen: () => store }
    },
  ],
]

describe.each(engines)('the %s store', (_, make) => {
  test('a fresh one is empty', () => {
    const { store } = make()
    expect(store.load()).toEqual({ slices: {}, outbox: [], readings: [], samples: [] })
    store.close()
  })

  test('gives back what was committed, the outbox in order, the last reading of each session', () => {
    const { store, reopen } = make()
    store.commit({ slices: { configuration: { A: '1' }, 'session/1': null }, records: [] })
    store.commit({
      slices: { configuration: { A: '2' } },
      records: [
        { kind: 'outboxAdded', entry: metered },
        { kind: 'outboxAdded', entry: started },
        { kind: 'reading', reading: reading(100) },
        { kind: 'reading', reading: reading(108) },
        { kind: 'sample', localId: 7, sample },
      ],
    })
    const again = reopen()
    expect(again.load()).toEqual({
      slices: { configuration: { A: '2' }, 'session/1': null },
      outbox: [started, metered],
      readings: [reading(108)],
      samples: [{ localId: 7, sample }],
    })
    again.close()
  })

  test('every reading stands in the journal, also while others are written', () => {
    const { store } = make()
    store.commit({
      slices: {},
      records: Array.from({ length: 450 }, (_, index) => ({ kind: 'reading', reading: reading(index) })),
    })
    const read: number[] = []
    for (const { importWh } of store.journal()) {
      read.push(importWh)
      if (importWh === 100) store.commit({ slices: { counters: 1 }, records: [] })
    }
    expect(read).toEqual(Array.from({ length: 450 }, (_, index) => index))
    store.close()
  })

  test('a message that got its time takes the place of the one without', () => {
    const { store, reopen } = make()
    const entry: OutboxEntry = { ...started, at: { ...at, wallMs: 1_000, estimated: true } }
    store.commit({ slices: {}, records: [{ kind: 'outboxAdded', entry: started }] })
    store.commit({ slices: {}, records: [{ kind: 'outboxDated', entry }] })
    const again = reopen()
    expect(again.load().outbox).toEqual([entry])
    again.close()
  })

  test('delivered messages go, buried ones are kept apart for ever', () => {
    const { store, reopen } = make()
    store.commit({
      slices: {},
      records: [
        { kind: 'outboxAdded', entry: started },
        { kind: 'outboxAdded', entry: metered },
      ],
    })
    store.commit({
      slices: {},
      records: [
        { kind: 'outboxDelivered', id: 1, later: false },
        { kind: 'outboxBuried', entry: metered, why: 'refused three times' },
        { kind: 'sample', localId: 7, sample },
        { kind: 'sessionClosed', connectorId: 1, localId: 7 },
      ],
    })
    const again = reopen()
    expect(again.load()).toMatchObject({ outbox: [], samples: [] })
    expect(again.deadLetters()).toEqual([{ why: 'refused three times', entry: JSON.stringify(metered) }])
    again.close()
  })
})

describe('the SQLite store', () => {
  test('all of a commit or nothing', () => {
    const store = new SqliteStore(path)
    store.commit({ slices: {}, records: [{ kind: 'outboxAdded', entry: started }] })
    expect(() =>
      store.commit({
        slices: { configuration: { lost: 'yes' } },
        records: [
          { kind: 'reading', reading: reading(1) },
          { kind: 'outboxAdded', entry: started },
        ],
      }),
    ).toThrow(StoreError)
    expect(store.load()).toMatchObject({ slices: {}, readings: [] })
    store.close()
  })

  test('a full disk is told as such', () => {
    const store = new SqliteStore(path, { maxPages: 40 })
    const fill = () => {
      for (let id = 1; id <= 2_000; id += 1)
        store.commit({ slices: {}, records: [{ kind: 'outboxAdded', entry: { ...started, id } }] })
    }
    expect(fill).toThrow(expect.objectContaining({ code: 'full' }))
    store.close()
  })

  test('a second process is told that the store is taken', () => {
    const store = new SqliteStore(path)
    expect(() => new SqliteStore(path, { lockTimeoutMs: 10 })).toThrow(
      expect.objectContaining({ code: 'busy' }),
    )
    store.close()
  })

  test('a damaged file is unreadable, not a crash', () => {
    writeFileSync(path, 'this is not a database, however long it goes on about itself'.repeat(50))
    expect(() => new SqliteStore(path)).toThrow(expect.objectContaining({ code: 'unreadable' }))
  })

  test('a file of a newer version is left alone', () => {
    new SqliteStore(path).close()
    const database = new Database(path)
    database.pragma('user_version = 99')
    database.close()
    expect(() => new SqliteStore(path)).toThrow(/newer version/)
  })

  test('the journal writes over its oldest rows', () => {
    const store = new SqliteStore(path)
    for (let round = 0; round < 21; round += 1)
      store.commit({
        slices: {},
        records: Array.from({ length: 1_000 }, (_, index) => ({
          kind: 'reading',
          reading: reading(round * 1_000 + index),
        })),
      })
    expect(store.load().readings).toEqual([reading(20_999)])
    store.close()
    const database = new Database(path, { readonly: true })
    expect(database.prepare('SELECT count(*) AS length FROM reading').get()).toEqual({ length: 20_000 })
    database.close()
  })
})
