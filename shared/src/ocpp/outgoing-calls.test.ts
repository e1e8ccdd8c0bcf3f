import { describe, expect, test } from 'vitest'
import { refusingHandlers } from '../testing/refusing-handlers.ts'
import { alone, heartbeat, joined, now, outcomeOf, withHandlers } from '../testing/rpc-peers.ts'
import type { CallResult } from './rpc.ts'

describe('a call and its answer', () => {
  test("both peers call, and each gets the other's confirmation", async () => {
    const { clock, chargePoint, centralSystem, frames } = joined({
      chargePoint: {
        handlers: {
          ...refusingHandlers('ChargePoint'),
          Reset: ({ type }) => ({
            status: type === 'Soft' ? 'Accepted' : 'Rejected',
          }),
        },
      },
    })
    const beat = outcomeOf(chargePoint.call('Heartbeat', {}))
    const reset = outcomeOf(centralSystem.call('Reset', { type: 'Soft' }))
    await clock.advance(0)
    expect(beat.value).toEqual({
      kind: 'confirmed',
      confirmation: { currentTime: now },
    })
    expect(reset.value).toEqual({
      kind: 'confirmed',
      confirmation: { status: 'Accepted' },
    })
    expect(frames).toEqual([
      '> [2,"cp-1","Heartbeat",{}]',
      '< [2,"cs-1","Reset",{"type":"Soft"}]',
      '> [3,"cs-1",{"status":"Accepted"}]',
      `< [3,"cp-1",{"currentTime":"${now}"}]`,
    ])
  })

  test('a handler is given the request and whose connection it came on', async () => {
    const seen: unknown[] = []
    const { receive } = alone({
      context: { chargePointId: 'CLK-0001' },
      handlers: withHandlers({
        Authorize: (request, context) => {
          seen.push(request, context)
          return { idTagInfo: { status: 'Accepted' } }
        },
      }),
    })
    await receive([2, '1', 'Authorize', { idTag: '04A1B2C3' }])
    expect(seen).toEqual([{ idTag: '04A1B2C3' }, { chargePointId: 'CLK-0001' }])
  })

  test('DataTransfer goes both ways', async () => {
    const answer = { DataTransfer: () => ({ status: 'Accepted' as const }) }
    const { clock, chargePoint, centralSystem } = joined({
      chargePoint: {
        handlers: { ...refusingHandlers('ChargePoint'), ...answer },
      },
      centralSystem: { handlers: withHandlers(answer) },
    })
    const outcomes = [
      outcomeOf(chargePoint.call('DataTransfer', { vendorId: 'id.colok' })),
      outcomeOf(centralSystem.call('DataTransfer', { vendorId: 'id.colok' })),
    ]
    await clock.advance(0)
    for (const { value } of outcomes)
      expect(value).toEqual({
        kind: 'confirmed',
        confirmation: { status: 'Accepted' },
      })
  })

  test('a CALLERROR from the peer is an outcome, with its code, description and details', async () => {
    const { rpc, receive } = alone()
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive([4, 'id-1', 'NotSupported', 'no cache here', { model: 'X' }])
    expect(result.value).toEqual({
      kind: 'error',
      code: 'NotSupported',
      description: 'no cache here',
      details: { model: 'X' },
    })
  })

  test.each([
    ['FormatViolation', 'FormationViolation'],
    ['FormationViolation', 'FormationViolation'],
    ['OccurrenceConstraintViolation', 'OccurenceConstraintViolation'],
    ['OccurenceConstraintViolation', 'OccurenceConstraintViolation'],
  ])('the error code %s is understood as %s', async (spelt, meant) => {
    const { rpc, receive, problems } = alone()
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive([4, 'id-1', spelt, '', {}])
    expect(result.value).toMatchObject({ kind: 'error', code: meant })
    expect(problems).toEqual([])
  })

  test('an error code that OCPP does not know is passed on as it is, and reported', async () => {
    const { rpc, receive, kinds } = alone()
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive([4, 'id-1', 'OutOfCoffee'])
    expect(result.value).toEqual({
      kind: 'error',
      code: 'OutOfCoffee',
      description: '',
      details: {},
    })
    expect(kinds()).toEqual(['unknownErrorCode'])
  })
})

