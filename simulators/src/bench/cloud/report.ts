import { table } from '../table.ts'

/** One kind of message against one server, as fast as answers come. */
export interface MessageFigure {
  readonly message: string
  readonly server: string
  readonly messagesPerSecond: number
  readonly cpuUsPerMessage: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Messages a second over those of the bare echo with the same calls in the same run. */
  readonly ofEcho: number
  /** Processor time of a message over that of the bare echo. */
  readonly cpuOfEcho: number
  /** Messages a second over those of `ocpp-rpc` with strict validation, which stores nothing. */
  readonly ofOcppRpc: number
}

/** Anything else, beside what was measured in the same run. */
export interface CloudFigure {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly beside?: { readonly what: string; readonly value: number }
  /** What the ratio, or the value where there is none, is meant to be. */
  readonly aim?: string
}

export interface CloudReport {
  readonly chargers: number
  readonly messages: readonly MessageFigure[]
  readonly figures: readonly CloudFigure[]
}

export function cloudTables(report: CloudReport): string {
  const messages = report.messages.map((row) => [
    `${row.message}, ${row.server}`,
    row.messagesPerSecond.toFixed(0),
    row.ofEcho.toFixed(2),
    row.ofOcppRpc.toFixed(2),
    row.cpuUsPerMessage.toFixed(1),
    row.cpuOfEcho.toFixed(2),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
  ])
  const figures = report.figures.map(({ what, value, unit, beside, aim }) => [
    what,
    threeDigits(value),
    unit,
    beside?.what ?? '',
    beside === undefined ? '' : threeDigits(beside.value),
    beside === undefined ? '' : (value / beside.value).toFixed(2),
    aim ?? '',
  ])
  const head = ['', 'messages/s', '× echo', '× ocpp-rpc', 'CPU µs each', '× echo', 'p50 ms', 'p99 ms']
  return [
    ...(messages.length === 0
      ? []
      : [`Central system, ${report.chargers} chargers with one call in flight each`, table(head, messages)]),
    ...(figures.length === 0
      ? []
      : [table(['', 'measured', 'unit', 'beside', 'that has', 'ratio', 'aim'], figures)]),
  ].join('\n')
}

/** Figures of very different sizes in one column. */
function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
