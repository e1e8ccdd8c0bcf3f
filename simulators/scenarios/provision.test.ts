import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Street } from './street.ts'

const main = fileURLToPath(new URL('../../firmware/src/main.ts', import.meta.url))
const chargePointId = 'CLK-0777'
/** A post that is to be set up at the site of the seed. */
const charger = {
  site: 'sangeh-monkey-forest',
  name: 'Pos baru',
  connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 2_200 }],
}

let street: Street
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-provision-'))
  street = await Street.open()
})
afterAll(async () => {
  await street.close()
  rmSync(folder, { recursive: true })
})

/** The tool as a technician runs it. */
async function provision(claimCode: string): Promise<{ status: number; said: string }> {
  const cloud = ['--cloud', street.demo.addresses.cloud, '--claim', claimCode]
  const args = ['provision', ...cloud, '--serial-number', 'SN-0777']
  const files = ['--devices', join(folder, 'devices.json'), '--config', join(folder, 'charger.json')]
  return promisify(execFile)(process.execPath, [main, ...args, ...files]).then(
    ({ stdout, stderr }) => ({ status: 0, said: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      status: error.code,
      said: error.stdout + error.stderr,
    }),
  )
}

/** The status with which the central system answers a charger that comes with this password; 101 lets it in. */
function knock(address: string, password: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const authorization = `Basic ${btoa(`${chargePointId}:${password}`)}`
    const socket = new WebSocket(address, 'ocpp1.6', { headers: { authorization } })
    socket.once('unexpected-response', (_, { statusCode }) => {
      resolve(statusCode)
      socket.terminate()
    })
    socket.once('open', () => {
      resolve(101)
      socket.close()
    })
    socket.on('error', reject)
  })
}

test('a new charger becomes one of ours by a claim code, which works once', async () => {
  await street.api(`chargers/${chargePointId}`, { method: 'PUT', body: charger })
  const made = JSON.parse(await street.api(`chargers/${chargePointId}/claim-codes`, { method: 'POST' })) as {
    claimCode: string
  }
  const { board, cardReader, meters } = street.demo.post.ports
  const devices = {
    ioBoard: { product: 'reference-1', port: board, display: { size: '20x4' } },
    cardReaders: [{ product: 'pn532', port: cardReader }],
    connectors: [{ meter: { product: 'pzem-004t', port: meters[0] } }],
  }
  writeFileSync(join(folder, 'devices.json'), JSON.stringify(devices))

  const wrong = await provision('7K3M-9XP0-2Q4T')
  expect(wrong.status).toBe(1)
  expect(wrong.said).toMatch(/claim code/)

  const right = await provision(made.claimCode.toLowerCase())
  expect(right, right.said).toMatchObject({ status: 0 })
  expect(right.said.split('\n').every((line) => line.length <= 80)).toBe(true)
  const path = join(folder, 'charger.json')
  const config = JSON.parse(readFileSync(path, 'utf8')) as { password: string; csmsUrl: string }
  expect(config).toMatchObject({ chargePointId, devices })
  // Whoever reads the file is the charger: nobody else may.
  expect(statSync(path).mode & 0o077).toBe(0)
  expect(right.said).not.toContain(config.password)

  const address = `${config.csmsUrl}/${chargePointId}`
  expect(await knock(address, 'another password!')).toBe(401)
  expect(await knock(address, config.password)).toBe(101)

  rmSync(path)
  const again = await provision(made.claimCode)
  expect(again.status).toBe(1)
  expect(again.said).toMatch(/used|no such claim code/)
})
