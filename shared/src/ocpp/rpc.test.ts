import { describe, expect, test } from 'vitest'
import { refusingHandlers } from '../testing/refusing-handlers.ts'
import { type SocketPairOptions, socketPair } from '../testing/socket-pair.ts'
import { VirtualClock } from '../testing/virtual-clock.ts'
import { RpcError } from './errors.ts'
import type { Handlers } from './registry.ts'
import { type CallResult, Rpc, type RpcOptions, type RpcProblem, type Validation } from './rpc.ts'

const now = '2026-11-23T03:22:00.000Z'
const heartbeat = () => ({ currentTime: now })

type Side = 'ChargePoint' | 'CentralSystem'

/** Two peers, joined by a socket in memory. `frames` is everything on the line, as the charge point sees it. */
function joined(
  setup: {
    chargePoint?: Partial<RpcOptions<'ChargePoint', unknown>>
    centralSystem?: Partial<RpcOptions<'CentralSystem', unknown>>
    line?: SocketPairOptions
  } = {},
) {
  const clock = new VirtualClock()
  const pair = socketPair(clock, setup.line)
  const frames: string[] = []
  const problems: Record<Side, RpcProblem[]> = {
    ChargePoint: [],
    CentralSystem: [],
  }
  const common = (side: Side) => {
    let id = 0
    return {
      clock,
      context: undefined,
      newMessageId: () => `${side === 'ChargePoint' ? 'cp' : 'cs'}-${++id}`,
      callTimeoutMs: 30_000,
      maxQueuedCalls: 10,
      onProblem: (problem: RpcProblem) => problems[side].push(problem),
    }
  }
  const chargePoint = new Rpc<'ChargePoint', unknown>({
    ...common('ChargePoint'),
    role: 'ChargePoint',
    handlers: refusingHandlers('ChargePoint'),
    send: (text) => pair.left.send(text),
    onFrame: (direction, text) => frames.push(`${direction === 'out' ? '>' : '<'} ${text}`),
    ...setup.chargePoint,
  })
  const centralSystem = new Rpc<'CentralSystem', unknown>({
    ...common('CentralSystem'),
    role: 'CentralSystem',
    handlers: { ...refusingHandlers('CentralSystem'), Heartbeat: heartbeat },
    send: (text) => pair.right.send(text),
    ...setup.centralSystem,
  })
  pair.left.onMessage((text) => chargePoint.receive(text))
  pair.left.onClose(() => chargePoint.close())
  pair.right.onMessage((text) => centralSystem.receive(text))
  pair.right.onClose(() => centralSystem.close())
  return { clock, pair, chargePoint, centralSystem, frames, problems }
}

