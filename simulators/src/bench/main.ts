import { parseArgs } from 'node:util'
import { benchCloud } from './cloud.ts'
import { describeMachine } from './machine.ts'
import { table } from './table.ts'

const help = `Measures Colok, each figure beside a yardstick of the same run. Nothing here is asserted: machines differ.

Usage: npm run bench -- [options]

  --only NAME     cloud
  --chargers N    connections that keep a message in flight (50)
  --seconds N     how long each figure is measured (5)
  --json          figures as one JSON object on stdout
  --help          this text`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      chargers: { type: 'string', default: '50' },
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
  const cloud = await benchCloud({
    chargers: Number(values.chargers),
    seconds: Number(values.seconds),
    progress,
  })
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ machine, cloud })}\n`)
    return
  }
  process.stdout.write(
    `${machine}\n\nCentral system, ${values.chargers} chargers with one call in flight each\n`,
  )
  process.stdout.write(
    table(
      ['', 'messages/s', '× echo', 'CPU µs each', '× echo', 'p50 ms', 'p99 ms'],
      cloud.map((row) => [
        row.what,
        row.messagesPerSecond.toFixed(0),
        row.ofEcho.toFixed(2),
        row.cpuUsPerMessage.toFixed(1),
        row.cpuOfEcho.toFixed(2),
        row.p50Ms.toFixed(2),
        row.p99Ms.toFixed(2),
      ]),
    ),
  )
}

await main()
