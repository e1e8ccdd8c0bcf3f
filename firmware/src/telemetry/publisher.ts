import { discoveries } from '@colok/shared/telemetry/home-assistant'
import type { ChargerTelemetry, ReadingTelemetry, SocketTelemetry } from '@colok/shared/telemetry/payloads'
import { type Topics, topicsOf } from '@colok/shared/telemetry/topics'
import { type Clock, toIso } from '@colok/shared/time'
import type { MeterReading } from '../devices/contracts.ts'
import type { TelemetryConfig } from './config.ts'
import type { SocketSnapshot, TelemetrySnapshot } from './snapshot.ts'

/** Takes one message or drops it; never throws, never waits. */
export type Publish = (topic: string, payload: string, options: { retain: boolean }) => void

/** A socket that does not charge is worth a reading a minute. */
const idleReadingMs = 60_000

/** Makes messages of snapshots: what is retained when it has changed, readings as often as they are worth it. */
export class TelemetryPublisher {
  readonly #config: Pick<TelemetryConfig, 'homeAssistant'>
  readonly #topics: Topics
  readonly #clock: Clock
  readonly #publish: Publish
  /** What was last published of each retained topic, without its time. */
  readonly #told = new Map<string, string>()
  readonly #readAtMs = new Map<number, number>()

  /** Throws a RangeError when prefix and id make no topic. */
  constructor(options: {
    config: Pick<TelemetryConfig, 'topicPrefix' | 'homeAssistant'>
    chargePointId: string
    clock: Clock
    publish: Publish
  }) {
    this.#config = options.config
    this.#topics = topicsOf(options.config.topicPrefix, options.chargePointId)
    this.#clock = options.clock
    this.#publish = options.publish
  }

  get topics(): Topics {
    return this.#topics
  }

  /** A broker that was just reached knows nothing of us, or what was true before. */
  startAnew(snapshot: TelemetrySnapshot): void {
    this.#told.clear()
    this.#readAtMs.clear()
    this.tell(snapshot)
    this.#announce(snapshot)
    this.#publish(this.#topics.availability, 'online', { retain: true })
  }

  /**
   * Readings go first: a broker takes longer over what it retains, and aedes, which sits in many a gateway, drops a
   * message that a later one has overtaken.
   */
  tell(snapshot: TelemetrySnapshot): void {
    for (const [index, { status, reading }] of snapshot.sockets.entries())
      if (reading !== null) this.#tellReading(index + 1, reading, status === 'Charging')
    const charger: Omit<ChargerTelemetry, 'at'> = {
      model: snapshot.model,
      firmwareVersion: snapshot.firmwareVersion,
      connectors: snapshot.sockets.length,
      centralSystem: snapshot.connected ? 'connected' : 'disconnected',
      faults: [...snapshot.faults],
    }
    this.#tellIfChanged(this.#topics.charger, charger)
    for (const [index, socket] of snapshot.sockets.entries()) this.#tellSocket(index + 1, socket)
  }

  #tellSocket(connectorId: number, { reading: _, faults, ...state }: SocketSnapshot): void {
    const socket: Omit<SocketTelemetry, 'at'> = { ...state, faults: [...faults] }
    this.#tellIfChanged(this.#topics.socket(connectorId), socket)
  }

  #tellReading(connectorId: number, reading: MeterReading, isCharging: boolean): void {
    if (!this.#isReadingDue(connectorId, isCharging)) return
    this.#readAtMs.set(connectorId, this.#clock.monotonicMs())
    const payload: ReadingTelemetry = { at: this.#now(), ...reading }
    this.#publish(this.#topics.reading(connectorId), JSON.stringify(payload), { retain: false })
  }

  #isReadingDue(connectorId: number, isCharging: boolean): boolean {
    const readAtMs = this.#readAtMs.get(connectorId)
    return isCharging || readAtMs === undefined || this.#clock.monotonicMs() - readAtMs >= idleReadingMs
  }

  #tellIfChanged(topic: string, payload: object): void {
    const text = JSON.stringify(payload)
    if (this.#told.get(topic) === text) return
    this.#told.set(topic, text)
    this.#publish(topic, JSON.stringify({ at: this.#now(), ...payload }), { retain: true })
  }

  #announce({ chargePointId, model, firmwareVersion, sockets }: TelemetrySnapshot): void {
    const { homeAssistant } = this.#config
    if (homeAssistant === false) return
    const found = discoveries({
      prefix: homeAssistant === true ? 'homeassistant' : homeAssistant,
      chargePointId,
      model,
      firmwareVersion,
      connectors: sockets.length,
      topics: this.#topics,
    })
    for (const { topic, payload } of found) this.#publish(topic, JSON.stringify(payload), { retain: true })
  }

  #now(): string {
    return toIso(this.#clock.wallMs())
  }
}
