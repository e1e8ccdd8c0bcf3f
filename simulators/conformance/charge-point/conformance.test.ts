import { readFileSync } from 'node:fs'
import { renderReport } from '@colok/shared/testing/conformance/report'
import { describe, expect, test } from 'vitest'
import { cases, passing as noted } from './cases.ts'
import { documentFile, renderDocument } from './document.ts'
import { runCase } from './run-case.ts'

/** Each wait of a case has a deadline of its own, far below. */
const caseTimeoutMs = 300_000

const passing = noted.read()

describe.concurrent('the charge point passes', () => {
  test.each(
    cases.filter(({ id }) => passing.has(id)).map((each) => [`${each.id} ${each.title}`, each] as const),
  )(
    '%s',
    async (_, each) => {
      const result = await runCase(each)
      expect(result.outcome, renderReport([result])).toBe('pass')
    },
    caseTimeoutMs,
  )
})

test('every id is there once, and what is noted as passing is a case that applies', () => {
  const ids = cases.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const applicable = cases.filter(({ notApplicable }) => notApplicable === undefined).map(({ id }) => id)
  expect(applicable).toEqual(expect.arrayContaining([...passing]))
})

test('CONFORMANCE.md says what is run here', () => {
  expect(readFileSync(documentFile, 'utf8')).toBe(renderDocument(cases, passing))
})
