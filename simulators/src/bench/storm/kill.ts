import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startCentralSystem } from '../cloud/central-system.ts'
import { cloudSubject } from '../cloud/subjects.ts'
import { AcknowledgedFacts } from './acknowledged-facts.ts'
import { StormCharger } from './storm-charger.ts'

/** Each charger has this many calls waiting at most, so that it always has one under way. */
const keepsWaiting = 2
const liveEveryMs = 2

/** A step that takes longer than this is stuck. */
const deadlineMs = 90_000

/**
 * Chargers that are busy all the time while the central system is killed without a warning and started again on the same
 * data, so many times. Returns what was acknowledged, and what of it is not stored as it was acknowledged.
 */
export async function killUnderLoad(options: {
  readonly chargers: number
  readonly kills: number
  /** Acknowledged facts between two kills. */
  readonly factsEach: number
}): Promise<{ acknowledged: AcknowledgedFacts; findings: string[] }> {
  const data = mkdtempSync(join(tmpdir(), 'colok-kill-'))
  const first = await cloudSubject({ chargers: options.chargers, data })
  let { server, ocppUrl } = first
  const facts = new AcknowledgedFacts()
  const findings: string[] = []
  const chargers = first.chargers.map(
    ({ id, authorization }) =>
      new StormCharger({
        id,
        url: () => `${ocppUrl}${id}`,
        authorization,
        facts,
        beganAtMs: Date.now() - 20 * 86_400_000,
        onProblem: (problem) => findings.push(problem),
      }),
  )
  let isBusy = true
  const living = setInterval(() => {
    if (isBusy) for (const charger of chargers) if (charger.waiting < keepsWaiting) live(charger)
  }, liveEveryMs)
  try {
    await inTime('all are accepted', Promise.all(chargers.map((charger) => charger.comeBack())))
    for (let kill = 1; kill <= options.kills; kill++) {
      const wanted = facts.count + options.factsEach
      await until(`${wanted} facts are acknowledged`, () => facts.count >= wanted)
      await server.kill()
      ;({
        server,
        ready: { ocppUrl },
      } = await startCentralSystem({ data }))
    }
    const wanted = facts.count + options.factsEach
    await until(`${wanted} facts are acknowledged`, () => facts.count >= wanted)
    isBusy = false
    await until('everything is answered', () => chargers.every((charger) => charger.waiting === 0))
    for (const charger of chargers) charger.drop()
    await server.stop()
    return {
      acknowledged: facts,
      findings: [...findings, ...(await facts.compareWith(join(data, 'cloud.sqlite')))],
    }
  } finally {
    clearInterval(living)
    for (const charger of chargers) charger.drop()
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

/** The next thing in a busy charger's life. */
function live(charger: StormCharger): void {
  if (!charger.isCharging) charger.startSession()
  else if (!charger.read()) charger.stopSession()
  else charger.tellStatus(1)
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const sinceMs = performance.now()
  while (!isSo()) {
    if (performance.now() - sinceMs > deadlineMs)
      throw new Error(`not within ${deadlineMs / 1000} s: ${what}`)
    await pause(liveEveryMs)
  }
}

async function inTime(what: string, work: Promise<unknown>): Promise<void> {
  let isDone = false
  void work.then(() => {
    isDone = true
  })
  await until(what, () => isDone)
}