/** One peer, with the test itself at the other end of the line. */
function alone(options: Partial<RpcOptions<'CentralSystem', unknown>> = {}) {
  const clock = new VirtualClock()
  const sent: unknown[] = []
  const problems: RpcProblem[] = []
  let id = 0
  const rpc = new Rpc<'CentralSystem', unknown>({
    role: 'CentralSystem',
    handlers: { ...refusingHandlers('CentralSystem'), Heartbeat: heartbeat },
    context: undefined,
    send: (text) => sent.push(JSON.parse(text)),
    clock,
    newMessageId: () => `id-${++id}`,
    callTimeoutMs: 30_000,
    maxQueuedCalls: 2,
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  const receive = async (message: unknown) => {
    rpc.receive(typeof message === 'string' ? message : JSON.stringify(message))
    await clock.advance(0)
  }
  return {
    clock,
    sent,
    problems,
    rpc,
    receive,
    kinds: () => problems.map((p) => p.kind),
  }
}

/** What a promise has become by now. */
function outcomeOf<T>(promise: Promise<T>): { value: T | 'pending' } {
  const outcome: { value: T | 'pending' } = { value: 'pending' }
  void promise.then((value) => {
    outcome.value = value
  })
  return outcome
}

const withHandlers = (
  handlers: Partial<Handlers<'CentralSystem', unknown>>,
): Handlers<'CentralSystem', unknown> => ({
  ...refusingHandlers('CentralSystem'),
  Heartbeat: heartbeat,
  ...handlers,
})

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
      `< [3,"cp-1",{"currentTime":"${now}"}]`,
      '> [3,"cs-1",{"status":"Accepted"}]',
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

  test('a socket that brings the answer and then fails has done its work', async () => {
    const { rpc, sent } = alone({
      send: (text) => {
        const [, id] = JSON.parse(text) as [number, string]
        sent.push(id)
        rpc.receive(JSON.stringify([3, id, { status: 'Accepted' }]))
        if (id === 'id-1') throw new Error('after the fact')
      },
    })
    const results = [rpc.call('ClearCache', {}), rpc.call('ClearCache', {})]
    for (const result of await Promise.all(results)) expect(result).toMatchObject({ kind: 'confirmed' })
    expect(sent).toEqual(['id-1', 'id-2'])
  })

  test('when the line is cut for good, calls end at their deadlines', async () => {
    const { pair, chargePoint, clock } = joined()
    pair.cut()
    const outcomes = [1, 2].map(() => outcomeOf(chargePoint.call('Heartbeat', {})))
    await clock.advance(60_000)
    expect(outcomes.map(({ value }) => value)).toEqual([{ kind: 'timeout' }, { kind: 'timeout' }])
  })
})

