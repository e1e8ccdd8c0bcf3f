import { fileURLToPath } from 'node:url'
import type { VirtualPost } from '../devices/post.ts'

/** The charger of the seed (cloud/seeds/demo.json). */
export const chargePointId = 'CLK-0001'

/** A technician's; it is in the charger's own configuration, so it opens the service door at the first start too. */
export const serviceCard = '04C0104E5E0080'

/** What the camera at the service door sees. */
const doorPhoto = fileURLToPath(new URL('service-door.jpg', import.meta.url))

/** The configuration file of the demonstration's charger: the same as a real one's but for the paths of its ports. */
export function chargerConfiguration(options: {
  csmsUrl: string
  password: string
  dataDir: string
  ports: VirtualPost['ports']
  keys: Readonly<Record<string, string>>
}) {
  const { ports } = options
  return {
    chargePointId,
    csmsUrl: options.csmsUrl,
    password: options.password,
    language: 'id',
    timeZone: 'Asia/Makassar',
    priceIdrPerKwh: 2466,
    maxPowerW: 2200,
    dataDir: options.dataDir,
    serviceCards: [serviceCard],
    // Sooner than the default of a minute, so that a person who watches the driver's page sees it move.
    keys: { MeterValueSampleInterval: '10', ...options.keys },
    devices: {
      ioBoard: {
        product: 'reference-1',
        port: ports.board,
        display: { size: '20x4' },
      },
      cardReaders: [{ product: 'pn532', port: ports.cardReader }],
      camera: { product: 'file', path: doorPhoto },
      connectors: ports.meters.map((port) => ({
        meter: { product: 'pzem-004t', port, address: 1 },
      })),
    },
  }
}
