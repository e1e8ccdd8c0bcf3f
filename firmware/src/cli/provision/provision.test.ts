import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeTerminal } from '../../testing/fake-terminal.ts'
import { readConfig } from '../run.ts'
import { provision } from './provision.ts'

const password = 'b7d1c0ffee5ca1ab1e0123456789abcd'
const answer = {
  chargePointId: 'CLK-0002',
  csmsUrl: 'wss://ocpp.example.id/ocpp',
  password,
  timeZone: 'Asia/Jakarta',
  priceIdrPerKwh: 2466,
  keys: { HeartbeatInterval: '300' },
}
const devices = {
  ioBoard: { product: 'reference-1', port: '/dev/board', display: { size: '20x4' } },
  cardReaders: [{ product: 'pn532', port: '/dev/reader' }],
  connectors: [{ meter: { product: 'sdm120', port: '/dev/meter' } }],
}

let folder: string
let server: Server
let terminal: FakeTerminal
let claims: unknown[]
let respond: (response: ServerResponse) => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-provision-'))
  writeFileSync(join(folder, 'devices.json'), JSON.stringify(devices))
  terminal = new FakeTerminal()
  claims = []
  respond = (response) => json(response, 201, answer)
  server = createServer((request, response) => void onRequest(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  claims.push({ to: `${request.method} ${request.url}`, body: JSON.parse(await readText(request)) })
  respond(response)
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function run(...more: string[]): Promise<number> {
  const { port } = server.address() as { port: number }
  const given = { cloud: `http://127.0.0.1:${port}`, claim: '7k3m-9xpo-2q4t', 'serial-number': 'S-77' }
  const files = { devices: join(folder, 'devices.json'), config: join(folder, 'charger.json') }
  const args = Object.entries({ ...given, ...files }).flatMap(([name, value]) => [`--${name}`, value])
  return provision([...args, ...more], { terminal, fetchFrom: fetch, machineSerial: () => undefined })
}

const configPath = () => join(folder, 'charger.json')

test('writes a configuration that the charger takes, for its owner only, and shows no password', async () => {
  expect(await run()).toBe(0)
  expect(claims).toEqual([
    { to: 'POST /api/v1/claims', body: { claimCode: '7K3M9XP02Q4T', serialNumber: 'S-77' } },
  ])
  expect(readConfig(configPath())).toMatchObject({
    chargePointId: 'CLK-0002',
    password,
    serialNumber: 'S-77',
    timeZone: 'Asia/Jakarta',
    keys: { HeartbeatInterval: '300' },
  })
  expect(statSync(configPath()).mode & 0o777).toBe(0o600)
  expect(terminal.out + terminal.err).not.toContain(password)
  expect(readdirSync(folder).sort()).toEqual(['charger.json', 'devices.json'])
})

describe('a configuration that is there', () => {
  test('is kept, and the code is not used', async () => {
    writeFileSync(configPath(), 'mine')
    expect(await run()).toBe(73)
    expect(readFileSync(configPath(), 'utf8')).toBe('mine')
    expect(claims).toEqual([])
    expect(terminal.err).toContain('--force')
  })

  test('is replaced with --force, and only by a good answer', async () => {
    writeFileSync(configPath(), 'mine')
    respond = (response) => json(response, 404, {})
    expect(await run('--force')).toBe(1)
    expect(readFileSync(configPath(), 'utf8')).toBe('mine')
    respond = (response) => json(response, 201, answer)
    expect(await run('--force')).toBe(0)
    expect(readConfig(configPath()).chargePointId).toBe('CLK-0002')
  })

  test('that came while the cloud was asked is kept too', async () => {
    respond = (response) => {
      writeFileSync(configPath(), 'another technician’s')
      json(response, 201, answer)
    }
    expect(await run()).toBe(73)
    expect(readFileSync(configPath(), 'utf8')).toBe('another technician’s')
    expect(terminal.err).toContain('used up')
  })
})

describe('nothing is written', () => {
  afterEach(() => {
    expect(existsSync(configPath())).toBe(false)
    expect(readdirSync(folder)).toEqual(['devices.json'])
  })

  test.each([
    [404, 'there is no such claim code'],
    [409, 'has been used already'],
    [410, 'has expired'],
    [429, 'too many tries'],
    [500, 'status 500'],
    [302, 'cannot be asked'],
  ])('when the cloud answers with %i', async (status, problem) => {
    respond = (response) =>
      response
        .writeHead(status, { 'content-type': 'application/problem+json', location: '/elsewhere' })
        .end(JSON.stringify({ detail: 'the cloud’s own words' }))
    expect(await run()).toBe(1)
    const said = terminal.err.replace(/\s+/g, ' ')
    expect(said).toContain(problem)
    if (status !== 302) expect(said).toContain('the cloud’s own words')
  })

  test.each<[string, (response: ServerResponse) => void, string]>([
    ['is no JSON', (response) => response.writeHead(200).end('<html>'), 'cannot be used'],
    ['lacks the password', (response) => json(response, 200, { ...answer, password: undefined }), 'password'],
    ['is endless', (response) => response.writeHead(200).end('x'.repeat(100_000)), 'longer than 65536'],
    ['breaks off', (response) => response.destroy(), 'cannot be asked'],
  ])('when the answer %s', async (_, answerWith, problem) => {
    respond = answerWith
    expect(await run()).toBe(1)
    expect(terminal.err.replace(/\s+/g, ' ')).toContain(problem)
  })

  test('when the charger could not start with the answer', async () => {
    respond = (response) => json(response, 201, { ...answer, timeZone: 'Asia/Atlantis' })
    expect(await run()).toBe(73)
    expect(terminal.err).toContain('timeZone')
  })

  test('when the code, the address or the devices are wrong; the cloud is not asked', async () => {
    expect(await run('--claim', '7K3M')).toBe(2)
    expect(await run('--cloud', 'http://colok.example.id')).toBe(2)
    writeFileSync(join(folder, 'devices.json'), JSON.stringify({ ...devices, connectors: [] }))
    expect(await run()).toBe(78)
    expect(terminal.err).toContain('devices.connectors')
    expect(claims).toEqual([])
  })
})
