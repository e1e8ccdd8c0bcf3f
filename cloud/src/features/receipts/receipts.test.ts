import { readOcmf } from '@colok/shared/ocmf'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'
import { SigningKey } from '../../testing/signing-charger.ts'
import { isSignedBy, readPublicKey } from '../signed-readings/verification.ts'

const second = 1000
const minute = 60_000

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

/** A whole session of 1 kWh out of Rp 5,000; the address of its payment's page. */
async function settled(): Promise<string> {
  const { page, reference } = await world.choose(5000)
  world.gateway.pay(reference)
  // Found by asking the provider, who says which app it was and by which number.
  await world.clock.advance(15 * second)
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('EVDisconnected')
  await world.clock.advance(10 * second)
  return page
}
const verifyPath = async (page: string) =>
  (await world.text(`${page}/receipt`)).match(/http:\/\/colok\.example(\/r\/\d+\.[\w-]{22})/)?.[1] ?? ''

test('says what was used, what it cost, what was paid how, and what goes back', async () => {
  const text = await world.text(`${await settled()}/receipt`)
  expect(text).toMatch(/Struk nomor 1 .*Tempat Sangeh Monkey Forest, Sangeh, Bali Pos CLK-0001, Soket 1/)
  expect(text).toMatch(
    /Meter awal 5,000 kWh Meter akhir 6,000 kWh Energi terisi 1,000 kWh Harga per kWh Rp 2\.466 Energi Rp 2\.466/,
  )
  expect(text).toMatch(
    /Total Rp 2\.466 .*QRIS Rp 5\.000 Dari GoPay, DOKU RRN 000123456789 .*Kembali Rp 2\.534/,
  )
  expect(text).toContain('Permen ESDM 1/2023, Rp 2.466')
})

test('whoever scans its code sees that it is ours, and nobody makes up another', async () => {
  const page = await settled()
  const path = await verifyPath(page)
  expect(await world.text(path)).toMatch(/Struk ini asli .*Total Rp 2\.466/)
  for (const wrong of [path.slice(0, -1), `${path}A`, path.replace('/r/1.', '/r/2.'), '/r/1.', '/r/x'])
    expect((await world.request(wrong)).status, wrong).toBe(404)
  expect((await world.request(`${page}/receipt/qr.svg`)).headers.get('Content-Type')).toBe('image/svg+xml')
})

test('a figure that was changed in the database is found out', async () => {
  const path = await verifyPath(await settled())
  const { tx, begin, commit } = world.database.writeConnection
  await begin()
  await tx.run(`update receipt set content = replace(content, '"totalIdr":2466', '"totalIdr":1466')`, [])
  await commit()
  expect((await world.request(path)).status).toBe(404)
})

test('it is a PDF too', async () => {
  const response = await world.request(`${await settled()}/receipt/pdf`)
  expect(response.headers.get('Content-Type')).toBe('application/pdf')
  const pdf = Buffer.from(await response.arrayBuffer())
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.toString('latin1')).toContain('(Struk nomor 1)')
})

test('it is sent to the driver who wants it, a few times at most, and nobody else reads where', async () => {
  const page = await settled()
  expect(await world.text(`${page}/receipt`)).toContain('Kirim struk')
  const send = async (to: string) => {
    const response = await world.post(`${page}/receipt/send`, { to })
    return [response.status, (await response.text()).match(/role="status"[^>]*>([^<]+)</)?.[1]]
  }
  expect(await send('nobody@')).toEqual([400, 'Periksa lagi nomor atau alamatnya.'])
  expect(await send('0812')).toEqual([400, 'Periksa lagi nomor atau alamatnya.'])
  for (const name of ['a', 'a', 'b', 'c'])
    expect(await send(`${name}@mail.example`)).toEqual([200, 'Struk sedang dikirim.'])
  expect(await send('d@mail.example')).toEqual([400, 'Struk tidak bisa dikirim. Simpan sebagai PDF saja.'])
  const queued = await world.rows<{ kind: string; maskedAddress: string; sealedAddresses: string }>(
    'select kind, masked_address, sealed_addresses from message order by id',
  )
  expect(queued.map(({ kind, maskedAddress }) => [kind, maskedAddress])).toEqual([
    ['receipt', 'a…@mail.example'],
    ['receipt', 'b…@mail.example'],
    ['receipt', 'c…@mail.example'],
  ])
  expect(JSON.stringify(queued)).not.toContain('a@mail.example')
  // Who asks once more for what never arrived gets it, at the same address, but not without end.
  const { tx, begin, commit } = world.database.writeConnection
  const change = async (statement: string) => {
    await begin()
    await tx.run(statement, [])
    await commit()
  }
  const states = async () =>
    (await world.rows<{ state: string }>('select state from message order by id')).map(({ state }) => state)
  await change("update message set state = 'failed', due_at = null where masked_address like 'a%'")
  expect(await send('a@mail.example')).toEqual([200, 'Struk sedang dikirim.'])
  expect(await states()).toEqual(['pending', 'pending', 'pending'])
  await change(`insert into message_attempt (id, message_id, channel, address_index, address_hash, masked_address, outcome, day,
      started_at) with recursive one(n) as (select 1 union all select n + 1 from one where n < 10)
    select 'tried-' || n, id, channel, 0, '', masked_address, 'refused', '2026-11-23', created_at from one, message
    where masked_address like 'a%'`)
  await change("update message set state = 'failed', due_at = null where masked_address like 'a%'")
  expect((await send('a@mail.example'))[0]).toBe(400)
})

test('says that its meter readings are genuine, and lets one have them to verify without us', async () => {
  const key = new SigningKey()
  world.charger.tellKey(key)
  const page = await settled()
  const path = await verifyPath(page)
  expect(await world.text(`${page}/receipt`)).toMatch(
    /Angka meter asli.*Unduh angka meter.*Kunci meter [0-9a-f]{64}/,
  )
  expect(await world.text(path)).toContain('Angka meter asli')
  const response = await world.request(`${path}/ocmf`)
  expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="receipt-1.ocmf"')
  const [record = '', ...more] = (await response.text()).trim().split('\n')
  expect(more).toEqual([])
  const read = readOcmf(record)
  const publicKey = readPublicKey(key.spki)
  expect(read.kind === 'read' && publicKey !== undefined && isSignedBy(read.record, publicKey)).toBe(true)
  expect((await world.request(`${path}x/ocmf`)).status).toBe(404)
})

test('says so when what was signed is by a key that nobody knows, and has nothing to download where nothing was signed', async () => {
  world.charger.key = new SigningKey()
  expect(await world.text(`${await settled()}/receipt`)).toContain('kunci yang belum kami kenal')
  world.charger.key = undefined
  const page = await settled()
  expect(await world.text(`${page}/receipt`)).not.toContain('Angka meter')
  expect((await world.request(`${await verifyPath(page)}/ocmf`)).status).toBe(404)
})

test('there is no receipt before the bill is made', async () => {
  const { page } = await world.choose(5000)
  expect((await world.request(`${page}/receipt`)).status).toBe(404)
})
