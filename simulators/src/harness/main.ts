import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chargerConfig, usableKeys } from '@colok/firmware/config'
import { Supervisor } from '@colok/firmware/supervisor'
import { type HarnessOptions, readArguments, usage } from './arguments.ts'
import { execute } from './commands.ts'
import { PhysicalPost } from './physical-post.ts'
import { stderrLog } from './stderr-log.ts'

/** How often to look whether the process that started us is still there. */
const parentCheckMs = 500

try {
  const options = readArguments(process.argv.slice(2))
  if (options === 'help') process.stdout.write(usage)
  else runHarness(options)
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`)
  process.exitCode = 2
}

/** The real firmware on a post in memory, driven by JSON lines, until the input or the parent ends. */
function runHarness(options: HarnessOptions): void {
  const { keys, problems } = usableKeys(options.keys)
  for (const problem of problems) process.stderr.write(`--keys: ignored ${problem}\n`)
  const { csmsUrl, chargePointId, password, connectors, loadW, socketKind, stateDir } = options
  let post: PhysicalPost | undefined
  const supervisor = new Supervisor({
    config: chargerConfig.parse({
      chargePointId,
      csmsUrl,
      ...(password === undefined ? {} : { password }),
      socketKind,
      maxPowerW: Math.max(3_500, loadW),
      // The fuse of a bench is as large as its load: 5 mA for each watt are more than 230 V draw.
      maxCurrentMa: Math.min(250_000, Math.max(10_000, loadW * 5)),
      dataDir: join(stateDir, 'charger'),
      // It is judged by what OCPP has words for.
      meterSignature: 'none',
      keys,
      devices: {},
    }),
    openDevices: ({ clock }) => {
      post ??= new PhysicalPost({ stateDir, connectors, loadW, clock })
      return post.devices
    },
    log: stderrLog,
    firmwareSlots: { folder: join(stateDir, 'firmware'), start: 'inProcess' },
    onEnd: (status) => process.exit(status),
  })
  say({ event: 'ready' })
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    if (post !== undefined && line.trim() !== '')
      say(execute({ post, charger: () => supervisor.charger, connectors }, line))
  })
  lines.on('close', () => void supervisor.end())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void supervisor.end())
  endWithParent(() => void supervisor.end())
}

/** A killed wrapper must leave nobody behind who holds the state directory. */
function endWithParent(end: () => void): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) end()
  }, parentCheckMs).unref()
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}
