import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CentralSystem } from './kit/central-system.ts'
import { Charger } from './kit/charger.ts'
import type { FromChargePoint } from './kit/expectations.ts'

/** A power cut may cost so much of a session's energy, and no more. */
const mostLostWh = 10
/** The messages of the session below, from BootNotification to the status that follows StopTransaction. */
const messages = 11

interface Post {
  readonly central: CentralSystem
  readonly charger: Charger
  readonly deliveredWh: () => number
  readonly close: () => Promise<void>
}

async function open(): Promise<Post> {
  const stateDir = mkdtempSync(join(tmpdir(), 'colok-killed-'))
  const central = new CentralSystem()
  const charger = new Charger({
    stateDir,
    connectors: 1,
    loadW: 3_500,
    keys: { MeterValueSampleInterval: '1', TransactionMessageRetryInterval: '1' },
    log: central.log,
    signal: central.signal,
  })
  // As every sound central system does: the same facts get the same answer.
  const answerFor = central.answers.StartTransaction
  const known = new Map<string, ReturnType<typeof answerFor>>()
  central.answers.StartTransaction = (request) => {
    const facts = JSON.stringify(request)
    const answer = known.get(facts) ?? answerFor(request)
    known.set(facts, answer)
    return answer
  }
  await central.start()
  const deliveredWh = () => {
    if (!existsSync(join(stateDir, 'post.json'))) return 0
    const { energyMwh } = JSON.parse(readFileSync(join(stateDir, 'post.json'), 'utf8')) as {
      energyMwh: number[]
    }
    return (energyMwh[0] ?? 0) / 1_000
  }
  const close = async () => {
    await charger.cutPower()
    await central.stop()
    rmSync(stateDir, { recursive: true, force: true })
  }
  return { central, charger, deliveredWh, close }
}

/** A short session, from cold start to the pulled plug. */
async function story(central: CentralSystem, charger: Charger): Promise<void> {
  await charger.start(central.url())
  await central.expectStatus(1, 'Available')
  await charger.plugIn()
  await charger.present('CARD')
  await central.expectStatus(1, 'Charging', { via: ['Preparing'] })
  for (const _ of [1, 2]) await central.expectCall('MeterValues')
  await charger.present('CARD')
  await central.expectCall('StopTransaction')
  await central.expectStatus(1, 'Finishing')
  await charger.plugOut()
  await central.expectStatus(1, 'Available')
}

/** Kills the charger by SIGKILL as its nth message arrives, before or right after it is answered. */
function killAt(nth: number, moment: 'before' | 'after', central: CentralSystem, charger: Charger) {
  const { promise: done, resolve } = Promise.withResolvers<void>()
  let count = 0
  const kill = () => void charger.cutPower().then(resolve)
  const wrap = <A extends FromChargePoint>(action: A) => {
    const answer = central.answers[action]
    central.answers[action] = ((request) => {
      count += 1
      if (count === nth && moment === 'before') kill()
      if (count === nth && moment === 'after') setImmediate(kill)
      return answer(request)
    }) as typeof answer
  }
  for (const action of Object.keys(central.answers) as FromChargePoint[]) wrap(action)
  return {
    done,
    /** What a story says that was cut off is of no interest. */
    orRethrow: (cause: unknown) => {
      if (count < nth) throw cause
      return done
    },
  }
}

function notReached(): never {
  throw new Error('the session ended without so many messages')
}

const distinct = (texts: readonly string[]) => [...new Set(texts)]

describe.concurrent('the process is killed', () => {
  const moments = ['before', 'after'] as const
  const cuts = Array.from({ length: messages }, (_, index) => index + 1).flatMap((nth) =>
    moments.map((moment) => ({ nth, moment })),
  )

  test.each(cuts)(
    'as message $nth arrives, $moment its answer: nothing is lost, doubled or left open',
    async (cut) => {
      const post = await open()
      try {
        await cutAndGoOn(post, cut)
        requireSound(post)
      } finally {
        await post.close()
      }
    },
  )
})

/** Plays the session until the cut, and starts the charger again on what is left. */
async function cutAndGoOn(
  { central, charger }: Post,
  { nth, moment }: { nth: number; moment: 'before' | 'after' },
): Promise<void> {
  const killed = killAt(nth, moment, central, charger)
  await Promise.race([killed.done, story(central, charger).then(notReached, killed.orRethrow)])
  central.skipToNow()
  await charger.start(central.url())
  await central.expectCall('BootNotification')
  central.skipStatusesToLastBoot()
  // The first status after a boot follows what has to be told of transactions.
  await central.expectStatus(1, ['Available', 'Preparing', 'Finishing'])
}

function requireSound({ central, deliveredWh }: Post): void {
  const starts = central.calls('StartTransaction')
  const stops = central.calls('StopTransaction').map(({ request }) => request)
  expect(distinct(starts.map(({ request }) => JSON.stringify(request))).length).toBeLessThanOrEqual(1)
  const transactionId = starts[0]?.confirmation.transactionId
  for (const stop of stops) expect(stop.transactionId).toBe(transactionId)
  const told = distinct(stops.map(({ meterStop, timestamp }) => `${meterStop} ${timestamp}`))
  expect(told).toHaveLength(starts.length > 0 ? 1 : 0)
  const meterStop = stops.at(-1)?.meterStop ?? 0
  expect(meterStop).toBeLessThanOrEqual(deliveredWh())
  expect(deliveredWh() - meterStop).toBeLessThanOrEqual(starts.length > 0 ? mostLostWh : 0)
  expect(central.breaches).toEqual([])
}
