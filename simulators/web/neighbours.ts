import { RPCClient } from 'ocpp-rpc'
import { card, type Street } from '../scenarios/street.ts'

/** Other posts of the network, by the places of the founding papers. */
const places = [
  { slug: 'sentral-parkir-kuta', name: 'Sentral Parkir Kuta', latitude: -8.7226, longitude: 115.1769 },
  { slug: 'lippo-plaza-sunset', name: 'Lippo Plaza Sunset', latitude: -8.698, longitude: 115.1806 },
  { slug: 'pasar-ubud', name: 'Pasar Ubud', latitude: -8.5069, longitude: 115.2625 },
  { slug: 'pantai-sanur', name: 'Pantai Sanur', latitude: -8.6783, longitude: 115.2636 },
  { slug: 'tanah-lot', name: 'Tanah Lot', latitude: -8.6212, longitude: 115.0868 },
]

/** Registers the posts and connects them with their sockets ready; returns what sends them away. */
export async function connectNeighbours(street: Street): Promise<() => Promise<void>> {
  const clients = await Promise.all(places.map((place, index) => connect(street, place, index + 2)))
  return async () => {
    await Promise.all(clients.map((client) => client.close({ force: true })))
  }
}

/** A post tells of a session whose meter went back, and of the end of one that never began: both wait for a person. */
export async function leaveInDoubt(street: Street): Promise<void> {
  const [place] = places
  if (place === undefined) throw new Error('There is no place for the post.')
  const client = await connect(street, place, 9)
  const timestamp = new Date().toISOString()
  const start = { connectorId: 1, idTag: card.accepted, meterStart: 5000, timestamp }
  const { transactionId } = (await client.call('StartTransaction', start)) as { transactionId: number }
  await client.call('StopTransaction', { transactionId, meterStop: 4000, timestamp })
  await client.call('StopTransaction', { transactionId: 99_999, meterStop: 4000, timestamp })
  await client.close({ force: true })
}

/** What operators enter by hand, one of each: their pages are there to be opened. */
export async function enterByHand(street: Street): Promise<void> {
  const post = async (path: string, body: object) =>
    JSON.parse(await street.api(path, { method: 'POST', body })) as { id: string }
  const put = (path: string, body: object) => street.api(path, { method: 'PUT', body })
  const site = 'tanah-lot'
  const wallet = await post('wallets', { name: 'Wayan' })
  await put('id-tags/0AAA0001', { status: 'Accepted' })
  await put(`wallets/${wallet.id}/cards/0AAA0001`, {})
  await post('firmware-images', { version: '1.4.2', fileName: 'colok.bin' })
  await post('webhooks', { url: 'https://example.org/hook', types: ['charger.online'], active: false })
  const partner = await post('organisations', { slug: site, name: 'Desa Adat Tanah Lot', kind: 'partner' })
  await put(`organisations/${partner.id}/sites/${site}`, {})
  const electricity = { reckonedBy: 'bill', paidBy: 'operator' }
  const agreement = await post('agreements', {
    ...{ organisation: site, places: [{ site, holding: 'hosted' }], startsOn: '2026-10-01' },
    terms: { share: { of: 'net', basisPoints: 3000 }, electricity },
  })
  const bill = { site, businessDay: '2026-11-10', amountIdr: 125_000, reference: 'PLN-1' }
  await post(`agreements/${agreement.id}/electricity-bills`, bill)
}

async function connect(street: Street, place: (typeof places)[number], number: number): Promise<RPCClient> {
  const { slug, name, latitude, longitude } = place
  const body = { name, address: `${name}, Bali`, latitude, longitude, timeZone: 'Asia/Makassar' }
  await street.api(`sites/${slug}`, { method: 'PUT', body })
  const chargePointId = `CLK-000${number}`
  const connectors = [1, 2].map((connectorId) => ({ connectorId, voltageV: 220, maxPowerW: 1200 }))
  const saved = await street.api(`chargers/${chargePointId}`, {
    method: 'PUT',
    body: { site: slug, name: 'Pos 1', connectors },
  })
  const client = new RPCClient({
    endpoint: `${street.demo.addresses.cloud.replace('http', 'ws')}ocpp`,
    identity: chargePointId,
    password: (JSON.parse(saved) as { password: string }).password,
    protocols: ['ocpp1.6'],
    strictMode: true,
    reconnect: false,
  } as ConstructorParameters<typeof RPCClient>[0])
  await client.connect()
  await client.call('BootNotification', { chargePointVendor: 'Colok', chargePointModel: 'Pos' })
  for (const connectorId of [1, 2])
    await client.call('StatusNotification', { connectorId, status: 'Available', errorCode: 'NoError' })
  return client
}
