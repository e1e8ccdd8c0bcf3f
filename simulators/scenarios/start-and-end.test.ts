import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from './eventually.ts'

const main = fileURLToPath(new URL('../src/demo/main.ts', import.meta.url))
const patienceMs = { timeout: 240_000 }

describe('npm start', patienceMs, () => {
  let dataDir: string
  let demo: ChildProcess | undefined
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'colok-start-'))
  })
  afterEach(async () => {
    if (demo?.exitCode === null && demo.signalCode === null) demo.kill('SIGTERM')
    if (demo && demo.exitCode === null && demo.signalCode === null) await once(demo, 'exit')
    demo = undefined
    rmSync(dataDir, { recursive: true, force: true })
  }, 60_000)

  function start(args: readonly string[] = [], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, COLOK_DATA: dataDir, COLOK_HTTP_PORT: '0', COLOK_PANEL_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    demo = child
    const said = { out: '', err: '' }
    child.stdout.on('data', (bytes) => {
      said.out += String(bytes)
    })
    child.stderr.on('data', (bytes) => {
      said.err += String(bytes)
    })
    const exited = once(child, 'exit').then(([code]) => Number(code))
    return { child, said, exited }
  }

  const isUp = (said: { out: string }) => said.out.includes('Ctrl-C ends everything')
  const pidsInLogs = () =>
    ['cloud', 'charger'].flatMap((name) =>
      [...readFileSync(join(dataDir, 'logs', `${name}.log`), 'utf8').matchAll(/"pid":(\d+)/g)].map(
        ([, pid]) => Number(pid),
      ),
    )
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  test('says in 80 columns what to open and what to try, and ends cleanly at Ctrl-C', async () => {
    const { child, said, exited } = start()
    await eventually(
      'it is up',
      () => isUp(said),
      () => said.err,
    )
    expect(said.out).toMatch(/virtual charger {2}http:\/\/127\.0\.0\.1:\d+\//)
    expect(said.out).toMatch(/Operator key {9}colok_/)
    expect(Math.max(...said.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    await eventually('both processes have written to their logs', () => new Set(pidsInLogs()).size === 2)
    child.kill('SIGINT')
    expect(await exited).toBe(0)
    expect(said.err).toBe('')
    expect(pidsInLogs().filter(isAlive)).toEqual([])
  })

  test('shows the operator key at the first start only, and again with --fresh', async () => {
    for (const [args, key] of [
      [[], true],
      [[], false],
      [['--fresh'], true],
    ] as const) {
      const { child, said, exited } = start(args)
      await eventually(
        'it is up',
        () => isUp(said),
        () => said.err,
      )
      expect(said.out.includes('colok_')).toBe(key)
      child.kill('SIGINT')
      expect(await exited).toBe(0)
    }
  })

  test('leaves no process behind even when it is killed itself', async () => {
    const { child, said } = start()
    await eventually(
      'it is up',
      () => isUp(said),
      () => said.err,
    )
    await eventually('both processes have written to their logs', () => new Set(pidsInLogs()).size === 2)
    child.kill('SIGKILL')
    await eventually('its processes have ended', () => pidsInLogs().every((pid) => !isAlive(pid)))
  })

  test.each(['COLOK_HTTP_PORT', 'COLOK_PANEL_PORT'])(
    'says in one line that the port of %s is taken',
    async (variable) => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as { port: number }
      const { said, exited } = start([], { [variable]: String(port) })
      expect(await exited).toBe(2)
      expect(said.err).toBe(`Port ${port} on 127.0.0.1 is taken; set ${variable} to another one.\n`)
      other.close()
    },
  )

  test('explains itself, and refuses what it does not know', async () => {
    const help = start(['--help'])
    expect(await help.exited).toBe(0)
    expect(help.said.out).toContain('--fresh')
    const wrong = start(['--frsh'])
    expect(await wrong.exited).toBe(2)
    expect(wrong.said.err).toContain("'--frsh'")
    const port = start([], { COLOK_HTTP_PORT: 'eighty' })
    expect(await port.exited).toBe(2)
    expect(port.said.err).toContain('COLOK_HTTP_PORT: a port number')
  })
})
