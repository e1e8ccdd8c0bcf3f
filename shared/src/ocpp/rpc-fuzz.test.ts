import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mutatedPayload, validPayload } from '../testing/json-schema-payloads.ts'
import { publishedSchemas } from '../testing/published-schemas.ts'
import { refusingHandlers } from '../testing/refusing-handlers.ts'
import { VirtualClock } from '../testing/virtual-clock.ts'
import { rpcErrorCodes } from './errors.ts'
import { Rpc, type Validation } from './rpc.ts'

// Whatever comes over the line, nothing throws, no call of ours is left hanging, what is sent is OCPP-J, and the next
// Heartbeat is answered.

/** Calls with payloads that are right or nearly right. */
const nearlyRight = fc
  .constantFrom(...publishedSchemas.filter(({ part }) => part === 'request'))
  .chain(({ action, schema }) =>
    fc
      .tuple(fc.string({ maxLength: 40 }), fc.oneof(validPayload(schema), mutatedPayload(schema)))
      .map(([id, payload]) => JSON.stringify([2, id, action, payload])),
  )

/** Arrays with the look of a frame, answers to our own calls among them. */
const frameLike = fc
  .tuple(
    fc.constantFrom(2, 3, 4, 5, '2', null, -1, 2.5),
    fc.oneof(fc.constantFrom('our-1', 'our-2', '', '__proto__'), fc.jsonValue({ maxDepth: 1 })),
    fc.array(fc.oneof(fc.constantFrom('Heartbeat', 'constructor', 'GenericError', {}), fc.jsonValue()), {
      maxLength: 4,
    }),
  )
  .map(([type, id, rest]) => JSON.stringify([type, id, ...rest]))

/** A frame that lost a piece, or has one twice. */
const damaged = fc
  .tuple(fc.oneof(nearlyRight, frameLike), fc.nat(), fc.nat(), fc.boolean())
  .map(([text, a, b, twice]) => {
    const from = a % (text.length + 1)
    const to = b % (text.length + 1)
    return twice
      ? text + text.slice(from)
      : text.slice(0, Math.min(from, to)) + text.slice(Math.max(from, to))
  })

const anyText = fc.oneof(
  nearlyRight,
  frameLike,
  damaged,
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '['.repeat(60_000),
    `[2,"deep","Heartbeat",${'['.repeat(30_000)}${']'.repeat(30_000)}]`,
    'x'.repeat(70_000),
  ),
)

test.each<Validation>(['strict', 'lenient', 'log-only'])(
  'any texts at all leave a peer that answers (%s validation)',
  async (validation) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 12 }), async (texts) => {
        const clock = new VirtualClock()
        const sent: unknown[] = []
        let id = 0
        const rpc = new Rpc<'CentralSystem', undefined>({
          role: 'CentralSystem',
          handlers: {
            ...refusingHandlers('CentralSystem'),
            Heartbeat: () => ({ currentTime: '2026-11-23T03:22:00.000Z' }),
            Authorize: async ({ idTag }) => ({
              idTagInfo: { status: 'Accepted', parentIdTag: idTag },
            }),
          },
          context: undefined,
          send: (text) => sent.push(JSON.parse(text)),
          clock,
          newMessageId: () => `our-${++id}`,
          callTimeoutMs: 1000,
          maxQueuedCalls: 3,
          validation,
        })
        const ours = [rpc.call('ClearCache', {}), rpc.call('Reset', { type: 'Soft' })]
        for (const text of texts) rpc.receive(text)
        await clock.advance(5000)
        const heartbeatId = 'the one that counts'
        rpc.receive(JSON.stringify([2, heartbeatId, 'Heartbeat', {}]))
        await clock.advance(0)

        expect(sent.at(-1)).toEqual([3, heartbeatId, { currentTime: '2026-11-23T03:22:00.000Z' }])
        for (const message of sent) expect(isOcppJ(message)).toBe(true)
        const results = await Promise.all(ours)
        for (const { kind } of results) expect(['confirmed', 'error', 'invalid', 'timeout']).toContain(kind)
      }),
      { seed: 16, numRuns: Number(process.env.COLOK_RUNS ?? 300) },
    )
  },
  120_000,
)

function isOcppJ(message: unknown): boolean {
  if (!Array.isArray(message) || typeof message[1] !== 'string') return false
  const [type, , third, description, details] = message as unknown[]
  if (type === 2) return message.length === 4 && typeof third === 'string'
  if (type === 3) return message.length === 3 && typeof third === 'object' && third !== null
  return (
    type === 4 &&
    message.length === 5 &&
    (rpcErrorCodes as readonly unknown[]).includes(third) &&
    typeof description === 'string' &&
    description.length <= 255 &&
    typeof details === 'object'
  )
}
