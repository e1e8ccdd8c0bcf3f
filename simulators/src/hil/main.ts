import { benchCases, measureOnBench } from './bench-cases.ts'
import { isWithinLimit, type Measurement, measurementTable } from './measurement.ts'
import { measureWithProcess, processCases } from './process-cases.ts'

// The hardware in the loop: each thing that must open a relay is done to the I/O board's machine code, and the time
// until its pins let go is counted in the controller's own cycles (16,000 are a millisecond).

const measurements: Measurement[] = []
const take = (measurement: Measurement) => {
  const isFirst = measurements.length === 0
  measurements.push(measurement)
  const lines = measurementTable([measurement]).split('\n')
  console.log(isFirst ? lines.join('\n') : lines.at(-1))
}
for (const benchCase of benchCases) take(measureOnBench(benchCase))
for (const processCase of processCases) take(await measureWithProcess(processCase))

const late = measurements.filter((measurement) => !isWithinLimit(measurement))
console.log(
  late.length === 0
    ? `\n${measurements.length} cases, all in time. 16,000 cycles are 1 ms.`
    : `\n${late.length} of ${measurements.length} cases are LATE.`,
)
process.exitCode = late.length === 0 ? 0 : 1
