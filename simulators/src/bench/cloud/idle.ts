import { median } from '../charger/figure.ts'
import { possibleConnections } from '../machine.ts'
import { Fleet } from './fleet.ts'
import { collectable, heldBytes } from './held-bytes.ts'
import type { CloudFigure } from './report.ts'
import { cloudSubject, echoSubject, ocppRpcSubject, type Subject, type SubjectOptions } from './subjects.ts'

/** How often all come back; the middle one counts. */
const reconnects = 5

/** What one idle charger holds of memory, and how long all of them take to come back and be accepted. */
export async function measureIdle(options: {
  readonly wanted: number
  readonly progress: (text: string) => void
}): Promise<CloudFigure[]> {
  const { progress } = options
  const chargers = possibleConnections(options)
  const settings = { chargers, nodeOptions: collectable }
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
    const tookMs: number[] = []
    for (let round = 0; round < reconnects; round++)
      tookMs.push((await fleet.order({ kind: 'reconnect' })).tookMs)
    return { name: subject.name, bytesEach, reconnectMs: median(tookMs) }
  } finally {
    await fleet?.stop()
    await subject.stop()
  }
}
