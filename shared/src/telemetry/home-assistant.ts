import type { ReadingTelemetry, SocketTelemetry } from './payloads.ts'
import type { Topics } from './topics.ts'

/** One retained message by which Home Assistant finds an entity (its documentation, "MQTT discovery"). */
export interface Discovery {
  readonly topic: string
  readonly payload: object
}

interface Sensor {
  readonly of: 'socket' | 'reading'
  readonly field: keyof SocketTelemetry | keyof ReadingTelemetry
  readonly name: string
  readonly template: string
  readonly settings: object
}

/** Home Assistant's own units; ours are divided in the template. */
const sensors: readonly Sensor[] = [
  {
    of: 'reading',
    field: 'energyWh',
    name: 'Energy',
    template: '{{ value_json.energyWh / 1000 }}',
    settings: { device_class: 'energy', state_class: 'total_increasing', unit_of_measurement: 'kWh' },
  },
  {
    of: 'reading',
    field: 'powerW',
    name: 'Power',
    template: '{{ value_json.powerW }}',
    settings: { device_class: 'power', state_class: 'measurement', unit_of_measurement: 'W' },
  },
  {
    of: 'reading',
    field: 'voltageMv',
    name: 'Voltage',
    template: '{{ value_json.voltageMv / 1000 }}',
    settings: { device_class: 'voltage', state_class: 'measurement', unit_of_measurement: 'V' },
  },
  {
    of: 'reading',
    field: 'currentMa',
    name: 'Current',
    template: '{{ value_json.currentMa / 1000 }}',
    settings: { device_class: 'current', state_class: 'measurement', unit_of_measurement: 'A' },
  },
  { of: 'socket', field: 'status', name: 'Status', template: '{{ value_json.status }}', settings: {} },
]

/** What makes a charger's sockets appear in Home Assistant: sensors only, nothing to switch. */
export function discoveries(options: {
  /** `homeassistant`, unless the installation uses another. */
  prefix: string
  chargePointId: string
  model: string
  firmwareVersion: string
  connectors: number
  topics: Topics
}): Discovery[] {
  const { prefix, chargePointId, model, firmwareVersion, connectors, topics } = options
  // Home Assistant takes letters, digits, _ and - in these; an id may have points and tildes.
  const node = `colok_${chargePointId.replace(/[^\w-]/g, '_')}`
  const device = {
    identifiers: [node],
    name: chargePointId,
    manufacturer: 'Colok',
    model,
    sw_version: firmwareVersion,
  }
  return Array.from({ length: connectors }, (_, index) => index + 1).flatMap((connectorId) =>
    sensors.map(({ of, field, name, template, settings }): Discovery => {
      const object = `socket${connectorId}_${field}`
      return {
        topic: `${prefix}/sensor/${node}/${object}/config`,
        payload: {
          name: `Socket ${connectorId} ${name}`,
          unique_id: `${node}_${object}`,
          state_topic: of === 'reading' ? topics.reading(connectorId) : topics.socket(connectorId),
          value_template: template,
          availability_topic: topics.availability,
          device,
          ...settings,
        },
      }
    }),
  )
}
