import type { z } from 'zod'
import { isDateTime } from './date-time.ts'
import { valueAt } from './violations.ts'

type Issue = z.core.$ZodIssue

/** One field that breaks its schema, and what the schema says of it. */
interface Deviation {
  readonly issue: Issue
  /** The name of the field; of the list, for an element of one. */
  readonly field: string
  readonly value: unknown
}

/** What stands in the field's place: another value, or nothing. */
type Repair = { readonly kind: 'replace'; readonly value: unknown } | { readonly kind: 'remove' }

/** A deviation that real chargers and central systems make and that has one meaning only. */
export interface Leniency {
  readonly name: string
  readonly reason: string
  repair(deviation: Deviation): Repair | undefined
}

/**
 * What lenient validation forgives. Each row turns a deviation into what the peer plainly meant, so that whoever reads
 * the message still gets exactly what the specification describes. A deviation with two readings has no row: an unknown
 * unit is refused, since leaving it out would make it Wh.
 */
export const leniencies: readonly Leniency[] = [
  {
    name: 'null for an absent field',
    reason: 'Serialisers of several languages write every optional field.',
    repair: ({ value }) => (value === null ? remove : undefined),
  },
  {
    name: 'empty text for an absent field',
    reason: 'Firmware that prints a fixed template writes "" where it has no transaction, date or unit.',
    repair: ({ value }) => (value === '' ? remove : undefined),
  },
  {
    name: 'property that the specification does not know',
    reason: 'Fields of OCPP 2.0.1 and of vendors, such as transactionId in StartTransaction.req, ride along.',
    repair: ({ issue, value }) => {
      if (issue.code !== 'unrecognized_keys' || !isRecord(value)) return
      const unknown = new Set(issue.keys)
      const known = Object.entries(value).filter(([key]) => !unknown.has(key))
      return replace(Object.fromEntries(known))
    },
  },
  {
    name: 'empty list for an empty object',
    reason: 'PHP encodes an empty associative array as [].',
    repair: ({ issue, value }) =>
      expects(issue, 'object') && Array.isArray(value) && value.length === 0 ? replace({}) : undefined,
  },
  {
    name: 'single object for a list of one',
    reason: 'Seen in MeterValues of a wallbox maker: meterValue without its brackets.',
    repair: ({ issue, value }) => (expects(issue, 'array') && isRecord(value) ? replace([value]) : undefined),
  },
  {
    name: 'number for a text',
    reason:
      'Measured values and error codes arrive as JSON numbers. An idTag does not qualify: its leading zeros are gone.',
    repair: ({ issue, field, value }) =>
      expects(issue, 'string') &&
      typeof value === 'number' &&
      (field === 'value' || field === 'vendorErrorCode')
        ? replace(String(value))
        : undefined,
  },
  {
    name: 'text for a number or a boolean',
    reason: "Values are passed on as the text that the charger's settings hold.",
    repair: ({ issue, value }) => (typeof value === 'string' ? fromText(issue, value) : undefined),
  },
  {
    name: 'fraction of a Wh or of a second',
    reason:
      'Meters with a finer register send meterStart 1234.56. Rounded to the nearest whole, by which at most 0.5 Wh is misplaced.',
    repair: ({ issue, field, value }) =>
      typeof value === 'number' && expects(issue, 'int') && wholeUnitFields.has(field)
        ? replace(Math.round(value))
        : undefined,
  },
  {
    name: 'date-time without a zone',
    reason: 'Chargers that keep UTC, as the specification asks, leave out the Z.',
    repair: ({ issue, value }) =>
      issue.code === 'custom' && typeof value === 'string' && isDateTime(`${value}Z`)
        ? replace(`${value}Z`)
        : undefined,
  },
  {
    name: 'Hz for Hertz',
    reason: 'The errata name Hertz; meters, and firmware that passes them on, write Hz.',
    repair: ({ issue, field, value }) =>
      issue.code === 'invalid_value' && field === 'unit' && value === 'Hz' ? replace('Hertz') : undefined,
  },
  {
    name: 'other letter case in a fixed word',
    reason: 'wh for Wh, accepted for Accepted: no two words of an enumeration differ by case alone.',
    repair: ({ issue, value }) => {
      if (issue.code !== 'invalid_value' || typeof value !== 'string') return
      const word = value.trim().toLowerCase()
      const meant = issue.values.find((candidate) => String(candidate).toLowerCase() === word)
      return meant === undefined ? undefined : replace(meant)
    },
  },
  {
    name: 'descriptive text over its length',
    reason:
      'Serial numbers, models and versions grow longer than 1.6 foresaw. Cut; nothing is ever decided by these texts.',
    repair: ({ issue, field, value }) =>
      issue.code === 'too_big' && typeof value === 'string' && descriptiveFields.has(field)
        ? replace(value.slice(0, Number(issue.maximum)))
        : undefined,
  },
]

