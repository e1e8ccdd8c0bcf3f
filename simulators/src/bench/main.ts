import { parseArgs } from 'node:util'
import type { ChargerFigure } from './charger/figure.ts'
import { benchCharger } from './charger.ts'
import { benchCloud, type CloudFigure } from './cloud.ts'
import { describeMachine } from './machine.ts'
import { table } from './table.ts'
import { benchTap, type TapFigure } from './tap.ts'

const help = `Measures Colok, each figure beside a yardstick of the same run. Nothing here is asserted: machines differ.

Usage: npm run bench -- [options]

  --only NAME     cloud, charger or tap
  --chargers N    connections that keep a message in flight (50)
  --seconds N     how long each figure of the central system, and the charger's processor time, is measured (5)
  --starts N      how often the charger's start is timed (5)
  --taps N        how many taps of a card, online and again offline (20)
  --json          figures as one JSON object on stdout
  --help          this text`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      chargers: { type: 'string', default: '50' },
      starts: { type: 'string', default: '5' },
      taps: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${help}\n`)
    return
  }
  const progress = (text: string) => process.stderr.write(`… ${text}\n`)
  const machine = describeMachine()
  const wants = (name: string) => values.only === undefined || values.only === name
  const seconds = Number(values.seconds)
  const cloud = wants('cloud')
    ? await benchCloud({ chargers: Number(values.chargers), seconds, progress })
    : []
  const charger = wants('charger')
    ? await benchCharger({ rounds: Number(values.starts), seconds, progress })
    : []
  const tap = wants('tap') ? await benchTap({ rounds: Number(values.taps), progress }) : []
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ machine, cloud, charger, tap })}\n`)
    return
  }
  process.stdout.write(`${machine}\n`)
  if (cloud.length > 0) process.stdout.write(`\n${cloudTable(cloud, values.chargers)}`)
  if (charger.length > 0) process.stdout.write(`\n${chargerTable(charger)}`)
  if (tap.length > 0) process.stdout.write(`\n${tapTable(tap)}`)
}

function cloudTable(figures: readonly CloudFigure[], chargers: string): string {
  const head = ['', 'messages/s', '× echo', 'CPU µs each', '× echo', 'p50 ms', 'p99 ms']
  const rows = figures.map((row) => [
    row.what,
    row.messagesPerSecond.toFixed(0),
    row.ofEcho.toFixed(2),
    row.cpuUsPerMessage.toFixed(1),
    row.cpuOfEcho.toFixed(2),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
  ])
  return `Central system, ${chargers} chargers with one call in flight each\n${table(head, rows)}`
}

function chargerTable(figures: readonly ChargerFigure[]): string {
  const rows = figures.map(({ what, value, unit, yardstick }) => [
    what,
    threeDigits(value),
    unit,
    ...(yardstick === undefined ? ['', ''] : [yardstick.what, threeDigits(yardstick.value)]),
  ])
  return `The charger's own process\n${table(['', 'measured', 'unit', 'beside', 'that has'], rows)}`
}

/** Figures of very different sizes in one column. */
function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

function tapTable(figures: readonly TapFigure[]): string {
  const head = ['', 'median ms', 'p90 ms', 'rounds', '× echo']
  const rows = figures.map((row) => [
    row.what,
    row.medianMs.toFixed(2),
    row.p90Ms.toFixed(2),
    String(row.rounds),
    row.ofEcho.toFixed(0),
  ])
  return `From the card to the relay, through real processes and pseudo-terminals\n${table(head, rows)}`
}

await main()
