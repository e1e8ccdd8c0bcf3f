import { RPCClient } from 'ocpp-rpc'

/** Sends readings one after the other until the socket breaks; each is told to `onAcknowledged` when it is answered. */
export async function chargeForEver(
  id: string,
  ocppUrl: string,
  onAcknowledged: (fact: string) => void,
): Promise<void> {
  const client = new RPCClient({
    endpoint: ocppUrl.replace(/\/$/, ''),
    identity: id,
    password: id.repeat(3),
    protocols: ['ocpp1.6'],
    strictMode: true,
    reconnect: false,
  } as ConstructorParameters<typeof RPCClient>[0])
  await client.connect()
  const timestamp = '2026-11-23T03:00:00.000Z'
  const start = { connectorId: 1, idTag: id, meterStart: 0, timestamp }
  const { transactionId } = (await client.call('StartTransaction', start)) as { transactionId: number }
  for (let energyWh = 1; ; energyWh++) {
    const meterValue = [{ timestamp, sampledValue: [{ value: String(energyWh) }] }]
    await client.call('MeterValues', { connectorId: 1, transactionId, meterValue })
    onAcknowledged(`${id} ${energyWh}`)
  }
}

/** A seed with these chargers, and the variables with their passwords. */
export function seedFor(ids: readonly string[]) {
  const passwords = Object.fromEntries(
    ids.map((id) => [`COLOK_SEED_PASSWORD_${id.replace('-', '_')}`, id.repeat(3)]),
  )
  const seed = {
    sites: [
      { slug: 'test', name: 'Test', address: 'Test', latitude: 0, longitude: 0, timeZone: 'Asia/Makassar' },
    ],
    chargers: ids.map((chargePointId) => ({
      chargePointId,
      site: 'test',
      name: chargePointId,
      connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
    })),
    idTags: ids.map((idTag) => ({ idTag, status: 'Accepted' })),
    tariffs: [{ name: 'Test', priceIdrPerKwh: 2466, validFrom: '2026-01-01T00:00:00Z' }],
  }
  return { seed, passwords }
}
