/**
 * Where a charger publishes by MQTT. Everything below `<prefix>/<chargePointId>/`; nothing is subscribed to, there are no
 * commands. Retained topics tell a newcomer how things stand.
 *
 * | topic                | retained | payload                           |
 * | -------------------- | -------- | --------------------------------- |
 * | `availability`       | yes      | `online`, `offline` (last will)   |
 * | `charger`            | yes      | `ChargerTelemetry`                |
 * | `socket/<n>`         | yes      | `SocketTelemetry`                 |
 * | `socket/<n>/reading` | no       | `ReadingTelemetry`                |
 */
export interface Topics {
  readonly availability: string
  readonly charger: string
  socket(connectorId: number): string
  reading(connectorId: number): string
}

/**
 * The topics of one charger. Throws a RangeError when the prefix or the id cannot be part of a topic: MQTT keeps `+` and
 * `#` for subscriptions, and a leading `$` for the broker.
 */
export function topicsOf(prefix: string, chargePointId: string): Topics {
  if (!/^[^+#\0$][^+#\0]*$/.test(prefix)) throw new RangeError(`"${prefix}" cannot begin a topic`)
  if (!/^[^+#\0/]+$/.test(chargePointId))
    throw new RangeError(`"${chargePointId}" cannot be one level of a topic`)
  const base = `${prefix}/${chargePointId}`
  return {
    availability: `${base}/availability`,
    charger: `${base}/charger`,
    socket: (connectorId) => `${base}/socket/${connectorId}`,
    reading: (connectorId) => `${base}/socket/${connectorId}/reading`,
  }
}
