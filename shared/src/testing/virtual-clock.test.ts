import { expect, test } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { VirtualClock } from './virtual-clock.ts'

test('runs timers in the order in which they fall due, each at its own moment', async () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  clock.after(30, () => seen.push(`c at ${clock.monotonicMs()}`))
  clock.after(10, () => seen.push(`a at ${clock.monotonicMs()}`))
  clock.after(10, () => seen.push(`b at ${clock.monotonicMs()}`))
  await clock.advance(29)
  expect(seen).toEqual(['a at 10', 'b at 10'])
  await clock.advance(1)
  expect(seen).toEqual(['a at 10', 'b at 10', 'c at 30'])
})

test('lets promises settle between two timers, so that a chain of waits unfolds', async () => {
  const clock = new VirtualClock()
  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve))
  const woken: number[] = []
  const chain = async () => {
    for (let i = 0; i < 4; i++) {
      await wait(25)
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      woken.push(clock.monotonicMs())
    }
  }
  void chain()
  await clock.advance(100)
  expect(woken).toEqual([25, 50, 75, 100])
})

test('a cancelled timer does not run, and cancelling a spent one is harmless', async () => {
  const clock = new VirtualClock()
  let runs = 0
  const cancelled = clock.after(5, () => runs++)
  const spent = clock.after(5, () => runs++)
  cancelled()
  await clock.advance(10)
  spent()
  expect(runs).toBe(1)
  expect(clock.pendingTimers).toBe(0)
})

test('of many timers those that stay run in their order, whichever are taken off', async () => {
  const clock = new VirtualClock()
  const random = seededRandom(7)
  const ran: string[] = []
  const stay: { dueMs: number; name: string }[] = []
  const cancels: (() => void)[] = []
  for (let index = 0; index < 500; index += 1) {
    // Few moments for many timers, so that most are shared.
    const dueMs = Math.floor(random() * 40)
    const name = `${index}`
    const cancel = clock.after(dueMs, () => ran.push(name))
    if (random() < 0.5) stay.push({ dueMs, name })
    else cancels.push(cancel)
    if (random() < 0.3) cancels.splice(Math.floor(random() * cancels.length), 1)[0]?.()
  }
  for (const cancel of cancels) cancel()
  expect(clock.pendingTimers).toBe(stay.length)
  await clock.advance(40)
  expect(ran).toEqual(stay.sort((one, other) => one.dueMs - other.dueMs).map(({ name }) => name))
  expect(clock.pendingTimers).toBe(0)
})

test('the calendar can jump back; monotonic time and timers do not notice', async () => {
  const clock = new VirtualClock({ wallMs: 1_000_000 })
  let firedAt = -1
  clock.after(50, () => {
    firedAt = clock.monotonicMs()
  })
  await clock.advance(20)
  clock.setWall(0)
  expect(clock.wallMs()).toBe(0)
  expect(clock.monotonicMs()).toBe(20)
  await clock.advance(40)
  expect(firedAt).toBe(50)
  expect(clock.wallMs()).toBe(40)
})

test('in strides what is periodic has one turn a step, and a chain of timers one link a step', async () => {
  const clock = new VirtualClock()
  const turns: number[] = []
  const again = () => {
    turns.push(clock.monotonicMs())
    clock.after(10, again)
  }
  again()
  const fired: number[] = []
  clock.after(30, () => clock.after(0, () => fired.push(clock.monotonicMs())))
  await clock.stride(250, 100)
  expect(turns).toEqual([0, 100, 200, 250])
  expect(fired).toEqual([100])
  expect(clock.monotonicMs()).toBe(250)
})

test('refuses a delay that no timer can have', () => {
  const clock = new VirtualClock()
  for (const delay of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => clock.after(delay, () => undefined)).toThrow(RangeError)
})

test('says so when a timer re-arms itself for ever without delay', async () => {
  const clock = new VirtualClock()
  let runs = 0
  const again = () => {
    runs++
    clock.after(0, again)
  }
  again()
  await expect(clock.advance(1)).rejects.toThrow('re-arms itself')
  expect(runs).toBeGreaterThan(100_000)
}, 30_000)

test('what a timer throws reaches whoever advances the clock', async () => {
  const clock = new VirtualClock()
  clock.after(5, () => {
    throw new Error('relay stuck')
  })
  await expect(clock.advance(10)).rejects.toThrow('relay stuck')
  expect(clock.monotonicMs()).toBe(5)
})
