import { devicesConfig, openDevices } from '@colok/firmware/devices/catalogue'
import { systemClock } from '../demo/system-clock.ts'

// A process of its own that closes relay 1 once, holds it, and prints what it hears of the contact. Its one argument is
// the board's port.
const [boardPort] = process.argv.slice(2)
const config = devicesConfig.parse({
  ioBoard: { product: 'reference-1', port: boardPort, display: { size: '20x4' } },
  cardReaders: [],
  connectors: [{ meter: { product: 'pzem-004t', port: '/dev/null' } }],
})
const { relays } = openDevices(config, { clock: systemClock, log: { info: () => {}, warn: () => {} } })
let hasAsked = false
relays.listen({
  onContact: (_connectorId, closed) => {
    process.stdout.write(closed ? 'closed\n' : 'open\n')
    if (!hasAsked) relays.request(1, true)
    hasAsked = true
  },
  onPlug: () => {},
  onEmergencyStop: () => {},
  onFault: () => {},
})
relays.start()
