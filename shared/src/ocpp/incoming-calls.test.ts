import { describe, expect, test } from 'vitest'
import { alone, heartbeat, now, withHandlers } from '../testing/rpc-peers.ts'
import { RpcError } from './errors.ts'

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

  test('a peer that calls again before the line has taken the answer is served once', async () => {
    const answers: string[] = []
    const begun: string[] = []
    const { rpc, clock } = alone({
      send: (text) => {
        answers.push(text)
        if (answers.length === 1) rpc.receive(JSON.stringify([2, 'b', 'Authorize', { idTag: 'B' }]))
      },
      handlers: withHandlers({
        Authorize: async ({ idTag }) => {
          begun.push(idTag)
          return { idTagInfo: { status: 'Accepted' } }
        },
      }),
    })
    rpc.receive(JSON.stringify([2, 'a', 'Heartbeat', {}]))
    await clock.advance(0)
    expect(begun).toEqual(['B'])
    expect(answers.map((text) => JSON.parse(text)[1])).toEqual(['a', 'b'])
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
