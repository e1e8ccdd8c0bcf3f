import type { Cancel, Clock } from '@colok/shared/time'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import type { TelemetryConfig } from './config.ts'
import { TelemetryPublisher } from './publisher.ts'
import type { TelemetrySnapshot } from './snapshot.ts'

/** What telemetry needs of a logger; pino's own shape. */
interface TelemetryLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

export interface Telemetry {
  /** Says goodbye to the broker if it listens, and ends. Resolves within `goodbyeMs` whatever the broker does. */
  stop(): Promise<void>
}

const lookEveryMs = 1_000
const reconnectMs = 5_000
const connectMs = 10_000
const keepAliveS = 30
const goodbyeMs = 1_000
/** A broker that does not read any more: what is worth telling a second later goes to nobody meanwhile. */
const maxUnsentBytes = 65_536

/**
 * Publishes what `look` sees, once a second, to an MQTT broker: QoS 0, nothing kept back for later, nothing subscribed
 * to. Whatever the broker does, nobody waits for it and nothing is thrown. Throws a RangeError for a charger whose id
 * cannot be part of a topic.
 */
export function startTelemetry(
  config: TelemetryConfig,
  surroundings: { clock: Clock; log: TelemetryLog; look: () => TelemetrySnapshot },
): Telemetry {
  const { clock, log, look } = surroundings
  const { chargePointId } = look()
  const publisher: TelemetryPublisher = new TelemetryPublisher({
    config,
    chargePointId,
    clock,
    publish: (topic, payload, { retain }) => {
      if (client.connected && unsentBytes(client) < maxUnsentBytes)
        client.publish(topic, payload, { qos: 0, retain }, () => {})
    },
  })
  const { availability } = publisher.topics
  const client = connect(config.url, clientOptions(config, chargePointId, availability))
  let reached = false
  client.on('connect', () => {
    reached = true
    log.info({ broker: config.url }, 'Telemetry reaches its broker')
    publisher.startAnew(look())
  })
  client.on('close', () => {
    if (reached) log.warn({ broker: config.url }, 'Telemetry has lost its broker; it is dropped meanwhile')
    reached = false
  })
  let lastProblem = ''
  client.on('error', ({ message }) => {
    // A broker that is away for days says the same every five seconds.
    if (message !== lastProblem) log.warn({ broker: config.url, problem: message }, 'Telemetry has a problem')
    lastProblem = message
  })
  let cancelLook: Cancel = () => {}
  const lookRepeatedly = () => {
    cancelLook = clock.after(lookEveryMs, lookRepeatedly)
    if (client.connected) publisher.tell(look())
  }
  lookRepeatedly()
  return {
    async stop() {
      cancelLook()
      if (client.connected) client.publish(availability, 'offline', { qos: 0, retain: true }, () => {})
      await endWithin(client, clock)
    },
  }
}

function clientOptions(
  { username, password }: TelemetryConfig,
  chargePointId: string,
  availability: string,
): IClientOptions {
  return {
    clientId: `colok-${chargePointId}`,
    protocolVersion: 4,
    clean: true,
    keepalive: keepAliveS,
    reconnectPeriod: reconnectMs,
    connectTimeout: connectMs,
    queueQoSZero: false,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    will: { topic: availability, payload: Buffer.from('offline'), qos: 0, retain: true },
  }
}

function unsentBytes({ stream }: MqttClient): number {
  return stream.writableLength
}

async function endWithin(client: MqttClient, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.after(goodbyeMs, () => client.end(true, () => resolve()))
    client.end(false, () => {
      cancel()
      resolve()
    })
  })
}
