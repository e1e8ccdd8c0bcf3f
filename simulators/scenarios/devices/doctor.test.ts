import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { spawn } from '@lydell/node-pty'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VirtualPost } from '../../src/devices/post.ts'
import { eventually } from '../eventually.ts'
import { realClock } from './charger-rig.ts'

// The tool as a technician runs it: a process of its own, on real ports.
const main = new URL('../../../firmware/src/main.ts', import.meta.url).pathname

let folder: string
let post: VirtualPost
let centralSystem: Server

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-doctor-'))
  post = new VirtualPost({
    sockets: 2,
    clock: realClock,
    lcd: '20x4',
    ptys: true,
    meter: 'sdm120',
    meterBus: true,
  })
  await post.start()
  centralSystem = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => centralSystem.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  await post.stop()
  await new Promise((resolve) => centralSystem.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

function configFile(): string {
  const { port } = centralSystem.address() as { port: number }
  const path = join(folder, 'charger.json')
  const config = {
    chargePointId: 'CLK-0001',
    csmsUrl: `ws://127.0.0.1:${port}/ocpp`,
    dataDir: join(folder, 'data'),
    devices: {
      ioBoard: { product: 'reference-1', port: post.ports.board, display: { size: '20x4' } },
      cardReaders: [{ product: 'pn532', port: post.ports.cardReader }],
      connectors: post.ports.meters.map((port, index) => ({
        meter: {
          product: 'sdm120',
          port,
          address: index + 1,
          baudRate: 9_600,
          seal: { number: `T-${index}`, expiresOn: '2099-12-31' },
        },
      })),
    },
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

async function doctor(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const command = [main, 'doctor', '--config', configFile(), ...args]
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { timeout: 60_000 })
    return { status: 0, out: stdout, err: stderr }
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string }
    return { status: code, out: stdout, err: stderr }
  }
}

type Checks = { device: string; verdict: string; finding: string; hint?: string }[]

describe('colok-charger doctor', { timeout: 90_000 }, () => {
  test('finds all devices of a healthy post well, and closes no relay', async () => {
    let everLive = false
    post.onChange(() => {
      everLive ||= post.snapshot().sockets.some(({ relayClosed }) => relayClosed)
    })
    const { status, out } = await doctor('--json')
    const report = JSON.parse(out) as { chargePointId: string; checks: Checks }
    expect(report.chargePointId).toBe('CLK-0001')
    const failed = report.checks.filter(({ verdict }) => verdict === 'fail')
    expect(failed).toEqual([])
    expect(status).toBe(0)
    expect(report.checks.map(({ device }) => device)).toEqual([
      'Data folder',
      'Clock',
      'Watchdog',
      'Central system',
      'I/O board',
      'Emergency stop',
      'Leakage',
      'Leakage test',
      'Service door',
      'Tamper switch',
      'Socket 1',
      'Socket 2',
      'Card reader 1',
      'Meter 1',
      'Seal 1',
      'Meter 2',
      'Seal 2',
      'Display',
      'Lights',
    ])
    expect(everLive).toBe(false)
  })

  test('names what is wrong on a broken post, in 80 columns, and ends with status 1', async () => {
    post.setEmergencyStop(true)
    post.faults.meters[1]!.silent = true
    post.faults.cardReader.silent = true
    const { status, out } = await doctor()
    expect(status).toBe(1)
    expect(out).toMatch(/FAIL +Emergency stop +pressed/)
    expect(out).toMatch(/FAIL +Card reader 1/)
    expect(out).toMatch(/ok +Meter 1/)
    expect(out).toMatch(/FAIL +Meter 2/)
    expect(out).not.toContain('\x1b[')
    for (const line of out.split('\n').filter((text) => !text.includes(folder)))
      expect(line.length).toBeLessThanOrEqual(80)
  })

  test('does not energise from a script', async () => {
    const { status, err } = await doctor('--energise')
    expect(status).toBe(2)
    expect(err).toContain('a technician at a terminal')
  })

  test('energises the socket whose name is typed, at a terminal, and no other', async () => {
    const live = new Set<number>()
    post.onChange(() => {
      for (const { connectorId, relayClosed } of post.snapshot().sockets)
        if (relayClosed) live.add(connectorId)
    })
    const terminal = spawn(process.execPath, [main, 'doctor', '--config', configFile(), '--energise'], {
      cols: 80,
      rows: 24,
      env: { ...process.env, NO_COLOR: '1' },
    })
    let out = ''
    terminal.onData((text) => {
      out += text
    })
    const ended = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)))
    await eventually(
      'the first question',
      () => out.includes('Type ENERGISE 1'),
      () => out,
    )
    terminal.write('ENERGISE 1\r')
    await eventually(
      'the second question',
      () => out.includes('Type ENERGISE 2'),
      () => out,
    )
    terminal.write('no\r')
    expect(await ended).toBe(0)
    expect([...live]).toEqual([1])
    expect(out).toMatch(/ok +Energise 1 +closed and opened/)
    expect(out).toMatch(/WARN +Energise 2 +left out/)
    expect(post.snapshot().sockets.map(({ relayClosed }) => relayClosed)).toEqual([false, false])
  })
})
