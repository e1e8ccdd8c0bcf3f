import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { RPCServer } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let folder = ''
const ends: (() => unknown)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-harness-'))
})

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  rmSync(folder, { recursive: true, force: true })
})

// Processes start in a second or two, more on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

type Message = { method: string; params: Record<string, unknown> }

/** A strict central system of another maker that accepts everything and remembers it. */
async function centralSystem() {
  const messages: Message[] = []
  let transactionId = 0
  const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true })
  server.auth((accept) => accept({}))
  server.on('client', (client) =>
    client.handle(({ method = '', params }: { method?: string; params?: unknown }) => {
      messages.push({ method, params: params as Message['params'] })
      const accepted = { idTagInfo: { status: 'Accepted' } }
      if (method === 'BootNotification')
        return { status: 'Accepted', interval: 300, currentTime: new Date().toISOString() }
      if (method === 'StartTransaction') return { transactionId: ++transactionId, ...accepted }
      return method === 'Authorize' || method === 'StopTransaction' ? accepted : {}
    }),
  )
  const listening = await server.listen(0, '127.0.0.1')
  if (!listening.listening) await once(listening, 'listening')
  ends.push(() => server.close({ force: true }))
  const sent = (method: string) =>
    messages.filter((each) => each.method === method).map(({ params }) => params)
  return {
    url: `ws://127.0.0.1:${(listening.address() as AddressInfo).port}/CP-1`,
    sent,
    statuses: (connectorId: number) =>
      sent('StatusNotification').flatMap((each) => (each.connectorId === connectorId ? [each.status] : [])),
  }
}

/** The harness as a suite starts it: a process with lines in and lines out. */
class Harness {
  readonly process: ChildProcess
  readonly #answers: unknown[] = []
  #stderr = ''

  constructor(csms: string, ...options: string[]) {
    const script = new URL('main.ts', import.meta.url).pathname
    const args = [script, '--csms', csms, '--state', join(folder, 'state'), '--connectors', '2', ...options]
    this.process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    createInterface({ input: this.process.stdout! }).on('line', (line) =>
      this.#answers.push(JSON.parse(line)),
    )
    this.process.stderr!.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString()
    })
    ends.push(() => this.process.kill('SIGKILL'))
  }

  get stderr(): string {
    return this.#stderr
  }

  async next(): Promise<unknown> {
    await until(() => this.#answers.length > 0, `a line of the harness\n${this.#stderr}`)
    return this.#answers.shift()
  }

  async do(command: object | string): Promise<unknown> {
    this.process.stdin!.write(`${typeof command === 'string' ? command : JSON.stringify(command)}\n`)
    return this.next()
  }
}

