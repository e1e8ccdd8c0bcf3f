import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Service, ServiceError } from './service.ts'

const stayReady = `console.log('READY secret'); console.error('at work'); setInterval(() => {}, 1000);`

describe('a service', () => {
  let folder: string
  let service: Service | undefined
  const clock = new VirtualClock()
  const deaths: string[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'colok-service-'))
    deaths.length = 0
  })
  afterEach(async () => {
    await service?.cutOff()
    rmSync(folder, { recursive: true, force: true })
  })

  function run(script: string): Service {
    service = new Service({
      name: 'test service',
      args: ['-e', script],
      cwd: folder,
      env: {},
      logFile: join(folder, 'test.log'),
      clock,
      onDeath: (account) => deaths.push(account),
      watchStart: (ready) => ({
        takeLine(line) {
          if (!line.startsWith('READY')) return false
          ready()
          return true
        },
        stop() {},
      }),
    })
    return service
  }

  /** Resolves at the next change that satisfies, or at once. */
  function until(satisfied: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (satisfied()) return resolve()
      const stop = service?.onChange(() => {
        if (!satisfied()) return
        stop?.()
        resolve()
      })
    })
  }

  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  test('is running once it has said so, and its log lacks the line that says it', async () => {
    const running = run(stayReady)
    await running.start()
    expect(running.state).toBe('running')
    const pid = running.pid ?? 0
    await running.stop()
    expect(running.state).toBe('stopped')
    expect(isAlive(pid)).toBe(false)
    expect(deaths).toEqual([])
    expect(readFileSync(join(folder, 'test.log'), 'utf8')).not.toContain('secret')
  })

  test('that dies before it is ready tells why, with its last words and its log', async () => {
    const failing = run(`console.error('no such port'); process.exit(78)`)
    const error = await failing.start().catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ServiceError)
    expect(String(error)).toMatch(/test service could not start: it ended with exit code 78/)
    expect(String(error)).toContain('| no such port')
    expect(String(error)).toContain(join(folder, 'test.log'))
    expect(failing.state).toBe('failed')
  })

  test('that does not get ready in time is ended', async () => {
    const hanging = run('setInterval(() => {}, 1000)')
    const failed = expect(hanging.start()).rejects.toThrow(/did not get ready within 30 s/)
    await clock.advance(30_000)
    await failed
    expect(hanging.state).toBe('failed')
  })

  test('that dies is told of and started again', async () => {
    const running = run(stayReady)
    await running.start()
    process.kill(running.pid ?? 0, 'SIGKILL')
    await until(() => running.state === 'starting')
    expect(deaths.join()).toMatch(/test service was ended by SIGKILL and is started again/)
    await clock.advance(1_000)
    await until(() => running.state === 'running')
  })

  test('that keeps dying is left down', async () => {
    const running = run(stayReady)
    await running.start()
    for (let death = 1; death <= 5; death += 1) {
      process.kill(running.pid ?? 0, 'SIGKILL')
      await until(() => running.state !== 'running')
      await clock.advance(1_000)
      await until(() => running.state === 'running' || running.state === 'failed')
    }
    expect(running.state).toBe('failed')
    expect(deaths.at(-1)).toMatch(/5 times; it stays down/)
  })

  test('that is cut off is killed and stays down', async () => {
    const running = run(stayReady)
    await running.start()
    await running.cutOff()
    await clock.advance(60_000)
    expect(running.state).toBe('stopped')
    expect(deaths).toEqual([])
  })

  test('that is cut off and started at once runs once, and nobody is told of a death', async () => {
    const running = run(stayReady)
    await running.start()
    const first = running.pid ?? 0
    const ending = running.cutOff()
    await Promise.all([ending, running.start()])
    expect(running.state).toBe('running')
    expect(isAlive(first)).toBe(false)
    expect(running.pid).not.toBe(first)
    expect(deaths).toEqual([])
  })

  test('that is cut off before it is ready ends quietly', async () => {
    const hanging = run('setInterval(() => {}, 1000)')
    const starting = hanging.start()
    while (hanging.pid === undefined) await new Promise((resolve) => setImmediate(resolve))
    await hanging.cutOff()
    await starting
    expect(hanging.state).toBe('stopped')
    expect(deaths).toEqual([])
  })

  test('that will not end is killed after its deadline', async () => {
    const stubborn = run(`process.on('SIGTERM', () => {}); ${stayReady}`)
    await stubborn.start()
    const pid = stubborn.pid ?? 0
    const stopped = stubborn.stop()
    await clock.advance(8_000)
    await stopped
    expect(isAlive(pid)).toBe(false)
  })
})
