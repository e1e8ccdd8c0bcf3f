import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { DayFigures, DayPlan } from './charger-day.ts'
import { type ChargerBenchOptions, type ChargerFigure, deadlineMs, mebibytes } from './figure.ts'

const dayProgram = fileURLToPath(new URL('./charger-day.ts', import.meta.url))
const hourMs = 3_600_000

/** Whole days on a virtual clock, with the real store. */
export async function days({ progress }: ChargerBenchOptions): Promise<ChargerFigure[]> {
  const plan: DayPlan = {
    sockets: 2,
    sessionsPerSocket: 6,
    sessionMs: (2_000 * hourMs) / 1_200,
    loadW: 1_200,
    sampleIntervalS: 60,
    durationMs: 24 * hourMs,
  }
  progress('a day of two sockets, six sessions of 2 kWh each')
  const busy = await liveThrough(plan)
  progress('a day of two sockets in use for six hours')
  const usual = await liveThrough({ ...plan, sessionsPerSocket: 4, sessionMs: 1.5 * hourMs })
  progress('an hour of four sockets at a sample a second')
  const hour = await liveThrough({
    ...plan,
    sockets: 4,
    sessionsPerSocket: 1,
    sessionMs: hourMs,
    sampleIntervalS: 1,
    durationMs: hourMs,
  })
  return [
    {
      what: `written in 24 h, ${busy.transactions} sessions of 2 kWh (wchar)`,
      value: busy.writtenBytes / 1e6,
      unit: 'MB',
      yardstick: { what: 'budget', value: 20 },
    },
    {
      what: 'mobile data in 30 days, two sockets 6 h a day',
      value: (usual.networkBytes * 30) / 1e6,
      unit: 'MB',
      yardstick: { what: 'budget', value: 50 },
    },
    {
      what: 'resident memory after an hour of four sockets at 1 s (virtual clock, fakes in it)',
      value: mebibytes(hour.residentBytes),
      unit: 'MiB',
      yardstick: undefined,
    },
  ]
}

async function liveThrough(plan: DayPlan): Promise<DayFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [dayProgram, JSON.stringify(plan)], {
    timeout: deadlineMs,
  })
  return JSON.parse(stdout) as DayFigures
}
