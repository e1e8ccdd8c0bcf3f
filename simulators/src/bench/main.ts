import { parseArgs } from 'node:util'
import { alertsTable, benchAlerts } from './alerts.ts'
import type { ChargerFigure } from './charger/figure.ts'
import { benchCharger } from './charger.ts'
import { fleetMessages } from './cloud/fleet-orders.ts'
import { cloudTables } from './cloud/report.ts'
import { benchCloud, cloudParts } from './cloud.ts'
import { benchConsole, consoleTable } from './console.ts'
import { describeMachine, possibleConnections } from './machine.ts'
import { benchMoney, moneyTables } from './money.ts'
import { benchPages, pagesTable } from './pages.ts'
import { benchPeople, peopleTables } from './people.ts'
import { stormTables } from './storm/report.ts'
import { storm } from './storm/storm.ts'
import { table } from './table.ts'
import { benchTap, type TapFigure } from './tap.ts'
import { benchWorld, worldTable } from './world.ts'

const help = `Measures Colok, each figure beside a yardstick of the same run. Nothing here is asserted: machines differ.

Usage: npm run bench -- [options]

  --only NAME     cloud, charger, tap, money, people, pages, console, alerts or world; or storm: all chargers drop at once and come back
  --chargers N    connections that keep a message in flight (100)
  --idle N        chargers that are connected and idle, and then all come back (10000)
  --rounds N      how often they drop in a storm (3)
  --within N      the seconds in which they come back (30)
  --parts LIST    of the central system only these of ${cloudParts.join(',')}
  --messages LIST only these of ${fleetMessages.join(',')}
  --postgres URL  an empty PostgreSQL database: two processes on it beside one
  --profile DIR   leave a processor profile of the central system there
  --seconds N     how long each figure of the central system, and the charger's processor time, is measured (5)
  --starts N      how often the charger's start is timed (5)
  --taps N        how many taps of a card, online and again offline (20)
  --payments N    how many payments at the post, from the payer's app to the relay (10)
  --sessions N    how many sessions 100,000 users have had (500000; the full figure is 5000000)
  --sign-ins N    how many sign in, and how often each list is read (200)
  --loads N       how often each page is opened on slow 3G (5)
  --faults N      how many faults until their message is at the provider (200)
  --json          figures as one JSON object on stdout
  --help          this text`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      chargers: { type: 'string', default: '100' },
      idle: { type: 'string', default: '10000' },
      parts: { type: 'string', default: cloudParts.join(',') },
      messages: { type: 'string', default: fleetMessages.join(',') },
      rounds: { type: 'string', default: '3' },
      within: { type: 'string', default: '30' },
      profile: { type: 'string' },
      postgres: { type: 'string' },
      starts: { type: 'string', default: '5' },
      taps: { type: 'string', default: '20' },
      payments: { type: 'string', default: '10' },
      sessions: { type: 'string', default: '500000' },
      'sign-ins': { type: 'string', default: '200' },
      loads: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      faults: { type: 'string', default: '200' },
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
  if (values.only === 'storm') {
    const report = await storm({
      chargers: possibleConnections({ wanted: Number(values.idle), progress }),
      rounds: Number(values.rounds),
      withinMs: Number(values.within) * 1000,
      progress,
    })
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ machine, storm: report })}\n`
        : `${machine}\n\n${stormTables(report)}`,
    )
    process.exitCode = report.findings.length === 0 ? 0 : 1
    return
  }
  const cloud = wants('cloud')
    ? await benchCloud({
        chargers: Number(values.chargers),
        idle: Number(values.idle),
        seconds,
        parts: new Set(chosen('--parts', values.parts, cloudParts)),
        messages: chosen('--messages', values.messages, fleetMessages),
        profile: values.profile,
        postgres: values.postgres,
        progress,
      })
    : undefined
  const charger = wants('charger')
    ? await benchCharger({ rounds: Number(values.starts), seconds, progress })
    : []
  const tap = wants('tap') ? await benchTap({ rounds: Number(values.taps), progress }) : []
  const money = wants('money')
    ? await benchMoney({ rounds: Number(values.payments), seconds, postgres: values.postgres, progress })
    : undefined
  const people = wants('people')
    ? await benchPeople({
        sessions: Number(values.sessions),
        rounds: Number(values['sign-ins']),
        postgres: values.postgres,
        progress,
      })
    : []
  const pages = wants('pages') ? await benchPages({ rounds: Number(values.loads), progress }) : []
  const console = wants('console') ? await benchConsole({ seconds, progress }) : []
  const alerts = wants('alerts') ? await benchAlerts({ faults: Number(values.faults), progress }) : []
  const world = wants('world') ? await benchWorld({ progress }) : []
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ machine, cloud, charger, tap, money, people, pages, console, alerts, world })}\n`,
    )
    return
  }
  process.stdout.write(`${machine}\n`)
  if (cloud !== undefined) process.stdout.write(`\n${cloudTables(cloud)}`)
  if (charger.length > 0) process.stdout.write(`\n${chargerTable(charger)}`)
  if (tap.length > 0) process.stdout.write(`\n${tapTable(tap)}`)
  if (money !== undefined) process.stdout.write(`\n${moneyTables(money)}`)
  if (people.length > 0) process.stdout.write(`\n${peopleTables(people)}`)
  if (pages.length > 0) process.stdout.write(`\n${pagesTable(pages)}`)
  if (console.length > 0) process.stdout.write(`\n${consoleTable(console)}`)
  if (alerts.length > 0) process.stdout.write(`\n${alertsTable(alerts)}`)
  if (world.length > 0) process.stdout.write(`\n${worldTable(world)}`)
}

/** The words of a list that an option holds. Throws a RangeError for one that is not among `known`. */
function chosen<Word extends string>(option: string, list: string, known: readonly Word[]): Word[] {
  return list.split(',').map((word) => {
    const found = known.find((candidate) => candidate === word)
    if (found === undefined) throw new RangeError(`${option} ${word}: it is one of ${known.join(', ')}`)
    return found
  })
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
