import { describe, expect, test } from 'vitest'
import { devicesConfig } from '../../devices/catalogue.ts'
import type { Observation } from './observe.ts'
import { checkLines, summaryLine } from './report.ts'
import { deviceChecks } from './verdicts.ts'

const today = '2026-11-23'

function post(meter: object = {}) {
  return devicesConfig.parse({
    ioBoard: { product: 'reference-1', port: '/dev/board', display: { size: '20x4' } },
    cardReaders: [{ product: 'pn532', port: '/dev/reader' }],
    connectors: [
      {
        meter: {
          product: 'sdm120',
          port: '/dev/meter',
          seal: { number: 'T-123', expiresOn: '2030-01-31' },
          ...meter,
        },
      },
    ],
  })
}

const reading = {
  energyWh: 1_252,
  powerW: 0,
  voltageMv: 229_900,
  currentMa: 0,
  frequencyMhz: 50_000,
  powerFactorPermille: 0,
}

/** A post on which everything is well. */
function well(): Observation {
  return {
    board: {
      answers: true,
      fault: undefined,
      emergencyStop: false,
      hazards: new Set(),
      leakageTest: 'passed',
      door: 'closed',
      tampered: false,
    },
    sockets: [{ closed: false, plugged: false, welded: [], temperatureDeciC: 312 }],
    cardReaders: [{ readyAs: 'PN532, firmware 1.6', cards: [], fault: undefined }],
    meters: [{ readings: [reading], fault: undefined }],
  }
}

function verdictOf(device: string, change: (seen: Observation) => void, meter?: object) {
  const seen = well()
  change(seen)
  return deviceChecks(post(meter), seen, today).find((check) => check.device === device)
}

test('a post on which all is well has nothing but ok', () => {
  expect(deviceChecks(post(), well(), today).map(({ device, verdict }) => [device, verdict])).toEqual([
    ['I/O board', 'ok'],
    ['Emergency stop', 'ok'],
    ['Leakage', 'ok'],
    ['Leakage test', 'ok'],
    ['Service door', 'ok'],
    ['Tamper switch', 'ok'],
    ['Socket 1', 'ok'],
    ['Card reader 1', 'ok'],
    ['Meter 1', 'ok'],
    ['Seal 1', 'ok'],
  ])
})

