import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ServerProcess } from '../server-process.ts'
import { Fleet } from './fleet.ts'
import type { CloudFigure } from './report.ts'
import { cloudSubject, echoSubject, ocppRpcSubject, type Subject, type SubjectOptions } from './subjects.ts'

/** Beside its connections a process holds its files, its pipes and its database. */
const otherDescriptors = 200

/** Garbage goes in more than one collection; what remains after these is held. */
const collections = 4
const collectionMs = 500

/** Node with a collector that can be called: the same for every server. */
const nodeOptions = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('./garbage-on-signal.ts', import.meta.url)),
]

/** What one idle charger holds of memory, and how long all of them take to come back and be accepted. */
export async function measureIdle(options: {
  readonly wanted: number
  readonly descriptorLimit: number
  readonly progress: (text: string) => void
}): Promise<CloudFigure[]> {
  const { wanted, descriptorLimit, progress } = options
  const chargers = Math.max(1, Math.min(wanted, descriptorLimit - otherDescriptors))
  if (chargers < wanted)
    progress(`only ${chargers} idle chargers instead of ${wanted}: at most ${descriptorLimit} open files`)
  const settings = { chargers, nodeOptions }
  const echo = await observe(() => echoSubject({ ...settings, json: true }), settings, progress)
  const ocppRpc = await observe(() => ocppRpcSubject(settings), settings, progress)
  const cloud = await observe(() => cloudSubject(settings), settings, progress)
  return [
    {
      what: `resident, each of ${chargers} idle chargers`,
      value: cloud.bytesEach,
      unit: 'bytes',
      beside: { what: ocppRpc.name, value: ocppRpc.bytesEach },
      aim: '≤ 8 KB',
    },
    { what: 'the same, JSON ws echo', value: echo.bytesEach, unit: 'bytes' },
    {
      what: `${chargers} chargers back and accepted`,
      value: cloud.reconnectMs,
      unit: 'ms',
      beside: { what: echo.name, value: echo.reconnectMs },
      aim: '≤ 1.5',
    },
    {
      what: 'the same, ocpp-rpc strict',
      value: ocppRpc.reconnectMs,
      unit: 'ms',
      beside: { what: echo.name, value: echo.reconnectMs },
    },
  ]
}

async function observe(
  start: () => Promise<Subject>,
  { chargers }: SubjectOptions,
  progress: (text: string) => void,
) {
  const subject = await start()
  let fleet: Fleet | undefined
  try {
    progress(`${chargers} chargers connect to the ${subject.name}, stay idle, and all come back`)
    // Once round first: what is allocated once, whoever comes, is not held by a charger.
    fleet = await Fleet.connect(subject.chargers.slice(0, 100))
    await fleet.order({ kind: 'boot', openTransactions: false })
    await fleet.stop()
    const before = await heldBytes(subject.server)
    fleet = await Fleet.connect(subject.chargers)
    await fleet.order({ kind: 'boot', openTransactions: false })
    const bytesEach = ((await heldBytes(subject.server)) - before) / chargers
    const { tookMs } = await fleet.order({ kind: 'reconnect' })
    return { name: subject.name, bytesEach, reconnectMs: tookMs }
  } finally {
    await fleet?.stop()
    await subject.stop()
  }
}

async function heldBytes(server: ServerProcess): Promise<number> {
  for (let collection = 0; collection < collections; collection++) {
    server.child.kill('SIGUSR2')
    await pause(collectionMs)
  }
  return server.residentBytes()
}