describe('one call under way', () => {
  test('a second call waits for the answer to the first', async () => {
    const { rpc, receive, sent, clock } = alone()
    void rpc.call('ClearCache', {})
    void rpc.call('GetLocalListVersion', {})
    await clock.advance(29_000)
    expect(sent).toEqual([[2, 'id-1', 'ClearCache', {}]])
    await receive([3, 'id-1', { status: 'Accepted' }])
    expect(sent).toEqual([
      [2, 'id-1', 'ClearCache', {}],
      [2, 'id-2', 'GetLocalListVersion', {}],
    ])
  })

  test('no more calls wait than the bound allows; the next is full at once', async () => {
    const { rpc, sent } = alone({ maxQueuedCalls: 2 })
    const waiting = [1, 2, 3].map(() => outcomeOf(rpc.call('ClearCache', {})))
    expect(await rpc.call('ClearCache', {})).toEqual({ kind: 'full' })
    expect(sent).toHaveLength(1)
    expect(waiting.map(({ value }) => value)).toEqual(['pending', 'pending', 'pending'])
  })

  test('with no queue at all, a call still goes out on an idle line', async () => {
    const { rpc, receive } = alone({ maxQueuedCalls: 0 })
    const first = outcomeOf(rpc.call('ClearCache', {}))
    expect(await rpc.call('ClearCache', {})).toEqual({ kind: 'full' })
    await receive([3, 'id-1', { status: 'Accepted' }])
    expect(first.value).toMatchObject({ kind: 'confirmed' })
  })

  test('silence ends a call at its deadline and lets the next one go', async () => {
    const { rpc, sent, clock } = alone()
    const first = outcomeOf(rpc.call('ClearCache', {}))
    const second = outcomeOf(rpc.call('GetLocalListVersion', {}, { timeoutMs: 5_000 }))
    await clock.advance(29_999)
    expect(first.value).toBe('pending')
    await clock.advance(1)
    expect(first.value).toEqual({ kind: 'timeout' })
    expect(sent.at(-1)).toEqual([2, 'id-2', 'GetLocalListVersion', {}])
    await clock.advance(5_000)
    expect(second.value).toEqual({ kind: 'timeout' })
  })

  test('an answer in time leaves no timer behind', async () => {
    const { rpc, receive, clock } = alone()
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive([3, 'id-1', { status: 'Accepted' }])
    expect(result.value).toMatchObject({ kind: 'confirmed' })
    expect(clock.pendingTimers).toBe(0)
  })

  test("a late answer is reported and dropped, and never taken for the next call's", async () => {
    const { rpc, receive, clock, kinds } = alone()
    void rpc.call('ClearCache', {})
    await clock.advance(30_000)
    const second = outcomeOf(rpc.call('ClearCache', {}))
    await receive([3, 'id-1', { status: 'Rejected' }])
    expect(second.value).toBe('pending')
    expect(kinds()).toEqual(['lateAnswer'])
    await receive([3, 'id-2', { status: 'Accepted' }])
    expect(second.value).toEqual({
      kind: 'confirmed',
      confirmation: { status: 'Accepted' },
    })
  })

  test('an answer to a call that was never made is reported and dropped', async () => {
    const { rpc, receive, kinds } = alone()
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive([3, 'made-up', { status: 'Accepted' }])
    await receive([4, 'made-up', 'GenericError', '', {}])
    expect(result.value).toBe('pending')
    expect(kinds()).toEqual(['unknownAnswer', 'unknownAnswer'])
  })

  test("a call that timed out can be sent again under its id, and the first one's answer then counts", async () => {
    const { rpc, receive, clock, problems } = alone()
    const request = { type: 'Soft' } as const
    void rpc.call('Reset', request, { messageId: 'again' })
    await clock.advance(30_000)
    const second = outcomeOf(rpc.call('Reset', request, { messageId: 'again' }))
    await receive([3, 'again', { status: 'Accepted' }])
    expect(second.value).toMatchObject({ kind: 'confirmed' })
    expect(problems).toEqual([])
  })

  test('the id of a call that timed out is refused for another call, since the answers would be mixed up', async () => {
    const { rpc, clock } = alone()
    void rpc.call('Reset', { type: 'Soft' }, { messageId: 'again' })
    await clock.advance(30_000)
    expect(await rpc.call('Reset', { type: 'Hard' }, { messageId: 'again' })).toMatchObject({
      kind: 'invalid',
      problem: expect.stringContaining('another call'),
    })
  })

  test('both answers to a call that was sent twice: the first counts, the second is late', async () => {
    const { rpc, receive, clock, kinds } = alone()
    void rpc.call('ClearCache', {}, { messageId: 'again' })
    await clock.advance(30_000)
    void rpc.call('ClearCache', {}, { messageId: 'again' })
    await receive([3, 'again', { status: 'Accepted' }])
    await receive([3, 'again', { status: 'Accepted' }])
    await receive([3, 'again', { status: 'Accepted' }])
    expect(kinds()).toEqual(['lateAnswer', 'unknownAnswer'])
  })

  test('only so many calls without an answer are remembered', async () => {
    const { rpc, receive, clock, kinds } = alone()
    for (let i = 0; i < 101; i++) {
      void rpc.call('ClearCache', {})
      await clock.advance(30_000)
    }
    await receive([3, 'id-1', { status: 'Accepted' }])
    await receive([3, 'id-2', { status: 'Accepted' }])
    expect(kinds()).toEqual(['unknownAnswer', 'lateAnswer'])
  })

  test('an id that is in use, empty or too long is refused', async () => {
    const { rpc, sent } = alone()
    void rpc.call('ClearCache', {}, { messageId: 'twin' })
    for (const messageId of ['twin', '', 'x'.repeat(37)])
      expect(await rpc.call('ClearCache', {}, { messageId })).toMatchObject({
        kind: 'invalid',
      })
    expect(sent).toHaveLength(1)
  })
})

