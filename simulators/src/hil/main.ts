import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hilHelp, parseHilCommand } from './arguments.ts'
import { measureAtWork } from './at-work.ts'
import { benchCases, measureOnBench } from './bench-cases.ts'
import { chargerCases, measureOnCharger } from './charger-cases.ts'
import { isWithinLimit, type Measurement, measurementTable, virtualTimeTable } from './measurement.ts'
import { measureWithProcess, processCases } from './process-cases.ts'
import { atWorkText, minutes, soakText } from './report.ts'
import { soak } from './soak.ts'

const command = parseHilCommand(process.argv.slice(2))
switch (command.kind) {
  case 'help':
    process.stdout.write(hilHelp)
    break
  case 'wrong':
    process.stderr.write(`${command.problem}\n\n${hilHelp}`)
    process.exitCode = 2
    break
  case 'measure':
    process.exitCode = (await measureSafety()) ? 0 : 1
    await measureWork(command.seconds)
    break
  case 'soak':
    process.exitCode = (await runSoak(command)) ? 0 : 1
    break
}

/**
 * The hardware in the loop: each thing that must open a relay is done to the I/O board's machine code, and the time until
 * its pins let go is counted in the controller's own cycles (16,000 are a millisecond).
 */
async function measureSafety(): Promise<boolean> {
  const measurements: Measurement[] = []
  const take = (measurement: Measurement) => {
    const isFirst = measurements.length === 0
    measurements.push(measurement)
    const lines = measurementTable([measurement]).split('\n')
    console.log(isFirst ? lines.join('\n') : lines.at(-1))
  }
  for (const benchCase of benchCases) take(measureOnBench(benchCase))
  for (const processCase of processCases) take(await measureWithProcess(processCase))
  console.log(`\n${virtualTimeTable([])}`)
  for (const chargerCase of chargerCases) {
    const measurement = await measureOnCharger(chargerCase, 'machineCode')
    measurements.push(measurement)
    console.log(virtualTimeTable([measurement]).split('\n').at(-1))
  }
  const late = measurements.filter((measurement) => !isWithinLimit(measurement))
  console.log(
    late.length === 0
      ? `\n${measurements.length} cases, all in time. 16,000 cycles are 1 ms.\n`
      : `\n${late.length} of ${measurements.length} cases are LATE.\n`,
  )
  return late.length === 0
}

async function measureWork(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-hil-'))
  console.log(atWorkText(await measureAtWork({ folder, seconds })))
  rmSync(folder, { recursive: true })
}

async function runSoak({ durationMs, seed }: { durationMs: number; seed: number }): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-soak-'))
  console.log(`Random faults for ${minutes(durationMs)}, seed ${seed}; the charger's log is in ${folder}`)
  const report = await soak({ durationMs, seed, folder, onProgress: (line) => console.log(line) })
  console.log(`\n${soakText(report)}`)
  const isWell = report.problems.length === 0
  if (isWell) rmSync(folder, { recursive: true })
  return isWell
}