describe("serving the peer's calls", () => {
  test('one at a time and in order, however many come at once', async () => {
    const steps: string[] = []
    const { receive, sent, clock } = alone({
      handlers: withHandlers({
        Authorize: async ({ idTag }) => {
          steps.push(`begin ${idTag}`)
          await new Promise<void>((resolve) => clock.after(idTag === 'A' ? 50 : 5, resolve))
          steps.push(`end ${idTag}`)
          return { idTagInfo: { status: 'Accepted' } }
        },
      }),
    })
    await receive([2, '1', 'Authorize', { idTag: 'A' }])
    await receive([2, '2', 'Authorize', { idTag: 'B' }])
    await receive([2, '3', 'Heartbeat', {}])
    await clock.advance(1000)
    expect(steps).toEqual(['begin A', 'end A', 'begin B', 'end B'])
    expect(clock.pendingTimers).toBe(0)
    expect(sent.map((message) => (message as unknown[])[1])).toEqual(['1', '2', '3'])
  })

  test('a peer that sends more than may wait is told so, and the others are still served', async () => {
    const { receive, sent, clock, kinds } = alone({
      maxWaitingCalls: 2,
      handlers: withHandlers({
        Heartbeat: () => new Promise((resolve) => clock.after(10, () => resolve(heartbeat()))),
      }),
    })
    for (const id of ['1', '2', '3', '4']) await receive([2, id, 'Heartbeat', {}])
    expect(sent).toEqual([[4, '4', 'GenericError', '2 calls wait already', {}]])
    await clock.advance(100)
    expect(sent.slice(1).map((message) => (message as unknown[]).slice(0, 2))).toEqual([
      [3, '1'],
      [3, '2'],
      [3, '3'],
    ])
    expect(kinds()).toEqual(['tooManyCalls'])
  })

  test('a call sent again before its answer is served once', async () => {
    let starts = 0
    const { receive, sent, clock, kinds } = alone({
      handlers: withHandlers({
        StartTransaction: () =>
          new Promise((resolve) =>
            clock.after(100, () =>
              resolve({
                transactionId: ++starts,
                idTagInfo: { status: 'Accepted' },
              }),
            ),
          ),
      }),
    })
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: now }
    await receive([2, '1', 'StartTransaction', start])
    await receive([2, '1', 'StartTransaction', start])
    await clock.advance(1000)
    expect(starts).toBe(1)
    expect(sent).toEqual([[3, '1', { transactionId: 1, idTagInfo: { status: 'Accepted' } }]])
    expect(kinds()).toEqual(['duplicateCall'])
  })

  test("another call under an id that waits gets an answer of its own, never the first one's", async () => {
    const { receive, sent, clock, kinds } = alone({
      handlers: withHandlers({
        Authorize: () =>
          new Promise((resolve) => clock.after(10, () => resolve({ idTagInfo: { status: 'Blocked' } }))),
      }),
    })
    await receive([2, '1', 'Authorize', { idTag: 'A' }])
    await receive([2, '1', 'Heartbeat', {}])
    await clock.advance(100)
    expect(sent).toEqual([
      [3, '1', { idTagInfo: { status: 'Blocked' } }],
      [3, '1', { currentTime: now }],
    ])
    expect(kinds()).toEqual(['duplicateCall'])
  })

  test('an id that was answered may come again: a rebooted charger counts from 1', async () => {
    const { receive, sent, problems } = alone()
    await receive([2, '1', 'Heartbeat', {}])
    await receive([2, '1', 'Heartbeat', {}])
    expect(sent).toEqual([
      [3, '1', { currentTime: now }],
      [3, '1', { currentTime: now }],
    ])
    expect(problems).toEqual([])
  })

  test('a handler that throws is an InternalError that gives nothing away', async () => {
    const { receive, sent, problems } = alone({
      handlers: withHandlers({
        Authorize: () => {
          throw new Error('SQLITE_BUSY: /var/lib/colok.db password=hunter2')
        },
      }),
    })
    await receive([2, '1', 'Authorize', { idTag: 'A' }])
    expect(sent).toEqual([[4, '1', 'InternalError', 'the call could not be served', {}]])
    expect(problems).toMatchObject([
      {
        kind: 'handlerFailed',
        messageId: '1',
        action: 'Authorize',
        cause: { message: expect.stringMatching(/SQLITE_BUSY/) },
      },
    ])
    await receive([2, '2', 'Heartbeat', {}])
    expect(sent[1]).toEqual([3, '2', { currentTime: now }])
  })

  test('a handler that rejects is an InternalError too', async () => {
    const { receive, sent } = alone({
      handlers: withHandlers({
        Authorize: () => Promise.reject(new Error('no')),
      }),
    })
    await receive([2, '1', 'Authorize', { idTag: 'A' }])
    expect(sent).toEqual([[4, '1', 'InternalError', 'the call could not be served', {}]])
  })

  test('a handler chooses its CALLERROR by throwing an RpcError', async () => {
    const { receive, sent } = alone({
      handlers: withHandlers({
        Authorize: () => {
          throw new RpcError('SecurityError', 'x'.repeat(300), { until: now })
        },
      }),
    })
    await receive([2, '1', 'Authorize', { idTag: 'A' }])
    expect(sent).toEqual([[4, '1', 'SecurityError', 'x'.repeat(255), { until: now }]])
  })

  test('details that JSON cannot carry are left out', async () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const { receive, sent } = alone({
      handlers: withHandlers({
        Authorize: () => {
          throw new RpcError('GenericError', 'why', circular)
        },
      }),
    })
    await receive([2, '1', 'Authorize', { idTag: 'A' }])
    expect(sent).toEqual([[4, '1', 'GenericError', 'why', {}]])
  })

  test('a handler that never ends is given up, and the next call is served', async () => {
    const { receive, sent, clock, kinds } = alone({
      handlerTimeoutMs: 20_000,
      handlers: withHandlers({ Authorize: () => new Promise(() => undefined) }),
    })
    await receive([2, '1', 'Authorize', { idTag: 'A' }])
    await receive([2, '2', 'Heartbeat', {}])
    await clock.advance(20_000)
    expect(sent).toEqual([
      [4, '1', 'InternalError', 'the call could not be served', {}],
      [3, '2', { currentTime: now }],
    ])
    expect(kinds()).toEqual(['handlerTooSlow'])
    expect(clock.pendingTimers).toBe(0)
  })

  test('a confirmation of ours that breaks its schema is not sent; the peer gets InternalError', async () => {
    const { receive, sent, problems } = alone({
      handlers: withHandlers({
        Heartbeat: () => ({ currentTime: 'yesterday' }),
      }),
    })
    await receive([2, '1', 'Heartbeat', {}])
    expect(sent).toEqual([[4, '1', 'InternalError', 'the call could not be served', {}]])
    expect(problems).toMatchObject([
      {
        kind: 'invalidOwnConfirmation',
        action: 'Heartbeat',
        description: expect.stringMatching(/currentTime/),
      },
    ])
  })
})

