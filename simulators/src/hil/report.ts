import type { AtWork } from './at-work.ts'
import { flatWithinBytes } from './memory-trend.ts'
import type { SoakReport } from './soak.ts'

/** "12.3 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** "12:05" of minutes and seconds. */
export function minutes(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  return [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

export function atWorkText({ seconds, cpuPercent, residentBytes, jitterMs, questions }: AtWork): string {
  const { median, p99, most } = jitterMs
  return [
    `The charger's process, four sockets delivering, ${seconds} s:`,
    `  processor            ${cpuPercent.toFixed(1)} % of one core`,
    `  resident memory      ${megabytes(residentBytes)}`,
    `  sampling jitter, 1 s ${median.toFixed(1)} ms half of the time, ${p99.toFixed(1)} ms in 99 %, ${most.toFixed(1)} ms at most`,
    `                       (${questions} intervals between questions to four meters)`,
  ].join('\n')
}

export function soakText(report: SoakReport): string {
  const { memory, problems } = report
  return [
    `${report.sessions} sessions, ${report.faults} faults; ${report.deliveredWh} Wh delivered, ${report.billedWh} Wh billed.`,
    `No socket was live against a reason for longer than ${report.longestUnwantedMs} ms.`,
    `Memory held, after collecting garbage: ${megabytes(memory.firstBytes)} at first, ${megabytes(memory.lastBytes)} at last`,
    `  (${memory.samples} looks; ${megabytes(flatWithinBytes)} more would be a leak; ${megabytes(memory.residentBytes)} resident at most).`,
    problems.length === 0 ? 'Everything works again; all is well.' : `${problems.length} things are WRONG:`,
    ...problems.map((problem) => `  ${problem}`),
  ].join('\n')
}
