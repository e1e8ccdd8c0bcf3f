import type { Clock } from '@colok/shared/time'
import { z } from 'zod'
import reference1 from '../../../hardware/boards/reference-1/board.json' with { type: 'json' }
import { boardSchema } from './board.ts'
import type { OpenBytePort } from './byte-port.ts'
import type { Camera, CardReader, ChargerDevices, Meter } from './contracts.ts'
import type { DeviceLog } from './device-log.ts'
import { directWiring } from './direct-wiring.ts'
import { CommandCamera, FileCamera, v4l2Camera } from './drivers/camera.ts'
import { DirectBoard } from './drivers/direct-board.ts'
import { IoBoard } from './drivers/io-board.ts'
import { type OpenGpio, openGpio } from './drivers/linux-gpio.ts'
import { type OpenI2c, openI2c } from './drivers/linux-i2c.ts'
import type { MeterMap } from './drivers/meter-map.ts'
import { lineTimeMs, ModbusBus } from './drivers/modbus-bus.ts'
import { ModbusMeter } from './drivers/modbus-meter.ts'
import { Pn532 } from './drivers/pn532.ts'
import { pzem004t } from './drivers/pzem-004t.ts'
import { Rdm6300 } from './drivers/rdm6300.ts'
import { sdm120 } from './drivers/sdm120.ts'
import { sdm230 } from './drivers/sdm230.ts'
import { openSerialPort } from './drivers/serial-port.ts'

/** Each reads every meter of its bus within this time, so that a reading is never older than a second. */
const readWithinMs = 1_000

const portPath = z
  .string()
  .min(1)
  .meta({ description: 'Path of a serial device; best one that keeps its name, as /dev/serial/by-id/…' })
/** The universal address F8 of a PZEM is left out: with it two meters on one bus would answer at once. */
const modbusAddress = z.int().min(1).max(247)
/** The seal of a type-approved meter (tera): what it says, and the last day on which it counts. */
const seal = z.strictObject({ number: z.string().min(1).max(40), expiresOn: z.iso.date() })

/** The products by the name that a configuration gives them. */
export const meterMaps = { 'pzem-004t': pzem004t, sdm120, sdm230 } as const satisfies Record<string, MeterMap>
const meter = z.discriminatedUnion('product', [
  modbusMeter('pzem-004t'),
  modbusMeter('sdm120'),
  modbusMeter('sdm230'),
])

const cardReaders = { pn532: Pn532, rdm6300: Rdm6300 } as const
const cardReader = z.discriminatedUnion('product', [
  z.strictObject({ product: z.literal('pn532'), port: portPath }),
  z.strictObject({ product: z.literal('rdm6300'), port: portPath }),
])

const display = z.strictObject({
  size: z.enum(['20x4', '16x2']),
  /** 39 is 0x27, the PCF8574's; 63 is 0x3F, the PCF8574A's. */
  i2cAddress: z.union([z.literal(0x27), z.literal(0x3f)]).default(0x27),
})
const ioBoard = z.discriminatedUnion('product', [
  z.strictObject({ product: z.literal('reference-1'), port: portPath, display }),
  z.strictObject({ product: z.literal('linux-gpio'), wiring: directWiring, display }),
])

const camera = z.discriminatedUnion('product', [
  z.strictObject({ product: z.literal('v4l2'), device: z.string().min(1).default('/dev/video0') }),
  z.strictObject({
    product: z.literal('command'),
    command: z
      .tuple([z.string().min(1)], z.string())
      .meta({ description: 'A program and its arguments; it writes one JPEG to its standard output' }),
  }),
  z.strictObject({ product: z.literal('file'), path: z.string().min(1) }),
])

/** The section `devices` of the charger's configuration. `connectors[n]` is connector n + 1. */
export const devicesConfig = z
  .strictObject({
    ioBoard,
    cardReaders: z.array(cardReader).max(4),
    connectors: z.array(z.strictObject({ meter })).min(1).max(4),
    camera: camera.optional(),
  })
  .superRefine(({ ioBoard, cardReaders, connectors }, context) => {
    const boardPorts = ioBoard.product === 'linux-gpio' ? [] : [ioBoard.port]
    const exclusive = [...boardPorts, ...cardReaders.map(({ port }) => port)]
    if (ioBoard.product === 'linux-gpio' && ioBoard.wiring.sockets.length !== connectors.length)
      context.addIssue({
        code: 'custom',
        path: ['ioBoard', 'wiring', 'sockets'],
        message: `${ioBoard.wiring.sockets.length} sockets are wired, ${connectors.length} connectors are configured`,
      })
    const meters = connectors.map((connector) => connector.meter)
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    for (const [index, { port }] of cardReaders.entries())
      if (exclusive.indexOf(port) < boardPorts.length + index)
        refuse(['cardReaders', index, 'port'], `another device has ${port}`)
    for (const [index, meter] of meters.entries()) {
      const path = ['connectors', index, 'meter']
      if (exclusive.includes(meter.port)) refuse([...path, 'port'], `another device has ${meter.port}`)
      const sameBus = meters.slice(0, index).filter(({ port }) => port === meter.port)
      if (sameBus.some(({ address }) => address === meter.address))
        refuse([...path, 'address'], `two meters on ${meter.port} have the address ${meter.address}`)
      if (sameBus.some(({ baudRate, parity }) => baudRate !== meter.baudRate || parity !== meter.parity))
        refuse([...path, 'baudRate'], `all meters on ${meter.port} need the same baudRate and parity`)
      const tookMs = [...sameBus, meter].reduce((sum, each) => sum + readingTimeMs(each), 0)
      if (tookMs > readWithinMs)
        refuse(
          [...path, 'baudRate'],
          `reading the meters of ${meter.port} takes ${tookMs} ms at ${meter.baudRate} baud, ` +
            `longer than ${readWithinMs} ms; set them to a higher rate`,
        )
    }
  })

