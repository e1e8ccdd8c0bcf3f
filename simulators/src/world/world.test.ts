import { AsyncLocalStorage, createHook } from 'node:async_hooks'
import { generateKeyPair, hkdf, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { everyFault } from './faults.ts'
import { World, type WorldOptions } from './world.ts'

const hourMs = 3_600_000

const worldOf = (change: Partial<WorldOptions>) =>
  new World({ seed: 7, chargers: [1, 2], durationMs: 3 * hourMs, faults: everyFault, ...change })

const limitMs = 120_000

test('a seed tells the same story twice, byte for byte', { timeout: limitMs }, async () => {
  const tell = async () => {
    const lines: string[] = []
    const { digest, transactions, paidIdr } = await worldOf({ write: (line) => void lines.push(line) }).run()
    return { story: lines.join('\n'), digest, transactions, paidIdr }
  }
  const first = await tell()
  expect(first.transactions).toBeGreaterThan(0)
  expect(first.paidIdr).toBeGreaterThan(0)
  expect(await tell()).toEqual(first)
})

test('another seed tells another story', { timeout: limitMs }, async () => {
  const tell = (seed: number) => worldOf({ seed, chargers: [1], durationMs: hourMs }).run()
  const [one, other] = [await tell(8), await tell(9)]
  expect(one.digest).not.toBe(other.digest)
})

/** What a virtual clock and promises are made of; everything else waits for the machine. */
const ownKinds = new Set(['PROMISE', 'Immediate', 'TickObject', 'Microtask'])

/** Random bytes and keys are made at once, in this thread; what is called back later was not. */
const countsWhenCalledBack = new Set(['RANDOMBYTESREQUEST', 'KEYPAIRGENREQUEST', 'DERIVEBITSREQUEST'])

/** The kinds of waiting that `work` does and a world must not. */
async function strangersIn(work: () => Promise<unknown>): Promise<string[]> {
  const strangers = new Set<string>()
  const waiting = new Map<number, string>()
  // The test runner has timers of its own, which may fire meanwhile.
  const inside = new AsyncLocalStorage<true>()
  const hook = createHook({
    init: (id, kind) => {
      if (inside.getStore() === undefined) return
      if (countsWhenCalledBack.has(kind)) waiting.set(id, kind)
      else if (!ownKinds.has(kind)) strangers.add(kind)
    },
    before: (id) => {
      const kind = waiting.get(id)
      if (kind !== undefined) strangers.add(kind)
    },
  }).enable()
  try {
    await inside.run(true, work)
  } finally {
    hook.disable()
  }
  return [...strangers]
}

test('nothing inside waits for a real timer, the thread pool or real I/O', { timeout: limitMs }, async () => {
  let paidIdr = 0
  const work = async () => {
    paidIdr = (await worldOf({ chargers: [1] }).run()).paidIdr
  }
  expect(await strangersIn(work)).toEqual([])
  expect(paidIdr).toBeGreaterThan(0)
})

test('a timer, a file, a hash, random bytes and keys would each be seen', async () => {
  const timer = () => new Promise((resolve) => setTimeout(resolve, 0))
  const hash = () => crypto.subtle.digest('SHA-256', new Uint8Array(1))
  expect(await strangersIn(timer)).toContain('Timeout')
  expect(await strangersIn(() => readFile(new URL(import.meta.url)))).not.toEqual([])
  expect(await strangersIn(hash)).not.toEqual([])
  expect(await strangersIn(() => promisify(randomBytes)(8))).toEqual(['RANDOMBYTESREQUEST'])
  const keyPair = () => promisify(generateKeyPair)('ed25519')
  const derived = () => promisify(hkdf)('sha256', 'key', 'salt', 'info', 8)
  expect(await strangersIn(keyPair)).toEqual(['KEYPAIRGENREQUEST'])
  expect(await strangersIn(derived)).toEqual(['DERIVEBITSREQUEST'])
})
