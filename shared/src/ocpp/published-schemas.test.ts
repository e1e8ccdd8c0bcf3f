import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { mutatedPayload, validPayload } from '../testing/json-schema-payloads.ts'
import { publishedSchemas } from '../testing/published-schemas.ts'
import { type Action, registry } from './registry.ts'
import { valueAt } from './violations.ts'

// The published JSON schemas, as another project ships them, are the oracle: our verdicts must be theirs, but for the
// differences listed here.

interface Difference {
  readonly name: string
  readonly reason: string
  /** Takes the blame for a payload that we accept and the published schema refuses. */
  readonly weAccept?: (error: ErrorObject, value: unknown) => boolean
  /** Takes the blame for a payload that we refuse and the published schema accepts. */
  readonly weRefuse?: (issue: z.core.$ZodIssue, value: unknown) => boolean
  readonly sample: { readonly action: Action; readonly payload: unknown }
}

const profile = (limit: number) => ({
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
  },
})
const at = '2026-11-23T03:22:00Z'

const differences: readonly Difference[] = [
  {
    name: 'tenths',
    reason: 'In binary 0.3 is no multiple of 0.1. A limit is judged as a whole number of tenths.',
    weAccept: (error, value) =>
      error.keyword === 'multipleOf' && Math.round(Number(value) * 10) / 10 === Number(value),
    sample: { action: 'SetChargingProfile', payload: profile(0.3) },
  },
  {
    name: 'Hertz',
    reason: 'The errata of 1.6 added the unit; the schemas were not published again.',
    weAccept: (error, value) =>
      error.keyword === 'enum' && error.instancePath.endsWith('/unit') && value === 'Hertz',
    sample: {
      action: 'MeterValues',
      payload: {
        connectorId: 1,
        meterValue: [
          {
            timestamp: at,
            sampledValue: [{ value: '50', measurand: 'Frequency', unit: 'Hertz' }],
          },
        ],
      },
    },
  },
  {
    name: 'integers beyond 2^53',
    reason: 'JSON numbers lose digits there, and energy and transaction ids must not.',
    weRefuse: (issue, value) =>
      (issue.code === 'too_big' || issue.code === 'too_small') &&
      Number.isInteger(value) &&
      !Number.isSafeInteger(value),
    sample: {
      action: 'StartTransaction',
      payload: {
        connectorId: 1,
        idTag: 'A',
        meterStart: 2 ** 53,
        timestamp: at,
      },
    },
  },
  {
    name: 'address in brackets',
    reason: 'Whether the text in the brackets is an IPv6 address shows when connecting.',
    weAccept: (error, value) => error.params.format === 'uri' && /\/\/[^/]*\[.*\]/.test(String(value)),
    sample: {
      action: 'GetDiagnostics',
      payload: { location: 'ftp://[::1::2]/logs' },
    },
  },
]

const ajv = new Ajv({ allErrors: true, strict: false })
addFormats.default(ajv)
const messages = publishedSchemas.map(({ action, part, schema }) => ({
  action,
  part,
  schema,
  name: `${action} ${part}`,
  validate: ajv.compile(schema as object),
}))
type Message = (typeof messages)[number]

const usedDifferences = new Set<string>()

/** `undefined` when the verdicts agree, or differ for listed reasons; else what differs. */
function disagreement({ action, part, validate }: Message, payload: unknown): string | undefined {
  const theirs = validate(payload)
  const ours = registry[action][part].safeParse(payload)
  if (theirs === ours.success) return
  const blamed = ours.success
    ? (validate.errors ?? []).map((error) => {
        const path = error.instancePath.split('/').slice(1)
        const value = valueAt(payload, path)
        return differences.find(({ weAccept }) => weAccept?.(error, value))
      })
    : ours.error.issues.map((issue) =>
        differences.find(({ weRefuse }) => weRefuse?.(issue, valueAt(payload, issue.path))),
      )
  if (blamed.every((difference) => difference !== undefined)) {
    for (const { name } of blamed) usedDifferences.add(name)
    return
  }
  return ours.success
    ? `we accept, they refuse: ${ajv.errorsText(validate.errors)}`
    : `they accept, we refuse: ${z.prettifyError(ours.error)}`
}

test('the registry has all 78 messages of the published schemas, and no other', () => {
  const ours = Object.keys(registry).flatMap((action) => [`${action} confirmation`, `${action} request`])
  expect(messages.map(({ name }) => name).toSorted()).toEqual(ours.toSorted())
  expect(messages).toHaveLength(78)
})

describe("our verdict is the published schema's", () => {
  // A fixed seed: a new difference shows with a change of the code, not with the weather.
  const settings = {
    seed: Number(process.env.COLOK_SEED ?? 16),
    numRuns: Number(process.env.COLOK_RUNS ?? 200),
  }

  test.each(messages)('$name', (message) => {
    const { action, part, schema } = message
    fc.assert(
      fc.property(validPayload(schema), (payload) => {
        expect(disagreement(message, payload)).toBeUndefined()
        expect(registry[action][part].safeParse(payload).success).toBe(true)
      }),
      settings,
    )
    let refused = 0
    fc.assert(
      fc.property(mutatedPayload(schema), (payload) => {
        expect(disagreement(message, payload)).toBeUndefined()
        if (!registry[action][part].safeParse(payload).success) refused++
      }),
      settings,
    )
    // Most mutations hurt; a run that refuses little has tried little.
    expect(refused).toBeGreaterThan(settings.numRuns / 4)
  })
})

describe('each listed difference is one, and is needed', () => {
  test.each(differences)('$name', ({ name, sample: { action, payload }, weAccept }) => {
    const message = messages.find((candidate) => candidate.action === action && candidate.part === 'request')
    if (message === undefined) throw new Error(`no message ${action}`)
    const ours = registry[action].request.safeParse(payload).success
    expect(ours).toBe(weAccept !== undefined)
    expect(message.validate(payload)).toBe(!ours)
    expect(disagreement(message, payload)).toBeUndefined()
    expect(usedDifferences).toContain(name)
  })
})

test.each(messages)('$name has generated code in front of it', ({ action, part }) => {
  expect(() => z.compile(registry[action][part], { strict: true })).not.toThrow()
})