describe('closing', () => {
  test('every call, under way or waiting, is closed, and so are later ones', async () => {
    const { rpc, sent, clock } = alone()
    const before = [outcomeOf(rpc.call('ClearCache', {})), outcomeOf(rpc.call('ClearCache', {}))]
    rpc.close()
    await clock.advance(0)
    expect(before.map(({ value }) => value)).toEqual([{ kind: 'closed' }, { kind: 'closed' }])
    expect(await rpc.call('ClearCache', {})).toEqual({ kind: 'closed' })
    expect(sent).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  test('a handler that is still at work answers into nothing', async () => {
    const { rpc, receive, clock, sent } = alone({
      handlers: withHandlers({
        Heartbeat: () => new Promise((resolve) => clock.after(100, () => resolve(heartbeat()))),
      }),
    })
    await receive([2, '1', 'Heartbeat', {}])
    rpc.close()
    await clock.advance(1000)
    await receive([2, '2', 'Heartbeat', {}])
    expect(sent).toEqual([])
  })

  test('a socket that takes nothing closes the calls one by one, without a throw', async () => {
    const { rpc, kinds } = alone({
      send: () => {
        throw new Error('socket is gone')
      },
    })
    expect(await rpc.call('ClearCache', {})).toEqual({ kind: 'closed' })
    expect(await rpc.call('ClearCache', {})).toEqual({ kind: 'closed' })
    expect(kinds()).toEqual(['sendFailed', 'sendFailed'])
  })

  test('a socket that brings the answer and then fails closes neither that call nor the next one', async () => {
    let queueNext = () => {}
    const { rpc, receive } = alone({
      send: (text) => {
        if (!text.includes('id-1')) return
        queueNext()
        rpc.receive(JSON.stringify([3, 'id-1', { status: 'Accepted' }]))
        throw new Error('after the fact')
      },
    })
    let second: { value: unknown } = { value: undefined }
    queueNext = () => {
      second = outcomeOf(rpc.call('ClearCache', {}))
    }
    expect(await rpc.call('ClearCache', {})).toMatchObject({ kind: 'confirmed' })
    await receive([3, 'id-2', { status: 'Rejected' }])
    expect(second.value).toMatchObject({ kind: 'confirmed', confirmation: { status: 'Rejected' } })
  })

  test('when the line is cut for good, calls end at their deadlines', async () => {
    const { pair, chargePoint, clock } = joined()
    pair.cut()
    const outcomes = [1, 2].map(() => outcomeOf(chargePoint.call('Heartbeat', {})))
    await clock.advance(60_000)
    expect(outcomes.map(({ value }) => value)).toEqual([{ kind: 'timeout' }, { kind: 'timeout' }])
  })
})

describe('what is invalid goes no further', () => {
  test('a request that breaks its schema is not sent', async () => {
    const { rpc, sent } = alone()
    expect(await rpc.call('RemoteStartTransaction', { idTag: 'x'.repeat(21) })).toMatchObject({
      kind: 'invalid',
      problem: expect.stringContaining('idTag'),
    })
    expect(sent).toEqual([])
  })

  test('a call that only the peer may make is not sent, where the compiler was not asked', async () => {
    const { rpc, sent } = alone()
    expect(await rpc.call('Heartbeat' as 'ClearCache', {})).toMatchObject({
      kind: 'invalid',
      problem: 'a CentralSystem does not send Heartbeat',
    })
    expect(sent).toEqual([])
  })

  test('a confirmation that breaks its schema is invalid, reported, and lets the next call go', async () => {
    const { rpc, receive, sent, problems } = alone()
    const first = outcomeOf(rpc.call('ClearCache', {}))
    void rpc.call('GetLocalListVersion', {})
    await receive([3, 'id-1', { status: 'Perhaps' }])
    expect(first.value).toMatchObject({
      kind: 'invalid',
      problem: expect.stringContaining('status'),
    })
    expect(problems).toMatchObject([{ kind: 'invalidConfirmation', action: 'ClearCache' }])
    expect(sent).toHaveLength(2)
  })

  test.each<[string, unknown]>([
    ['too short', [3, 'id-1']],
    ['too long', [3, 'id-1', {}, {}]],
    ['cut off', '[3,"id-1",{"status":"Acc'],
    ['over 64 KiB', `[3,"id-1",{"status":"${'x'.repeat(65_536)}"}]`],
    ['an error without a code', [4, 'id-1', null, '', {}]],
  ])('an answer that is %s ends its call at once', async (_, message) => {
    const { rpc, receive } = alone()
    const result = outcomeOf(rpc.call('ClearCache', {}))
    await receive(message)
    expect(result.value).toMatchObject({ kind: 'invalid' } satisfies Partial<CallResult<'ClearCache'>>)
  })
})
