import type { Arguments } from './arguments.ts'
import { formatMoment } from './chronicle.ts'
import { Coverage } from './coverage.ts'
import { emptyLoopMs, processorMs } from './pace.ts'
import { shrink } from './shrink.ts'
import { type Outcome, World, type WorldOptions } from './world.ts'

/** Runs the seeds, says what came of them, and answers the exit status: 1 when something was violated. */
export async function runWorld(asked: Arguments, say: (text: string) => void): Promise<number> {
  const coverage = new Coverage()
  let failures = 0
  let chargerMs = 0
  for (let seed = asked.seed; seed < asked.seed + asked.seeds; seed += 1) {
    const options: WorldOptions = {
      seed,
      chargers: asked.chargers,
      durationMs: asked.durationMs,
      faults: asked.faults,
      ...(asked.log && { write: say }),
      ...(asked.memory && { onDay: (days) => say(memoryAfter(days)) }),
    }
    const begun = { realMs: performance.now(), processorMs: processorMs() }
    const outcome = await new World(options).run()
    const realMs = performance.now() - begun.realMs
    const busyMs = processorMs() - begun.processorMs
    coverage.merge(outcome.coverage)
    if (outcome.violation === undefined) chargerMs += outcome.virtualMs * asked.chargers.length
    else failures += 1
    say(asked.json ? asJson(outcome, realMs) : summary(outcome, realMs))
    if (asked.pace) say(await paceOf(outcome, busyMs, asked.chargers.length))
    if (asked.replay && (await new World(options).run()).digest !== outcome.digest) {
      say(`seed ${seed}: the second run was not the first, byte for byte`)
      failures += 1
    }
    if (outcome.violation !== undefined && asked.shrink && !asked.json)
      say(await shortStory(options, outcome))
  }
  if (!asked.json) {
    for (const line of coverage.tables(asked.faults)) say(line)
    say(
      `\n${(chargerMs / (365 * 86_400_000)).toFixed(3)} charger-years without a violation; ${failures} seeds failed`,
    )
  }
  return failures > 0 ? 1 : 0
}

function memoryAfter(days: number): string {
  const { rss, heapUsed } = process.memoryUsage()
  const mb = (bytes: number) => Math.round(bytes / 1_000_000)
  return `after ${days} days: ${mb(rss)} MB of memory, ${mb(heapUsed)} MB of it in use or not yet collected, ${Math.round(processorMs() / 1_000)} s of processor time`
}

function summary(outcome: Outcome, realMs: number): string {
  const { seed, virtualMs, events, transactions, deliveredWh, billedIdr, paidIdr, violation } = outcome
  const speed = Math.round(virtualMs / realMs)
  const head = `seed ${seed}: ${formatMoment(virtualMs)} of virtual time in ${(realMs / 1_000).toFixed(1)} s (${speed} ×), ${events} events, ${transactions} transactions, ${deliveredWh} Wh, Rp ${billedIdr} billed, Rp ${paidIdr} paid, digest ${outcome.digest.slice(0, 16)}`
  if (violation === undefined) return `${head}: all holds`
  return `${head}\n${violation.at} ${violation.subject} violates ${violation.checker}: ${violation.what}`
}

/** Beside an event loop that has as much to do and does nothing; by processor time. */
async function paceOf({ virtualMs, timers }: Outcome, busyMs: number, chargers: number): Promise<string> {
  const emptyMs = await emptyLoopMs(timers, chargers * 8)
  const rate = (ms: number) => Math.round(virtualMs / ms)
  return `pace: ${rate(busyMs)} × real time with ${chargers} chargers and ${timers} timers; an empty loop of as many: ${rate(emptyMs)} × (${(busyMs / emptyMs).toFixed(1)} times as long)`
}

function asJson(outcome: Outcome, realMs: number): string {
  const { coverage: _, ...told } = outcome
  return JSON.stringify({ ...told, realMs: Math.round(realMs) })
}

async function shortStory(options: WorldOptions, outcome: Outcome): Promise<string> {
  const { write: _, ...quiet } = options
  const short = await shrink({ options: quiet, outcome })
  const { chargers, durationMs, faults, seed } = short.options
  const replay = `npm run world -- --seed ${seed} --only ${chargers.join(',')} --hours ${durationMs / 3_600_000} --faults ${[...faults].join(',') || 'none'}`
  const story = short.outcome.violation?.story ?? []
  return [
    `the same in short: ${replay}`,
    `${short.outcome.violation?.checker}: ${short.outcome.violation?.what}`,
    ...story.map((line) => `  ${line}`),
  ].join('\n')
}