const wholeUnitFields: ReadonlySet<string> = new Set([
  'meterStart',
  'meterStop',
  'interval',
  'retryInterval',
  'duration',
])

const descriptiveFields: ReadonlySet<string> = new Set([
  'chargePointVendor',
  'chargePointModel',
  'chargePointSerialNumber',
  'chargeBoxSerialNumber',
  'firmwareVersion',
  'iccid',
  'imsi',
  'meterType',
  'meterSerialNumber',
  'info',
  'vendorErrorCode',
  'techInfo',
])

const remove: Repair = { kind: 'remove' }

function replace(value: unknown): Repair {
  return { kind: 'replace', value }
}

function expects(issue: Issue, type: string): boolean {
  return issue.code === 'invalid_type' && issue.expected === type
}

function fromText(issue: Issue, text: string): Repair | undefined {
  if (issue.code !== 'invalid_type') return
  if (issue.expected === 'int' || issue.expected === 'number')
    return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? replace(Number(text)) : undefined
  if (issue.expected !== 'boolean') return
  const word = text.toLowerCase()
  return word === 'true' || word === 'false' ? replace(word === 'true') : undefined
}

// A repair may lay bare the next deviation (a text that becomes a number with a fraction); more rounds mean nonsense.
const maxRounds = 4
const maxDeviations = 2000

export type Repaired =
  | {
      readonly kind: 'repaired'
      readonly value: object
      readonly used: readonly string[]
    }
  | { readonly kind: 'hopeless' }

/**
 * A copy of `payload` that satisfies `schema`, if the table above can make one of it, and the names of the rows used.
 * `payload` is left as it was.
 */
export function repair(schema: z.ZodObject, payload: unknown, issues: readonly Issue[]): Repaired {
  const hopeless: Repaired = { kind: 'hopeless' }
  const used = new Set<string>()
  const copy = copied(payload)
  if (copy === undefined) return hopeless
  let remaining = issues
  for (let round = 0; round < maxRounds; round++) {
    if (remaining.length > maxDeviations) return hopeless
    for (const issue of remaining) {
      const leniency = repairOne(copy, ['payload', ...issue.path], issue)
      if (leniency === undefined) return hopeless
      used.add(leniency.name)
    }
    const result = schema.safeParse(copy.payload)
    if (result.success) return { kind: 'repaired', value: result.data, used: [...used] }
    remaining = result.error.issues
  }
  return hopeless
}

/** A payload is JSON. `undefined` for nesting so deep that the stack does not hold it: OCPP goes six levels deep at most. */
function copied(payload: unknown): { payload: unknown } | undefined {
  try {
    return { payload: JSON.parse(JSON.stringify(payload)) as unknown }
  } catch {
    return undefined
  }
}

/** Repairs the field at `path` in place; tells by which row. */
function repairOne(root: object, path: readonly PropertyKey[], issue: Issue): Leniency | undefined {
  const key = path.at(-1) ?? 'payload'
  const parent = valueAt(root, path.slice(0, -1)) as Record<PropertyKey, unknown>
  const field = String(path.findLast((part) => typeof part === 'string'))
  const value = valueAt(root, path)
  if (value === undefined) return
  for (const leniency of leniencies) {
    const repaired = leniency.repair({ issue, field, value })
    if (repaired === undefined) continue
    if (repaired.kind === 'replace') parent[key] = repaired.value
    // Where something must stand (a required field, an element of a list), the next round finds it missing.
    else delete parent[key]
    return leniency
  }
  return
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
