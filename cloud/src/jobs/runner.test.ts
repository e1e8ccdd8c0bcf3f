import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { Metrics } from '../metrics/metrics.ts'
import { JobRunner } from './runner.ts'

const runnerOf = (
  jobs: ConstructorParameters<typeof JobRunner>[0],
  clock: VirtualClock,
  logged: string[] = [],
) =>
  new JobRunner(jobs, {
    clock,
    random: () => 0,
    metrics: new Metrics(),
    log: createLog('info', { write: (line) => void logged.push(line) }),
  })

test('a job that takes long never overlaps with itself', async () => {
  const clock = new VirtualClock()
  let running = 0
  let most = 0
  let runs = 0
  const run = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => clock.after(2500, resolve))
    running -= 1
    runs += 1
  }
  const runner = runnerOf([{ name: 'slow', everyMs: 1000, run }], clock)
  runner.start()
  await clock.advance(10_500)
  expect(most).toBe(1)
  expect(runs).toBe(3)
})

test('a job that fails is logged and runs again', async () => {
  const clock = new VirtualClock()
  const logged: string[] = []
  let runs = 0
  const run = async () => {
    runs += 1
    throw new Error('no disk')
  }
  const runner = runnerOf([{ name: 'unlucky', everyMs: 1000, run }], clock, logged)
  runner.start()
  await clock.advance(2500)
  expect(runs).toBe(3)
  expect(logged.join()).toContain('unlucky')
})

test('stopping waits for what is running, and nothing runs afterwards', async () => {
  const clock = new VirtualClock()
  let finished = 0
  const run = async () => {
    await new Promise<void>((resolve) => clock.after(500, resolve))
    finished += 1
  }
  const runner = runnerOf([{ name: 'last', everyMs: 1000, run }], clock)
  runner.start()
  await clock.advance(100)
  const stopping = runner.stop()
  await clock.advance(500)
  await stopping
  expect(finished).toBe(1)
  await clock.advance(10_000)
  expect(finished).toBe(1)
  expect(clock.pendingTimers).toBe(0)
})

test('a job that is woken runs at once, once, and again after a run that was under way', async () => {
  const clock = new VirtualClock()
  const beganAt: number[] = []
  let wake = (_delayMs: number) => {}
  const run = async () => {
    beganAt.push(clock.monotonicMs())
    await new Promise<void>((resolve) => clock.after(100, resolve))
  }
  const onStart = (given: typeof wake) => {
    wake = given
  }
  const runner = runnerOf([{ name: 'sleeper', everyMs: 60_000, run, onStart }], clock)
  runner.start()
  await clock.advance(1000)
  wake(5000)
  wake(2000)
  wake(9000)
  await clock.advance(2050)
  wake(0)
  await clock.advance(10_000)
  const since = beganAt.map((at) => at - (beganAt[0] ?? 0))
  expect(since).toEqual([0, 3000, 3100])
  await clock.advance(60_000)
  expect(beganAt).toHaveLength(4)
  await runner.stop()
  wake(0)
  await clock.advance(1000)
  expect(beganAt).toHaveLength(4)
})

test('a job that is woken by need looks soon after a start and after a failure, however seldom it looks by itself', async () => {
  const clock = new VirtualClock()
  const beganAt: number[] = []
  const run = async () => {
    beganAt.push(clock.monotonicMs())
    if (beganAt.length < 3) throw new Error('no disk')
  }
  const jobs = [{ name: 'sleeper', everyMs: 3_600_000, run, onStart: () => {} }]
  const runner = new JobRunner(jobs, {
    clock,
    random: () => 1,
    metrics: new Metrics(),
    log: createLog('fatal', { write: () => {} }),
  })
  runner.start()
  await clock.advance(3_600_000)
  expect(beganAt).toEqual([15_000, 30_000, 45_000])
  await clock.advance(60_000)
  expect(beganAt).toHaveLength(4)
  await runner.stop()
})
