import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { ServerProcess } from '../src/bench/server-process.ts'
import { eventually } from './eventually.ts'

/** A charge-point simulator that somebody else wrote, as it comes from npm (Apache-2.0). */
const require = createRequire(import.meta.url)
const simulator = require.resolve('em-ocpp-chargepoint-simulator/build/src/main.js')

const chargePointId = 'STRANGER-1'
const card = '04A1B2C3D4E5F6'
const readySchema = z.object({ url: z.string(), ocppUrl: z.string(), operatorKey: z.string() })
const sessionsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      energyWh: z.int().nullable(),
      stopReason: z.string().nullable(),
      suspectReasons: z.array(z.string()),
      amountIdr: z.int().nullable(),
      bill: z.object({ totalIdr: z.int() }).nullable(),
    }),
  ),
})
const chargerSchema = z.object({
  online: z.boolean(),
  vendor: z.string().nullable(),
  condition: z.string(),
  connectors: z.array(z.object({ status: z.string().nullable() })),
})

/**
 * What its author's documentation has a charger do, in its own language: boot, tell its status, answer the central
 * system, and charge when it is told to, from 12,000 Wh to 13,250 Wh, an hour in all.
 */
const script = (url: string) => `
  const cp = await connect(${JSON.stringify(url)})
  const status = (connectorId, status) => cp.sendStatusNotification({ connectorId, errorCode: 'NoError', status })
  const hourAgo = Date.now() - 3600000
  const at = (minutes) => new Date(hourAgo + minutes * 60000).toISOString()
  let transactionId
  cp.answerGetConfiguration((request) => cp.sendResponse(request.uniqueId, {
    configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
  }))
  cp.answerRemoteStartTransaction(async (request) => {
    cp.sendResponse(request.uniqueId, { status: 'Accepted' })
    const { idTag, connectorId } = request.payload
    await status(connectorId, 'Preparing')
    const { idTagInfo } = await cp.sendAuthorize({ idTag })
    if (idTagInfo.status !== 'Accepted') return status(connectorId, 'Available')
    const started = await cp.startTransaction({ connectorId, idTag, meterStart: 12000, timestamp: at(0) })
    transactionId = started.transactionId
    await status(connectorId, 'Charging')
    for (const [minutes, energyWh] of [[20, 12400], [40, 12900]])
      await cp.meterValues({ connectorId, transactionId, meterValue: [{ timestamp: at(minutes), sampledValue: [
        { value: String(energyWh), unit: 'Wh', measurand: 'Energy.Active.Import.Register' },
        { value: '1.2', unit: 'kW', measurand: 'Power.Active.Import' },
      ] }] })
  })
  cp.answerRemoteStopTransaction(async (request) => {
    cp.sendResponse(request.uniqueId, { status: 'Accepted' })
    await cp.stopTransaction({ transactionId, meterStop: 13250, timestamp: at(60), reason: 'Remote' })
    await status(1, 'Finishing')
    await status(1, 'Available')
    await cp.sendHeartbeat()
    cp.close()
  })
  await cp.sendBootnotification({ chargePointVendor: 'Stranger', chargePointModel: 'From npm' })
  await status(0, 'Available')
  await status(1, 'Available')
`

let dataDir: string
let cloud: ServerProcess
let ready: z.infer<typeof readySchema>
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'colok-stranger-'))
  const started = await ServerProcess.start({
    command: process.execPath,
    args: ['--import', './src/tsx-files.ts', 'src/main.ts', 'serve'],
    cwd: fileURLToPath(new URL('../../cloud', import.meta.url)),
    env: { COLOK_DATA: dataDir, COLOK_HTTP_PORT: '0' },
    ready: (line) => (line.startsWith('{') ? readySchema.parse(JSON.parse(line)) : undefined),
  })
  cloud = started.server
  ready = started.ready
})
afterEach(async () => {
  await cloud.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

async function api(path: string, init: { method?: string; body?: unknown } = {}): Promise<unknown> {
  const response = await fetch(`${ready.url}/api/v1/${path}`, {
    method: init.method ?? 'GET',
    headers: { Authorization: `Bearer ${ready.operatorKey}`, 'Content-Type': 'application/json' },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  })
  const answer = await response.text()
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${answer}`)
  return JSON.parse(answer)
}

test('a charger of somebody else boots, charges and is billed, with no change on our side', async () => {
  const site = {
    name: 'Kuta',
    address: 'Jl. Pantai',
    latitude: -8.7,
    longitude: 115.2,
    timeZone: 'Asia/Makassar',
  }
  await api('sites/kuta', { method: 'PUT', body: site })
  const tariff = { name: 'Tarif dasar', priceIdrPerKwh: 2466, validFrom: '2026-01-01T00:00:00Z' }
  await api('tariffs', { method: 'POST', body: tariff })
  await api(`id-tags/${card}`, { method: 'PUT', body: { status: 'Accepted' } })
  const connectors = [{ connectorId: 1, voltageV: 220, maxPowerW: 2200 }]
  const registered = await api(`chargers/${chargePointId}`, {
    method: 'PUT',
    body: { site: 'kuta', name: 'Pos asing', connectors },
  })
  const { password } = z.object({ password: z.string() }).parse(registered)

  const url = new URL(`${ready.ocppUrl}${chargePointId}`)
  url.username = chargePointId
  url.password = password
  const stranger = spawn(process.execPath, [simulator, '--stdin'], { stdio: ['pipe', 'pipe', 'pipe'] })
  const left = once(stranger, 'exit')
  let said = ''
  for (const stream of [stranger.stdout, stranger.stderr])
    stream.on('data', (data) => {
      said += String(data)
    })
  const until = <T>(what: string, probe: () => Promise<T | undefined | false>) =>
    eventually(what, probe, () => said.slice(-4000))
  try {
    stranger.stdin.end(script(url.href))
    const charger = async () => chargerSchema.parse(await api(`chargers/${chargePointId}`))
    await until('it has booted', async () => {
      const { online, condition, vendor } = await charger()
      return online && condition === 'available' && vendor === 'Stranger'
    })
    const read = await api(`chargers/${chargePointId}/configuration/read`, { method: 'POST' })
    expect(read).toMatchObject({ configuration: { keys: [{ key: 'HeartbeatInterval', value: '300' }] } })
    const command = { method: 'POST', body: { idTag: card, connectorId: 1 } }
    expect(await api(`chargers/${chargePointId}/start`, command)).toMatchObject({ outcome: 'accepted' })
    const session = await until('it charges', async () => {
      const [first] = sessionsSchema.parse(await api('sessions')).items
      return first?.energyWh === 900 && first
    })
    expect(await api(`sessions/${session.id}/stop`, { method: 'POST' })).toMatchObject({
      outcome: 'accepted',
    })
    await left
    const { items } = sessionsSchema.parse(await api('sessions'))
    expect(items).toMatchObject([
      {
        state: 'finished',
        energyWh: 1250,
        stopReason: 'Remote',
        suspectReasons: [],
        amountIdr: 3083,
        bill: { totalIdr: 3083 },
      },
    ])
    expect(await charger()).toMatchObject({ connectors: [{ status: 'Available' }] })
    const { items: notes } = z
      .object({ items: z.array(z.unknown()) })
      .parse(await api(`chargers/${chargePointId}/frames?direction=note`))
    expect(notes).toEqual([])
  } finally {
    stranger.kill('SIGKILL')
  }
})
