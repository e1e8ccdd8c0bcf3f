import fc from 'fast-check'

/** As much of JSON Schema as the published OCPP 1.6 schemas use. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxLength?: number
  readonly enum?: readonly string[]
  readonly format?: string
  readonly multipleOf?: number
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, JsonSchema>>
}

/** Payloads that satisfy `schema`, with its corners: longest texts, empty lists, odd but legal dates. */
export function validPayload(schema: JsonSchema, root: JsonSchema = schema): fc.Arbitrary<unknown> {
  const { $ref, enum: words } = schema
  if ($ref !== undefined) return validPayload(definition($ref, root), root)
  if (words !== undefined) return fc.constantFrom(...words)
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {})
      return fc.record(
        Object.fromEntries(properties.map(([name, property]) => [name, validPayload(property, root)])),
        { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true },
      )
    }
    case 'array':
      return fc.array(validPayload(schema.items ?? {}, root), {
        minLength: schema.minItems ?? 0,
        maxLength: 3,
      })
    case 'string':
      return validText(schema)
    case 'integer':
      return fc.oneof(
        fc.integer(),
        fc.constantFrom(0, -1, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
      )
    case 'number':
      return fc.integer({ min: -100_000, max: 100_000 }).map((tenths) => tenths / 10)
    case 'boolean':
      return fc.boolean()
    default:
      return fc.jsonValue()
  }
}

/** Payloads that are nearly right: a valid one with one to three things wrong, or right by chance. */
export function mutatedPayload(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc
    .tuple(validPayload(schema), fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([payload, mutations]) => {
      const root = { payload }
      for (const { at, what } of mutations) {
        const places = placesIn(root)
        const place = places[Math.floor(at * places.length)]
        if (place !== undefined) what(place)
      }
      return root.payload
    })
}

function definition($ref: string, root: JsonSchema): JsonSchema {
  const found = root.definitions?.[$ref.replace('#/definitions/', '')]
  if (found === undefined) throw new Error(`the schema has no ${$ref}`)
  return found
}

function validText({ format, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time') return dateTime
  if (format === 'uri')
    return fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.constantFrom(...uris))
  return fc.oneof(
    fc.string({ maxLength: Math.min(maxLength, 60) }),
    fc.constantFrom('', 'x'.repeat(maxLength), 'é'.repeat(maxLength)),
  )
}

const uris = [
  'ftp://user:secret@10.0.0.1:21/logs/',
  'https://colok.example/fw.bin?x=1&y=%20#a',
  'file:///tmp/x',
  'http://host',
  'urn:uuid:1',
  'mailto:a@b',
  'sftp://h/a;b=c',
]

const twoDigits = (max: number, min = 0) =>
  fc.integer({ min, max }).map((value) => String(value).padStart(2, '0'))

const dateTime = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: 0, max: 9999 }).map((year) => String(year).padStart(4, '0')),
      twoDigits(12, 1),
      twoDigits(28, 1),
      fc.constantFrom('T', 't', ' '),
      twoDigits(23),
      twoDigits(59),
      twoDigits(59),
      fc.constantFrom('', '.1', '.123', '.123456789'),
      fc.constantFrom('Z', 'z', '+07:00', '-03:30', '+0800', '+09', '+23:59'),
    )
    .map(
      ([year, month, day, separator, hour, minute, second, fraction, zone]) =>
        `${year}-${month}-${day}${separator}${hour}:${minute}:${second}${fraction}${zone}`,
    ),
  fc.constantFrom(
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '2026-12-31T23:59:59.999Z',
    '2016-12-31T23:59:60Z',
    '2017-01-01T07:59:60+08:00',
  ),
)

interface Place {
  readonly parent: Record<PropertyKey, unknown>
  readonly key: PropertyKey
}

/** Every object, element and field of a payload, the whole included. */
function placesIn(root: { payload: unknown }): Place[] {
  const places: Place[] = []
  const visit = (parent: Record<PropertyKey, unknown>, key: PropertyKey) => {
    places.push({ parent, key })
    const value = parent[key]
    if (typeof value !== 'object' || value === null) return
    for (const inner of Object.keys(value)) visit(value as Record<PropertyKey, unknown>, inner)
  }
  visit(root, 'payload')
  return places
}

type What = (place: Place) => void

const replacements: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  0.1,
  0.05,
  0.3,
  1e21,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 60),
  '',
  '1',
  '1.5',
  'true',
  'x'.repeat(21),
  'x'.repeat(51),
  'x'.repeat(256),
  'x'.repeat(501),
  'x'.repeat(10_001),
  '🔌'.repeat(20),
  '🔌'.repeat(25),
  'accepted',
  'Accepted',
  'Hz',
  'Hertz',
  'Celcius',
  '__proto__',
  '2026-02-29T00:00:00Z',
  '2100-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00',
  '2026-01-01T00:00Z',
  '2026-01-01',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00+07:60',
  '2026-01-01T00:00:00.Z',
  '2026-1-1T00:00:00Z',
  '2026-01-01TT00:00:00Z',
  'Mon, 23 Nov 2026 03:22:00 GMT',
  'no uri',
  '//host/path',
  'http://a b/',
  'http:///a|b',
  'http://host:port/',
  'http://host/%zz',
  '1http://host/',
  'http:',
  [],
  {},
  [{}],
  ['x'],
]

const mutations: readonly What[] = [
  ({ parent, key }) => {
    if (key !== 'payload' && !Array.isArray(parent)) delete parent[key]
  },
  ({ parent, key }) => {
    const value = parent[key]
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      Object.assign(value, { extra: 1 })
  },
  ({ parent, key }) => {
    const value = parent[key]
    // As JSON.parse does it: an own property, not the prototype.
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      Object.defineProperty(value, '__proto__', {
        value: {},
        enumerable: true,
        configurable: true,
        writable: true,
      })
  },
  ({ parent, key }) => {
    const value = parent[key]
    if (typeof value === 'string') parent[key] = value.toLowerCase()
  },
  ({ parent, key }) => {
    const value = parent[key]
    if (typeof value === 'string') parent[key] = `${value}x`
  },
  ({ parent, key }) => {
    const value = parent[key]
    if (typeof value === 'number') parent[key] = value + 0.04
  },
  ({ parent, key }) => {
    parent[key] = [parent[key]]
  },
]

const mutation: fc.Arbitrary<{ at: number; what: What }> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  what: fc.oneof(
    fc.constantFrom(...mutations),
    fc.constantFrom(...replacements).map(
      (value): What =>
        ({ parent, key }) => {
          parent[key] = structuredClone(value)
        },
    ),
  ),
})