/** Waits for a condition, up to a deadline. */
async function until(isTrue: () => boolean, what: string, deadlineMs = 20_000): Promise<void> {
  const endMs = performance.now() + deadlineMs
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`not within ${deadlineMs} ms: ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('plays a session by its commands, and says what it cannot do', async () => {
  const central = await centralSystem()
  const harness = new Harness(central.url)
  expect(await harness.next()).toEqual({ event: 'ready' })
  await until(() => central.statuses(2).length > 0, 'the first statuses')
  expect(await harness.do({ cmd: 'plug_in', connector: 1 })).toEqual({ ok: true, cmd: 'plug_in' })
  expect(await harness.do({ cmd: 'swipe', token: 'Token-1', connectors: [1] })).toEqual({
    ok: true,
    cmd: 'swipe',
  })
  await until(() => central.statuses(1).at(-1) === 'Charging', 'Charging')
  expect(central.sent('StartTransaction')).toMatchObject([
    { connectorId: 1, idTag: 'Token-1', meterStart: 0 },
  ])
  expect(await harness.do({ cmd: 'plug_out', connector: 1 })).toEqual({ ok: true, cmd: 'plug_out' })
  await until(() => central.statuses(1).at(-1) === 'Available', 'Available')
  expect(central.sent('StopTransaction')).toMatchObject([{ reason: 'EVDisconnected', meterStop: 0 }])
  await harness.do({ cmd: 'raise_error', error: 'HighTemperature', connector: 2 })
  await until(() => central.statuses(2).at(-1) === 'Faulted', 'Faulted')
  await harness.do({ cmd: 'clear_error', error: 'HighTemperature', connector: 2 })
  await until(() => central.statuses(2).at(-1) === 'Available', 'Available again')
  for (const wrong of [
    '{',
    '{"cmd":"fly"}',
    '{"cmd":"plug_in","connector":3}',
    '{"cmd":"swipe","token":""}',
    'null',
  ])
    expect(await harness.do(wrong)).toMatchObject({ ok: false, error: expect.any(String) })
  harness.process.stdin!.end()
  expect(await once(harness.process, 'exit')).toEqual([0, null])
})

test('survives SIGKILL in mid-session on the same state directory', async () => {
  const central = await centralSystem()
  const first = new Harness(central.url, '--load-w', '36000')
  await first.next()
  await until(() => central.statuses(2).length > 0, 'the first statuses')
  await first.do({ cmd: 'plug_in', connector: 2 })
  await first.do({ cmd: 'swipe', token: 'T', connectors: [2] })
  await until(() => central.statuses(2).at(-1) === 'Charging', 'Charging')
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  const second = new Harness(central.url, '--load-w', '36000')
  expect(await second.next()).toEqual({ event: 'ready' })
  await until(() => central.sent('StopTransaction').length > 0, 'StopTransaction')
  expect(central.sent('StopTransaction')).toMatchObject([{ transactionId: 1, reason: 'PowerLoss' }])
  // The plug is where it was: nobody has pulled it.
  await until(() => central.statuses(2).at(-1) === 'Finishing', 'Finishing')
})

test('takes the keys of a file, and says which it does not know', async () => {
  const central = await centralSystem()
  const keys = join(folder, 'keys.json')
  writeFileSync(keys, JSON.stringify({ ConnectionTimeOut: '1', NumberOfConnectors: '2', Nonsense: 'x' }))
  const harness = new Harness(central.url, '--keys', keys)
  await harness.next()
  await until(() => harness.stderr.includes('Nonsense'), 'the complaint about Nonsense')
  await until(() => central.statuses(1).length > 0, 'the first status')
  await harness.do({ cmd: 'swipe', token: 'T', connectors: [1] })
  await until(
    () => central.statuses(1).join() === 'Available,Preparing,Available',
    'ConnectionTimeOut of 1 s',
  )
})

test('cuts and raises the socket only', async () => {
  const central = await centralSystem()
  const harness = new Harness(central.url)
  await harness.next()
  await until(() => central.statuses(1).length > 0, 'the first status')
  await harness.do({ cmd: 'disconnect' })
  await harness.do({ cmd: 'plug_in', connector: 1 })
  await harness.do({ cmd: 'connect' })
  await until(() => central.statuses(1).at(-1) === 'Preparing', 'Preparing after the reconnect')
  expect(central.sent('BootNotification')).toHaveLength(1)
})

test('wrong arguments say what is wanted', async () => {
  const harness = new Harness('http://127.0.0.1/x')
  expect((await once(harness.process, 'exit'))[0]).toBe(2)
  expect(harness.stderr).toContain('--csms must be like')
})

test('leaves nobody behind when the process that started it is killed', async () => {
  const central = await centralSystem()
  const script = new URL('main.ts', import.meta.url).pathname
  const args = JSON.stringify([
    script,
    '--csms',
    central.url,
    '--state',
    join(folder, 'state'),
    '--connectors',
    '2',
  ])
  // The harness keeps its input open, so that only the loss of its parent can end it.
  const wrapper = spawn(process.execPath, [
    '-e',
    `require('node:child_process').spawn(process.execPath, ${args}, { stdio: ['pipe', 'ignore', 'ignore'] })`,
  ])
  ends.push(() => wrapper.kill('SIGKILL'))
  await until(() => central.statuses(1).length > 0, 'the harness in its wrapper')
  wrapper.kill('SIGKILL')
  const next = new Harness(central.url)
  expect(await next.next()).toEqual({ event: 'ready' })
})
