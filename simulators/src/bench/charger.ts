import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchCentralSystem } from './charger/bench-central-system.ts'
import { days } from './charger/days.ts'
import { drain } from './charger/drain.ts'
import type { ChargerBenchOptions, ChargerFigure } from './charger/figure.ts'
import { atRestAndAtWork } from './charger/rest-and-work.ts'
import { startUp } from './charger/start-up.ts'

/** The charger's own process: how fast it starts, what it uses, and what it costs the flash and the mobile network. */
export async function benchCharger(options: ChargerBenchOptions): Promise<ChargerFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-charger-bench-'))
  const central = await BenchCentralSystem.listen()
  try {
    return [
      ...(await startUp(options, central, folder)),
      ...(await atRestAndAtWork(options, central, folder)),
      ...(await drain(options, central, folder)),
      ...(await days(options)),
    ]
  } finally {
    await central.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
