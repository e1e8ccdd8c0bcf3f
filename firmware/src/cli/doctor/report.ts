import { wrap } from '../terminal.ts'
import { type Check, worstVerdict } from './check.ts'

export interface Report {
  readonly firmwareVersion: string
  readonly chargePointId: string
  /** UTC with milliseconds. */
  readonly checkedAt: string
  readonly checks: readonly Check[]
}

const words = { ok: 'ok', look: 'LOOK', warn: 'WARN', fail: 'FAIL' } as const
/** Green, blue, yellow, red. */
const colours = { ok: 32, look: 34, warn: 33, fail: 31 } as const
const verdictColumns = 6
const deviceColumns = 16

/** The report for machines. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify({ ...report, verdict: worstVerdict(report.checks) }, null, 2)}\n`
}

/** One check as a line or a few of 80 columns; the hint stands under it behind an arrow. */
export function checkLines({ device, verdict, finding, hint }: Check, colour: boolean): string {
  const word = words[verdict].padEnd(verdictColumns)
  const indent = ' '.repeat(verdictColumns + deviceColumns)
  const lines = wrap(finding, { indent, first: word + device.padEnd(deviceColumns) })
  const painted = colour ? `\x1b[${colours[verdict]}m${word}\x1b[0m${lines.slice(verdictColumns)}` : lines
  const advice = hint === undefined ? '' : `${wrap(hint, { indent: `${indent}  `, first: `${indent}> ` })}\n`
  return `${painted}\n${advice}`
}

/** The last line: how many of what. */
export function summaryLine(checks: readonly Check[]): string {
  const count = (verdict: Check['verdict']) => checks.filter((check) => check.verdict === verdict).length
  const counts = [
    `${count('ok')} ok`,
    ...(['look', 'warn', 'fail'] as const).flatMap((verdict) =>
      count(verdict) > 0 ? [`${count(verdict)} ${words[verdict]}`] : [],
    ),
  ]
  return `\n${checks.length} checked: ${counts.join(', ')}\n`
}
