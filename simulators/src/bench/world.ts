import { everyFault } from '../world/faults.ts'
import { emptyLoopMs, processorMs } from '../world/pace.ts'
import { World } from '../world/world.ts'
import { table } from './table.ts'

const hourMs = 3_600_000
/** Timers that a charger and its line have set at a time. */
const chainsPerCharger = 8

interface WorldFigure {
  readonly chargers: number
  readonly timers: number
  readonly virtualMs: number
  /** Processor time of the run, and of an empty event loop that fires as many timers. */
  readonly busyMs: number
  readonly emptyMs: number
}

/** How fast time passes in the world with every fault, beside an event loop in which nothing happens. */
export async function benchWorld(options: { progress: (text: string) => void }): Promise<WorldFigure[]> {
  const figures: WorldFigure[] = []
  for (const count of [1, 10, 50]) {
    options.progress(`a world of ${count} chargers`)
    const chargers = Array.from({ length: count }, (_, index) => index + 1)
    const begunMs = processorMs()
    const { virtualMs, timers } = await new World({
      seed: 1,
      chargers,
      durationMs: 2 * hourMs,
      faults: everyFault,
    }).run()
    const busyMs = processorMs() - begunMs
    const emptyMs = await emptyLoopMs(timers, count * chainsPerCharger)
    figures.push({ chargers: count, timers, virtualMs, busyMs, emptyMs })
  }
  return figures
}

export function worldTable(figures: readonly WorldFigure[]): string {
  return table(
    ['the world', 'timers', '× real time', 'empty loop', 'times as long'],
    figures.map(({ chargers, timers, virtualMs, busyMs, emptyMs }) => [
      `${chargers} chargers`,
      String(timers),
      String(Math.round(virtualMs / busyMs)),
      String(Math.round(virtualMs / emptyMs)),
      (busyMs / emptyMs).toFixed(1),
    ]),
  )
}
