import { describe, expect, test } from 'vitest'
import { alone, now, outcomeOf, withHandlers } from '../testing/rpc-peers.ts'
import type { CallResult, Validation } from './rpc.ts'

describe('how strictly the peer is judged', () => {
  const sent = [2, '1', 'Authorize', { idTag: 'A', vendorField: 7 }]
  const seenBy = () => {
    const seen: unknown[] = []
    return {
      seen,
      handlers: withHandlers({
        Authorize: (request) => {
          seen.push(request)
          return { idTagInfo: { status: 'Accepted' } }
        },
      }),
    }
  }

  test('strict, and when nothing is said: a deviation is refused', async () => {
    const { seen, handlers } = seenBy()
    const { receive, kinds } = alone({ handlers })
    await receive(sent)
    expect(seen).toEqual([])
    expect(kinds()).toEqual(['refusedCall'])
  })

  test('lenient: the handler sees what was meant, and the log says what was forgiven', async () => {
    const { seen, handlers } = seenBy()
    const { receive, problems } = alone({ handlers, validation: 'lenient' })
    await receive(sent)
    expect(seen).toEqual([{ idTag: 'A' }])
    expect(problems).toMatchObject([
      {
        kind: 'leniencyUsed',
        messageId: '1',
        action: 'Authorize',
        leniencies: ['property that the specification does not know'],
        description: expect.stringContaining('vendorField'),
      },
    ])
  })

  test('lenient: what cannot be understood is refused all the same', async () => {
    const { receive, sent: answers } = alone({ validation: 'lenient' })
    await receive([2, '1', 'Authorize', { idTag: 7 }])
    expect(answers).toEqual([[4, '1', 'TypeConstraintViolation', expect.any(String), {}]])
  })

  test('log-only: the handler sees what was sent, and the log says what is wrong with it', async () => {
    const { seen, handlers } = seenBy()
    const { receive, problems } = alone({ handlers, validation: 'log-only' })
    await receive([2, '1', 'Authorize', { idTag: 7 }])
    expect(seen).toEqual([{ idTag: 7 }])
    expect(problems).toMatchObject([
      {
        kind: 'uncheckedPayload',
        messageId: '1',
        description: expect.stringContaining('idTag'),
      },
    ])
  })

  test.each<[Validation, CallResult<'ClearCache'>['kind'], string]>([
    ['strict', 'invalid', 'invalidConfirmation'],
    ['lenient', 'confirmed', 'leniencyUsed'],
    ['log-only', 'confirmed', 'leniencyUsed'],
  ])("the peer's confirmations are judged the same way: %s", async (validation, kind, problem) => {
    const { rpc, receive, kinds } = alone({ validation })
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive([3, 'id-1', { status: 'accepted' }])
    expect(result.value).toMatchObject({ kind })
    expect(kinds()).toEqual([problem])
  })

  test('log-only: a confirmation that nothing can be made of is passed on as it is', async () => {
    const { rpc, receive, kinds } = alone({ validation: 'log-only' })
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive([3, 'id-1', { status: 5 }])
    expect(result.value).toEqual({
      kind: 'confirmed',
      confirmation: { status: 5 },
    })
    expect(kinds()).toEqual(['uncheckedPayload'])
  })

  test('long message ids pass where the model is judged leniently, up to a bound', async () => {
    const { receive, sent: answers } = alone({ validation: 'lenient' })
    await receive([2, 'x'.repeat(255), 'Heartbeat', {}])
    await receive([2, 'x'.repeat(256), 'Heartbeat', {}])
    expect(answers).toEqual([
      [3, 'x'.repeat(255), { currentTime: now }],
      [4, '-1', 'FormationViolation', expect.any(String), {}],
    ])
  })
})
