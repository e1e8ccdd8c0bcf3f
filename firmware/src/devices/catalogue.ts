import type { Clock } from '@colok/shared/time'
import { z } from 'zod'
import reference1 from '../../../hardware/boards/reference-1/board.json' with { type: 'json' }
import { boardSchema } from './board.ts'
import type { OpenBytePort } from './byte-port.ts'
import type { ChargerDevices, Meter } from './contracts.ts'
import type { DeviceLog } from './device-log.ts'
import { IoBoard } from './drivers/io-board.ts'
import { ModbusBus } from './drivers/modbus-bus.ts'
import { Pn532 } from './drivers/pn532.ts'
import { Pzem004t, pzem004tBaudRate } from './drivers/pzem-004t.ts'
import { openSerialPort } from './drivers/serial-port.ts'

const portPath = z
  .string()
  .min(1)
  .meta({ description: 'Path of a serial device; best one that keeps its name, as /dev/serial/by-id/…' })
/** The universal address F8 of a PZEM is left out: with it two meters on one bus would answer at once. */
const modbusAddress = z.int().min(1).max(247)

const meter = z.discriminatedUnion('product', [
  z.strictObject({ product: z.literal('pzem-004t'), port: portPath, address: modbusAddress.default(1) }),
])
const cardReader = z.discriminatedUnion('product', [
  z.strictObject({ product: z.literal('pn532'), port: portPath }),
])
const display = z.strictObject({
  size: z.enum(['20x4', '16x2']),
  /** 39 is 0x27, the PCF8574's; 63 is 0x3F, the PCF8574A's. */
  i2cAddress: z.union([z.literal(0x27), z.literal(0x3f)]).default(0x27),
})
const ioBoard = z.discriminatedUnion('product', [
  z.strictObject({ product: z.literal('reference-1'), port: portPath, display }),
])

/** The section `devices` of the charger's configuration. `connectors[n]` is connector n + 1. */
export const devicesConfig = z
  .strictObject({
    ioBoard,
    cardReaders: z.array(cardReader).max(4),
    connectors: z.array(z.strictObject({ meter })).min(1).max(4),
  })
  .superRefine(({ ioBoard, cardReaders, connectors }, context) => {
    const exclusive = [ioBoard.port, ...cardReaders.map(({ port }) => port)]
    const meters = connectors.map((connector) => connector.meter)
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    for (const [index, { port }] of cardReaders.entries())
      if (exclusive.indexOf(port) <= index)
        refuse(['cardReaders', index, 'port'], `another device has ${port}`)
    for (const [index, { port, address }] of meters.entries()) {
      const path = ['connectors', index, 'meter']
      if (exclusive.includes(port)) refuse([...path, 'port'], `another device has ${port}`)
      if (meters.slice(0, index).some((other) => other.port === port && other.address === address))
        refuse([...path, 'address'], `two meters on ${port} have the address ${address}`)
    }
  })

export type DevicesConfig = z.infer<typeof devicesConfig>

const boards = { 'reference-1': boardSchema.parse(reference1) }

/**
 * Makes the drivers that a configuration names; nothing is opened before `start()`. Give `openPort` for ports that
 * are not serial devices.
 */
export function openDevices(
  config: DevicesConfig,
  surroundings: { clock: Clock; log: DeviceLog; openPort?: OpenBytePort },
): ChargerDevices {
  const { clock, log, openPort = openSerialPort } = surroundings
  const { product, port, display } = config.ioBoard
  const [columns, rows] = display.size === '20x4' ? ([20, 4] as const) : ([16, 2] as const)
  const board = new IoBoard({
    path: port,
    board: boards[product],
    connectors: config.connectors.length,
    display: { columns, rows, i2cAddress: display.i2cAddress },
    clock,
    log,
    openPort,
  })
  return {
    relays: board,
    lights: board.lights,
    display: board.display,
    sensors: board.sensors,
    cardReaders: config.cardReaders.map(
      ({ port }, index) => new Pn532({ name: `Card reader ${index + 1}`, path: port, clock, log, openPort }),
    ),
    meters: openMeters(config, { clock, log, openPort }),
  }
}

function openMeters(
  config: DevicesConfig,
  surroundings: { clock: Clock; log: DeviceLog; openPort: OpenBytePort },
): Meter[] {
  const { clock, log, openPort } = surroundings
  const buses = new Map<string, ModbusBus>()
  return config.connectors.map(({ meter: { port, address } }, index) => {
    const bus = buses.get(port) ?? new ModbusBus({ path: port, baudRate: pzem004tBaudRate, clock, openPort })
    buses.set(port, bus)
    return new Pzem004t({ name: `Meter ${index + 1}`, bus, address, clock, log })
  })
}