export type DevicesConfig = z.infer<typeof devicesConfig>

const boards = { 'reference-1': boardSchema.parse(reference1) }

interface Surroundings {
  readonly clock: Clock
  readonly log: DeviceLog
  readonly openGpio?: OpenGpio
  readonly openI2c?: OpenI2c
}

/**
 * Makes the drivers that a configuration names; nothing is opened before `start()`. Give `openPort` for ports that
 * are not serial devices, `openGpio` and `openI2c` for pins that are not this computer's.
 */
export function openDevices(
  config: DevicesConfig,
  surroundings: Surroundings & { openPort?: OpenBytePort },
): ChargerDevices {
  const { clock, log, openPort = openSerialPort } = surroundings
  const board = openBoard(config, { ...surroundings, openPort })
  return {
    relays: board,
    lights: board.lights,
    display: board.display,
    sensors: board.sensors,
    ...(board instanceof IoBoard && { door: board.door }),
    cardReaders: config.cardReaders.map(({ product, port }, index): CardReader => {
      const Reader = cardReaders[product]
      return new Reader({ name: `Card reader ${index + 1}`, path: port, clock, log, openPort })
    }),
    meters: openMeters(config, { clock, log, openPort }),
    ...(config.camera && { camera: openCamera(config.camera) }),
  }
}

function openBoard(
  { ioBoard, connectors }: DevicesConfig,
  surroundings: Surroundings & { openPort: OpenBytePort },
): IoBoard | DirectBoard {
  const { size, i2cAddress } = ioBoard.display
  const [columns, rows] = size === '20x4' ? ([20, 4] as const) : ([16, 2] as const)
  const display = { columns, rows, i2cAddress }
  if (ioBoard.product === 'linux-gpio')
    return new DirectBoard({ openGpio, openI2c, ...surroundings, wiring: ioBoard.wiring, display })
  return new IoBoard({
    ...surroundings,
    path: ioBoard.port,
    board: boards[ioBoard.product],
    connectors: connectors.length,
    display,
  })
}

function openCamera(config: NonNullable<DevicesConfig['camera']>): Camera {
  switch (config.product) {
    case 'v4l2':
      return v4l2Camera(config.device)
    case 'command':
      return new CommandCamera(config.command)
    case 'file':
      return new FileCamera(config.path)
  }
}

function openMeters(
  config: DevicesConfig,
  surroundings: { clock: Clock; log: DeviceLog; openPort: OpenBytePort },
): Meter[] {
  const { clock, log, openPort } = surroundings
  const buses = new Map<string, ModbusBus>()
  return config.connectors.map(({ meter }, index) => {
    const { product, port, address, baudRate, parity, serialNumber } = meter
    const bus = buses.get(port) ?? new ModbusBus({ path: port, baudRate, parity, clock, openPort })
    buses.set(port, bus)
    const name = `Meter ${index + 1}`
    return new ModbusMeter({ name, serialNumber, map: meterMaps[product], bus, address, clock, log })
  })
}

/** What a configuration says of a meter: its line is as the factory sets it unless it says otherwise. */
function modbusMeter<Product extends keyof typeof meterMaps>(product: Product) {
  const { baudRates, parities }: MeterMap = meterMaps[product]
  return z.strictObject({
    product: z.literal(product),
    port: portPath,
    address: modbusAddress.default(1),
    baudRate: z.literal([...baudRates]).default(baudRates[0]!),
    parity: z.literal([...parities]).default(parities[0]!),
    serialNumber: z
      .string()
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'As it stands on the meter; signed readings name it' }),
    seal: seal.optional(),
  })
}

function readingTimeMs({ product, baudRate }: { product: keyof typeof meterMaps; baudRate: number }): number {
  const { blocks }: MeterMap = meterMaps[product]
  return blocks.reduce((sum, { count }) => sum + lineTimeMs(count, baudRate), 0)
}
