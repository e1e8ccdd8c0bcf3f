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
  const bareTimes: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    progress(`start ${round} of ${rounds}`)
    times.push(await timeStart(central, harnessArguments(central, folder, 2), 'BootNotification'))
    bareTimes.push(await timeStart(central, [bareClient, central.url], 'Heartbeat'))
  }
  return [
    {
      what: 'start of the process to BootNotification sent',
      value: median(times),
      unit: 'ms',
      yardstick: { what: 'bare ws client', value: median(bareTimes) },
    },
  ]
}

async function timeStart(
  central: BenchCentralSystem,
  args: readonly string[],
  action: string,
): Promise<number> {
  const said = central.untilText((text) => text.includes(`"${action}"`), deadlineMs)
  const subject = Subject.start(args)
  try {
    return (await said) - subject.startedMs
  } finally {
    await subject.end()
  }
}