describe('the right CALLERROR for a bad call', () => {
  const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: now }
  test.each<[string, unknown, string, string]>([
    ['an action that OCPP does not know', [2, '1', 'MakeCoffee', {}], '1', 'NotImplemented'],
    ['an action named like a property of every object', [2, '1', 'constructor', {}], '1', 'NotImplemented'],
    ['an action that only we may send', [2, '1', 'Reset', { type: 'Soft' }], '1', 'NotSupported'],
    ['a missing field', [2, '1', 'Authorize', {}], '1', 'OccurenceConstraintViolation'],
    ['a field of the wrong type', [2, '1', 'Authorize', { idTag: 12 }], '1', 'TypeConstraintViolation'],
    ['a null', [2, '1', 'Authorize', { idTag: null }], '1', 'TypeConstraintViolation'],
    [
      'a text that is too long',
      [2, '1', 'Authorize', { idTag: 'x'.repeat(21) }],
      '1',
      'PropertyConstraintViolation',
    ],
    [
      'a word that is not in the enumeration',
      [2, '1', 'FirmwareStatusNotification', { status: 'Lost' }],
      '1',
      'PropertyConstraintViolation',
    ],
    [
      'a number where a word is due',
      [2, '1', 'FirmwareStatusNotification', { status: 3 }],
      '1',
      'TypeConstraintViolation',
    ],
    ['a missing word', [2, '1', 'FirmwareStatusNotification', {}], '1', 'OccurenceConstraintViolation'],
    [
      'a date that is none',
      [2, '1', 'StartTransaction', { ...start, timestamp: '2026-02-30T00:00:00Z' }],
      '1',
      'PropertyConstraintViolation',
    ],
    [
      'a fraction where an integer is due',
      [2, '1', 'StartTransaction', { ...start, meterStart: 1.5 }],
      '1',
      'TypeConstraintViolation',
    ],
    [
      'an integer that JSON cannot keep',
      '[2,"1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":9007199254740993,"timestamp":"2026-11-23T03:22:00Z"}]',
      '1',
      'PropertyConstraintViolation',
    ],
    ['a field too many', [2, '1', 'Heartbeat', { hello: 1 }], '1', 'FormationViolation'],
    ['a payload that is a list', [2, '1', 'Heartbeat', []], '1', 'FormationViolation'],
    ['a payload that is null', [2, '1', 'Heartbeat', null], '1', 'FormationViolation'],
    ['no payload', [2, '1', 'Heartbeat'], '1', 'ProtocolError'],
    ['no action', [2, '1'], '1', 'ProtocolError'],
    ['an element too many', [2, '1', 'Heartbeat', {}, {}], '1', 'FormationViolation'],
    ['an action that is no text', [2, '1', 7, {}], '1', 'FormationViolation'],
    ['a message id that is no text', [2, 1, 'Heartbeat', {}], '-1', 'FormationViolation'],
    ['an empty message id', [2, '', 'Heartbeat', {}], '', 'FormationViolation'],
    [
      'a message id over 36 characters',
      [2, 'x'.repeat(40), 'Heartbeat', {}],
      'x'.repeat(40),
      'FormationViolation',
    ],
    ['no JSON', 'hello', '-1', 'FormationViolation'],
    ['JSON that breaks off after the id', '[2,"1","Heartbeat",{', '1', 'FormationViolation'],
    ['an empty text', '', '-1', 'FormationViolation'],
    ['an object', {}, '-1', 'FormationViolation'],
    ['an empty list', [], '-1', 'FormationViolation'],
    ['a message type that is no number', ['2', '1', 'Heartbeat', {}], '-1', 'FormationViolation'],
    [
      'a text over 64 KiB',
      `[2,"1","DataTransfer",{"vendorId":"${'x'.repeat(65_536)}"}]`,
      '1',
      'FormationViolation',
    ],
  ])('%s', async (_, message, messageId, code) => {
    const { receive, sent, problems } = alone()
    await receive(message)
    expect(sent).toEqual([[4, messageId, code, expect.any(String), {}]])
    expect(problems).toMatchObject([{ code, description: expect.stringMatching(/./) }])
    await receive([2, 'after', 'Heartbeat', {}])
    expect(sent[1]).toEqual([3, 'after', { currentTime: now }])
  })

  test('a handler for a call that the peer may not make is never run', async () => {
    let resets = 0
    const Reset = () => ({ status: resets++ === 0 ? 'Accepted' : 'Rejected' })
    const { receive, sent } = alone({
      handlers: Object.assign(withHandlers({}), { Reset }),
    })
    await receive([2, '1', 'Reset', { type: 'Hard' }])
    expect(sent).toMatchObject([[4, '1', 'NotSupported', expect.any(String), {}]])
    expect(resets).toBe(0)
  })

  test('names the field and what is expected, and not what it holds', async () => {
    const { receive, sent } = alone()
    await receive([
      2,
      '1',
      'MeterValues',
      {
        connectorId: 1,
        meterValue: [{ timestamp: now, sampledValue: [{ value: '1', unit: 'secret' }] }],
      },
    ])
    const [[, , , description]] = sent as [[number, string, string, string]]
    expect(description).toContain('meterValue[0].sampledValue[0].unit')
    expect(description).not.toContain('secret')
  })

  test('a broken answer and an unknown message type are never answered, so that two peers cannot quarrel for ever', async () => {
    const { receive, sent, kinds } = alone()
    for (const message of [
      [3],
      [3, '1'],
      [3, 7, {}],
      [4, '1'],
      [4, '1', 5, '', {}],
      [5, '1', {}],
      [-1],
      '[3,"1",{',
      '[4,"1","Gen',
    ])
      await receive(message)
    expect(sent).toEqual([])
    expect(new Set(kinds())).toEqual(new Set(['badFrame']))
  })

  test('two peers that hear nothing but noise come to rest', async () => {
    const { pair, clock, frames, problems } = joined()
    pair.left.send('noise')
    pair.right.send('noise')
    await clock.advance(60_000)
    expect(frames.length).toBeLessThanOrEqual(6)
    expect(problems.ChargePoint.length + problems.CentralSystem.length).toBe(4)
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

test('a logger that throws takes nothing with it', async () => {
  const { receive, sent } = alone({
    onProblem: () => {
      throw new Error('disk full')
    },
  })
  await receive('noise')
  await receive([2, '1', 'Heartbeat', {}])
  expect(sent.at(-1)).toEqual([3, '1', { currentTime: now }])
})

test('a raw log that throws costs the message and is reported', async () => {
  let failing = true
  const { receive, sent, kinds } = alone({
    onFrame: () => {
      if (failing) throw new Error('disk full')
    },
  })
  await receive([2, '1', 'Heartbeat', {}])
  expect(sent).toEqual([])
  expect(kinds()).toEqual(['internalFailure'])
  failing = false
  await receive([2, '2', 'Heartbeat', {}])
  expect(sent).toEqual([[3, '2', { currentTime: now }]])
})
