import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { password, startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'

let system: TestCloud
const sockets: WebSocket[] = []
beforeEach(async () => {
  system = await startTestCloud()
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await system.stop()
})

const connect = async () => {
  const authorization = `Basic ${Buffer.from(`CLK-0001:${password}`).toString('base64')}`
  const socket = new WebSocket(`ws://127.0.0.1:${system.port}/ocpp/CLK-0001`, ['ocpp1.6'], {
    headers: { authorization },
  })
  sockets.push(socket)
  await once(socket, 'open')
  return socket
}
const ask = async (socket: WebSocket, text: string): Promise<unknown[]> => {
  socket.send(text)
  const [answer] = await once(socket, 'message')
  return JSON.parse(String(answer))
}
const boot = '[2,"b","BootNotification",{"chargePointVendor":"Maker","chargePointModel":"Two"}]'
const withExtra = '[2,"1","Heartbeat",{"vendorExtension":1}]'
const treat = (validation: string) => system.api('/models/Maker/Two', { method: 'PUT', body: { validation } })

test('what a model is forgiven, all its chargers are, after they have connected anew', async () => {
  const strict = await connect()
  await ask(strict, boot)
  expect((await ask(strict, withExtra))[0]).toBe(4)
  await expect
    .poll(async () => (await system.api('/models')).body)
    .toMatchObject({
      items: [{ vendor: 'Maker', model: 'Two', validation: 'strict', isSet: false, chargers: 1 }],
    })
  const closed = once(strict, 'close')
  await treat('lenient')
  expect((await closed)[0]).toBe(1012)
  expect((await ask(await connect(), withExtra))[0]).toBe(3)
  const { body } = await system.api('/chargers/CLK-0001')
  expect(body).toMatchObject({ validation: 'lenient' })
})

test('a word that no table of ours holds is kept and answered, whatever it is the name of elsewhere', async () => {
  await ask(await connect(), boot)
  await treat('log-only')
  const charger = await connect()
  for (const word of ['__proto__', 'constructor', 'Exploded']) {
    expect(await ask(charger, `[2,"d","DiagnosticsStatusNotification",{"status":"${word}"}]`)).toEqual([
      3,
      'd',
      {},
    ])
    expect(await ask(charger, `[2,"l","LogStatusNotification",{"status":"${word}"}]`)).toEqual([3, 'l', {}])
  }
})

test('models are listed page by page, those that were set and those that were only seen', async () => {
  await ask(await connect(), boot)
  for (const model of ['Alpha', 'Beta', 'Two'])
    await system.api(`/models/Maker/${model}`, { method: 'PUT', body: { validation: 'lenient' } })
  interface Page {
    readonly items: { model: string; chargers: number }[]
    readonly nextCursor: string | null
  }
  const { body: first } = await system.api<Page>('/models?limit=2')
  const { body: second } = await system.api<Page>(`/models?limit=2&cursor=${first.nextCursor}`)
  expect(
    [first, second].flatMap(({ items }) => items.map(({ model, chargers }) => [model, chargers])),
  ).toEqual([
    ['Alpha', 0],
    ['Beta', 0],
    ['Two', 1],
  ])
  expect(second.nextCursor).toBeNull()
})

test('what is said of a charger itself goes before what is said of its model', async () => {
  await ask(await connect(), boot)
  await treat('log-only')
  await system.api('/chargers/CLK-0001', {
    method: 'PUT',
    body: {
      site: 'sangeh-monkey-forest',
      name: 'Pos 1',
      validation: 'strict',
      connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
    },
  })
  expect((await ask(await connect(), withExtra))[0]).toBe(4)
})

type Frame = { direction: string; text: string }
const frames = async (query = '') =>
  (await system.api<{ items: Frame[] }>(`/chargers/CLK-0001/frames${query}`)).body.items

test('raw messages are kept as they went over the line, with what was wrong, and are found again', async () => {
  const socket = await connect()
  await ask(socket, withExtra)
  await ask(socket, '[2,"2","Authorize",{"idTag":"04A1B2C3D4E5F6"}]')
  await expect.poll(async () => (await frames()).length, { timeout: 20_000 }).toBe(5)
  const all = await frames()
  expect(all.map(({ direction }) => direction)).toEqual(['out', 'in', 'out', 'note', 'in'])
  expect(all[1]?.text).toBe('[2,"2","Authorize",{"idTag":"04A1B2C3D4E5F6"}]')
  expect(await frames('?text=04A1B2')).toHaveLength(1)
  expect(await frames('?text=04a1b2')).toHaveLength(1)
  expect(await frames('?direction=note')).toMatchObject([{ text: expect.stringContaining('Heartbeat') }])
  expect(await frames('?text=%25')).toEqual([])
  expect(await frames('?to=2020-01-01T00:00:00Z')).toEqual([])
  const first = await system.api<{ items: Frame[]; nextCursor: string }>('/chargers/CLK-0001/frames?limit=2')
  const second = await frames(`?limit=2&cursor=${first.body.nextCursor}`)
  expect([...first.body.items, ...second]).toEqual(all.slice(0, 4))
})

test('a password on its way to a charger is not kept', async () => {
  const socket = await connect()
  const rotating = system.api('/chargers/CLK-0001/password', { method: 'POST' })
  const [call] = await once(socket, 'message')
  const [, messageId, , payload] = JSON.parse(String(call))
  socket.send(JSON.stringify([3, messageId, { status: 'Accepted' }]))
  await rotating
  await expect.poll(async () => (await frames()).length, { timeout: 20_000 }).toBe(2)
  const kept = JSON.stringify(await frames())
  expect(payload.value).toHaveLength(40)
  expect(kept).not.toContain(payload.value)
  expect(kept).toContain('[redacted]')
})

test('a charger that floods is read at its rate, and every message is answered', async () => {
  const socket = await connect()
  const count = 7000
  let answered = 0
  let last = 0
  const done = new Promise<void>((resolve) => {
    const sendMore = () => {
      for (let burst = 0; burst < 10 && last < count; burst += 1) {
        last += 1
        socket.send(`[2,"${last}","Heartbeat",{}]`)
      }
    }
    socket.on('message', () => {
      answered += 1
      if (answered === count) resolve()
      else if (answered % 10 === 0) sendMore()
    })
    sendMore()
  })
  await done
  expect(answered).toBe(count)
})