describe('what is wrong has a verdict and a hint', () => {
  test.each<[string, string, string, RegExp, (seen: Observation) => void]>([
    [
      'a board that runs another sketch',
      'I/O board',
      'fail',
      /flash-board --port \/dev\/board/,
      ({ board }) => {
        board.fault = { code: 'refused', message: 'I/O board runs another firmware' }
      },
    ],
    [
      'a board that is not plugged in',
      'I/O board',
      'fail',
      /is it plugged in/,
      ({ board }) => {
        board.fault = { code: 'silent', message: 'I/O board is not there: No such file or directory' }
      },
    ],
    [
      'a board whose port the running charger has',
      'I/O board',
      'fail',
      /stop the charger first/,
      ({ board }) => {
        board.fault = { code: 'silent', message: 'I/O board is not there: Cannot lock port' }
      },
    ],
    [
      'a board that a plain user may not open',
      'I/O board',
      'fail',
      /group dialout/,
      ({ board }) => {
        board.fault = { code: 'silent', message: 'I/O board is not there: Permission denied' }
      },
    ],
    [
      'a board that says nothing',
      'I/O board',
      'fail',
      /USB cable/,
      ({ board }) => {
        board.answers = false
      },
    ],
    [
      'a pressed emergency stop',
      'Emergency stop',
      'fail',
      /Turn the button/,
      ({ board }) => {
        board.emergencyStop = true
      },
    ],
    [
      'a leakage trip',
      'Leakage',
      'fail',
      /Unplug everything/,
      ({ board }) => void board.hazards.add('GroundFailure'),
    ],
    [
      'a welded relay',
      'Socket 1',
      'fail',
      /breaker now/,
      ({ sockets }) => {
        sockets[0]!.closed = true
      },
    ],
    [
      'a leakage module that its test does not trip',
      'Leakage test',
      'fail',
      /test wire/,
      ({ board }) => {
        board.leakageTest = 'noTrip'
      },
    ],
    [
      'an open door',
      'Service door',
      'look',
      /switch or wire/,
      ({ board }) => {
        board.door = 'open'
      },
    ],
    [
      'inputs that cannot be read',
      'Service door',
      'fail',
      /0x21/,
      ({ board }) => {
        board.door = 'unknown'
      },
    ],
    [
      'a housing that was opened',
      'Tamper switch',
      'warn',
      /cut wire/,
      ({ board }) => {
        board.tampered = true
      },
    ],
    [
      'one welded element',
      'Socket 1',
      'fail',
      /Exchange the element/,
      ({ sockets }) => {
        sockets[0]!.welded = ['B']
      },
    ],
    [
      'a thermistor that is torn off',
      'Socket 1',
      'warn',
      /thermistor/,
      ({ sockets }) => {
        sockets[0]!.temperatureDeciC = -400
      },
    ],
    [
      'a current through an open relay',
      'Socket 1',
      'fail',
      /sensing/,
      ({ meters }) => void meters[0]!.readings.push({ ...reading, currentMa: 900 }),
    ],
    [
      'a silent reader',
      'Card reader 1',
      'fail',
      /TX and RX/,
      ({ cardReaders }) => {
        cardReaders[0]!.readyAs = undefined
      },
    ],
    [
      'a silent meter',
      'Meter 1',
      'fail',
      /A and B/,
      ({ meters }) => {
        meters[0]!.readings = []
      },
    ],
    [
      'a meter that does not answer among others that do',
      'Meter 1',
      'fail',
      /its address/,
      ({ meters }) => {
        meters[0]!.fault = { code: 'silent', message: 'Meter 1 has not answered 3 times' }
      },
    ],
    [
      'garbled bytes from a meter',
      'Meter 1',
      'fail',
      /rate or parity/,
      ({ meters }) => {
        meters[0]!.fault = { code: 'badData', message: 'Meter 1 has answered with a wrong checksum' }
      },
    ],
    [
      'low mains',
      'Meter 1',
      'warn',
      /207 to 241.5 V/,
      ({ meters }) => void meters[0]!.readings.push({ ...reading, voltageMv: 206_900 }),
    ],
  ])('%s', (_, device, verdict, hint, change) => {
    expect(verdictOf(device, change)).toMatchObject({ verdict, hint: expect.stringMatching(hint) })
  })
})

test.each([
  [{}, 'fail', 'no hardware watchdog'],
  [{ watchdog: { line: 9, timeoutMs: 1_000 } }, 'ok', 'watchdog of 1000 ms'],
])('relays on the computer’s own pins with %j: %s', (guard, verdict, finding) => {
  const { connectors, cardReaders } = post()
  const config = devicesConfig.parse({
    connectors,
    cardReaders,
    ioBoard: {
      product: 'linux-gpio',
      display: { size: '16x2' },
      wiring: {
        sockets: [{ elements: [1, 2], contact: 3, plug: 4, light: { red: 0, green: 1, blue: 2 } }],
        emergencyStop: { line: 5 },
        leakageTrip: { line: 6 },
        ...guard,
      },
    },
  })
  expect(deviceChecks(config, well(), today)[0]).toMatchObject({
    device: 'GPIO',
    verdict,
    finding: expect.stringContaining(finding),
  })
})

test.each([
  [{ seal: { number: 'T-1', expiresOn: '2026-11-22' } }, 'fail'],
  [{ seal: { number: 'T-1', expiresOn: '2026-11-23' } }, 'warn'],
  [{ seal: { number: 'T-1', expiresOn: '2027-01-22' } }, 'ok'],
  [{ seal: undefined }, 'warn'],
  [{ product: 'pzem-004t', seal: undefined }, 'warn'],
])('a meter with %j has the verdict %s on its seal', (meter, verdict) => {
  expect(verdictOf('Seal 1', () => {}, meter)?.verdict).toBe(verdict)
})

test('a report fits 80 columns, however long the words of a fault', () => {
  const seen = well()
  seen.board.fault = {
    code: 'silent',
    message: `I/O board is not there: /dev/serial/by-id/usb-Arduino does not open: ${'and so on '.repeat(20)}`,
  }
  const checks = deviceChecks(post(), seen, today)
  const lines = checks.flatMap((check) => checkLines(check, false).split('\n'))
  for (const line of [...lines, ...summaryLine(checks).split('\n')])
    expect(line.length).toBeLessThanOrEqual(80)
  expect(summaryLine(checks)).toContain('10 checked: 9 ok, 1 FAIL')
})
