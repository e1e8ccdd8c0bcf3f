import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { describe, expect, test } from 'vitest'
import { devicesConfig, openDevices } from './catalogue.ts'

const post = {
  ioBoard: { product: 'reference-1', port: '/dev/board', display: { size: '20x4' } },
  cardReaders: [{ product: 'pn532', port: '/dev/reader' }],
  connectors: [
    { meter: { product: 'pzem-004t', port: '/dev/meters', address: 1 } },
    { meter: { product: 'pzem-004t', port: '/dev/meters', address: 2 } },
  ],
}

function sdm120(settings: object) {
  return { meter: { product: 'sdm120', port: '/dev/meters', ...settings } }
}

describe('the devices of a configuration', () => {
  test('have the usual addresses unless it says otherwise', () => {
    const config = devicesConfig.parse({
      ...post,
      connectors: [{ meter: { product: 'pzem-004t', port: '/dev/m' } }],
    })
    expect(config.ioBoard.display.i2cAddress).toBe(0x27)
    expect(config.connectors[0]?.meter.address).toBe(1)
  })

  test.each([
    [{ connectors: [] }, 'connectors', 'Too small'],
    [{ connectors: Array.from({ length: 5 }, () => post.connectors[0]) }, 'connectors', 'Too big'],
    [
      { connectors: [post.connectors[0], post.connectors[0]] },
      'connectors.1.meter.address',
      'two meters on /dev/meters have the address 1',
    ],
    [
      { cardReaders: [{ product: 'pn532', port: '/dev/board' }] },
      'cardReaders.0.port',
      'another device has /dev/board',
    ],
    [
      { connectors: [{ meter: { product: 'pzem-004t', port: '/dev/reader' } }] },
      'connectors.0.meter.port',
      'another device has /dev/reader',
    ],
    [
      { cardReaders: [{ product: 'rc522', port: '/dev/r' }] },
      'cardReaders.0.product',
      "Expected 'pn532' | 'rdm6300'",
    ],
    [
      { connectors: [sdm120({ address: 1 }), sdm120({ address: 2, baudRate: 9_600 })] },
      'connectors.1.meter.baudRate',
      'all meters on /dev/meters need the same baudRate and parity',
    ],
    [
      { connectors: [sdm120({ address: 1 }), sdm120({ address: 2 })] },
      'connectors.1.meter.baudRate',
      'takes 1124 ms at 2400 baud, longer than 1000 ms',
    ],
    [{ connectors: [sdm120({ baudRate: 1_200 })] }, 'connectors.0.meter.baudRate', '2400|4800|9600'],
    [
      { connectors: [sdm120({ seal: { number: 'T-1', expiresOn: '2027-02-30' } })] },
      'connectors.0.meter.seal.expiresOn',
      'Invalid ISO date',
    ],
    [
      { ioBoard: { ...post.ioBoard, display: { size: '20x4', i2cAddress: 0x20 } } },
      'ioBoard.display.i2cAddress',
      'Invalid input',
    ],
  ])('are refused with where and why: %j', (change, path, problem) => {
    const issues = devicesConfig.safeParse({ ...post, ...change }).error?.issues ?? []
    expect(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^${path}: .*${problem}`)),
    )
  })
})

describe('opened devices', () => {
  test('are as many as the configuration names, and open nothing before they are started', async () => {
    const opened: string[] = []
    const devices = openDevices(devicesConfig.parse(post), {
      clock: new VirtualClock(),
      log: { info: () => {}, warn: () => {} },
      openPort: async ({ path }) => {
        opened.push(path)
        throw new Error('none')
      },
    })
    expect(devices.display).toMatchObject({ columns: 20, rows: 4 })
    expect(devices.cardReaders).toHaveLength(1)
    expect(devices.meters).toHaveLength(2)
    expect(opened).toEqual([])
  })

  test('may be four SDM120 on one line with parity, and a reader for 125 kHz', async () => {
    const clock = new VirtualClock()
    const opened: object[] = []
    const line = { baudRate: 9_600, parity: 'even' }
    const devices = openDevices(
      devicesConfig.parse({
        ...post,
        cardReaders: [{ product: 'rdm6300', port: '/dev/reader' }],
        connectors: [1, 2, 3, 4].map((address) => sdm120({ address, ...line })),
      }),
      {
        clock,
        log: { info: () => {}, warn: () => {} },
        openPort: async (settings) => {
          opened.push(settings)
          throw new Error('none')
        },
      },
    )
    expect(devices.cardReaders[0]?.cardsAreCopyable).toBe(true)
    expect(devices.meters.map(({ rollsOverAtWh }) => rollsOverAtWh)).toEqual(Array(4).fill(100_000_000))
    for (const meter of devices.meters) meter.start()
    await clock.advance(100)
    expect(opened).toEqual([{ path: '/dev/meters', ...line }])
    for (const meter of devices.meters) await meter.stop()
  })

  test('share a bus: two meters on one port open it once, and the last to stop closes it', async () => {
    const clock = new VirtualClock()
    const opened: string[] = []
    let closed = 0
    const devices = openDevices(devicesConfig.parse(post), {
      clock,
      log: { info: () => {}, warn: () => {} },
      openPort: async ({ path, baudRate }) => {
        opened.push(`${path} ${baudRate}`)
        return {
          write: () => {},
          onData: () => {},
          onClose: () => {},
          close: async () => {
            closed++
          },
        }
      },
    })
    for (const meter of devices.meters) meter.start()
    await clock.advance(2_000)
    expect(opened).toEqual(['/dev/meters 9600'])
    await devices.meters[0]?.stop()
    expect(closed).toBe(0)
    await devices.meters[1]?.stop()
    expect(closed).toBe(1)
    expect(clock.pendingTimers).toBe(0)
  })
})
