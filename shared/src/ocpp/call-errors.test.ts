import { describe, expect, test } from 'vitest'
import { alone, joined, now, withHandlers } from '../testing/rpc-peers.ts'

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
