import { expect, test } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'
import { devicesConfig } from './devices/catalogue.ts'

const good = {
  chargePointId: 'CLK-0001',
  csmsUrl: 'wss://ocpp.example.id/ocpp',
  devices: {
    ioBoard: { product: 'reference-1', port: '/dev/board', display: { size: '20x4' } },
    cardReaders: [{ product: 'pn532', port: '/dev/reader' }],
    connectors: [{ meter: { product: 'pzem-004t', port: '/dev/meter' } }],
  },
}
const parse = (config: unknown) =>
  parseConfig('charger.json', typeof config === 'string' ? config : JSON.stringify(config), devicesConfig)

test('a short file is enough', () => {
  expect(parse(good)).toMatchObject({
    language: 'id',
    timeZone: 'Asia/Makassar',
    socketKind: 'plain',
    keys: {},
  })
})

function problemsOf(config: unknown): readonly string[] {
  try {
    parse(config)
  } catch (cause) {
    if (cause instanceof ConfigError) return cause.problems
    throw cause
  }
  return []
}

test('every problem is named at once: the key, what is wrong, what would be right', () => {
  const problems = problemsOf({
    ...good,
    chargePointId: 'a/b',
    csmsUrl: 'http://x',
    timeZone: 'Bali',
    languge: 'id',
    keys: { MeterValueSampleInterval: 'often', Nonsense: '1' },
    devices: { ...good.devices, cardReaders: [{ product: 'pn532' }] },
  })
  const text = problems.join('\n')
  expect(text).toContain('chargePointId: letters, digits')
  expect(text).toContain('csmsUrl: a ws:// or wss:// address is wanted')
  expect(text).toContain('timeZone: an IANA time zone is wanted, such as Asia/Makassar')
  expect(text).toContain('(the whole file): no such key: languge')
  expect(text).toContain('keys: MeterValueSampleInterval: a whole number from 0')
  expect(text).toContain('keys: Nonsense: this charger has no such key')
  expect(text).toContain('devices.cardReaders.0.port')
})

test('no key switches a check off, and no limit can be taken away (S20)', () => {
  for (const key of ['leakageTest', 'weldCheck', 'doorSwitch', 'overCurrent', 'checks', 'testBuild'])
    expect(problemsOf({ ...good, [key]: false }).join()).toContain(`no such key: ${key}`)
  for (const maxCurrentMa of [0, null, false, 1_000_000, Number.POSITIVE_INFINITY])
    expect(problemsOf({ ...good, maxCurrentMa }).join()).toContain('maxCurrentMa')
  for (const siteVa of [0, false, 'none']) expect(problemsOf({ ...good, siteVa }).join()).toContain('siteVa')
})

test('a file that is not JSON, or not an object, is said so', () => {
  expect(problemsOf('{')[0]).toContain('it is not JSON')
  expect(problemsOf('null').length).toBeGreaterThan(0)
})
