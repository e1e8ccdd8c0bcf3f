import { join } from 'node:path'
import type { BenchCentralSystem } from './bench-central-system.ts'
import {
  bareClient,
  type ChargerBenchOptions,
  type ChargerFigure,
  deadlineMs,
  harnessArguments,
  median,
} from './figure.ts'
import { Subject } from './subject.ts'

/** From the start of the process to its BootNotification, on a store that is there already. */
export async function startUp(
  { rounds, progress }: ChargerBenchOptions,
  central: BenchCentralSystem,
  folder: string,
): Promise<ChargerFigure[]> {
  const times: number[] = []
  const cachedTimes: number[] = []
  const bareTimes: number[] = []
  // As the unit for systemd has it.
  const cached = { NODE_COMPILE_CACHE: join(folder, 'compile-cache') }
  await fillCache(central, harnessArguments(central, folder, 2), cached)
  for (let round = 1; round <= rounds; round += 1) {
    progress(`start ${round} of ${rounds}`)
    times.push(await timeStart(central, harnessArguments(central, folder, 2), 'BootNotification'))
    cachedTimes.push(
      await timeStart(central, harnessArguments(central, folder, 2), 'BootNotification', cached),
    )
    bareTimes.push(await timeStart(central, [bareClient, central.url], 'Heartbeat'))
  }
  const figure = (what: string, value: number): ChargerFigure => ({
    what,
    value,
    unit: 'ms',
    yardstick: { what: 'bare ws client', value: median(bareTimes) },
  })
  return [
    figure('start of the process to BootNotification sent', median(times)),
    figure('the same with the compile cache of the service', median(cachedTimes)),
  ]
}

/** Node writes its cache down when it ends in order. */
async function fillCache(
  central: BenchCentralSystem,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const said = central.untilText((text) => text.includes('"BootNotification"'), deadlineMs)
  const subject = Subject.start(args, environment)
  await said
  await subject.leave()
}

async function timeStart(
  central: BenchCentralSystem,
  args: readonly string[],
  action: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const said = central.untilText((text) => text.includes(`"${action}"`), deadlineMs)
  const subject = Subject.start(args, environment)
  try {
    return (await said) - subject.startedMs
  } finally {
    await subject.end()
  }
}
