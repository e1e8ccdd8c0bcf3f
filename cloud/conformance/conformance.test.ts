import { readFileSync } from 'node:fs'
import { renderReport } from '@colok/shared/testing/conformance/report'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newTestDatabase, type TestDatabase } from '../src/testing/test-database.ts'
import { cases, passing as noted } from './cases.ts'
import { documentFile, renderDocument } from './document.ts'
import { Cloud } from './kit/cloud.ts'
import { runCase } from './run-case.ts'

/** Each wait of a case has a deadline of its own, far below. */
const caseTimeoutMs = 90_000

const passing = noted.read()

describe('the central system passes', () => {
  let stored: TestDatabase
  let cloud: Cloud
  beforeAll(async () => {
    stored = await newTestDatabase()
    cloud = await Cloud.start(stored.environment)
  }, caseTimeoutMs)
  afterAll(async () => {
    await cloud.stop()
    await stored.remove()
  })

  describe.concurrent('each case on a charge point of its own', () => {
    test.each(
      cases.filter(({ id }) => passing.has(id)).map((each) => [`${each.id} ${each.title}`, each] as const),
    )(
      '%s',
      async (_, each) => {
        const result = await runCase(each, cloud)
        expect(result.outcome, renderReport([result])).toBe('pass')
      },
      caseTimeoutMs,
    )
  })
})

test('every id is there once, and what is noted as passing is a case', () => {
  const ids = cases.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining([...passing]))
})

test('CONFORMANCE.md says what is run here', () => {
  expect(readFileSync(documentFile, 'utf8')).toBe(renderDocument(cases, passing))
})
