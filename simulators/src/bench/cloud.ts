import { measureCommands } from './cloud/commands.ts'
import { measureDurability } from './cloud/durability.ts'
import type { FleetMessage } from './cloud/fleet-orders.ts'
import { measureIdle } from './cloud/idle.ts'
import { measureLatency } from './cloud/latency.ts'
import { measureMessages } from './cloud/messages.ts'
import type { CloudFigure, CloudReport, MessageFigure } from './cloud/report.ts'
import { cloudSubject, echoSubject, ocppRpcSubject, type Subject } from './cloud/subjects.ts'
import { measureTwoNodes } from './cloud/two-nodes.ts'

/** What can be measured by itself; `latency` needs the rates that `messages` finds. */
export const cloudParts = ['messages', 'latency', 'commands', 'durability', 'idle'] as const
export type CloudPart = (typeof cloudParts)[number]

/**
 * The real central system with authentication, logging and its database, beside a bare `ws` echo of the same calls and
 * beside `ocpp-rpc` as a server. Every server and the fleet are processes of their own.
 */
export async function benchCloud(options: {
  /** How many keep a message in flight. */
  readonly chargers: number
  /** How many are connected for the figures of idle chargers and of their return. */
  readonly idle: number
  readonly seconds: number
  readonly parts: ReadonlySet<CloudPart>
  readonly messages: readonly FleetMessage[]
  /** An empty PostgreSQL database, for two processes beside one. */
  readonly postgres?: string | undefined
  /** Where to leave a processor profile of the central system under messages. */
  readonly profile?: string | undefined
  readonly progress: (text: string) => void
}): Promise<CloudReport> {
  const { chargers, seconds, parts, progress } = options
  const profiling = options.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', options.profile]
  const figures: CloudFigure[] = []
  let messages: MessageFigure[] = []
  const started: Subject[] = []
  const start = async <S extends Subject>(starting: Promise<S>): Promise<S> => {
    const subject = await starting
    started.push(subject)
    return subject
  }
  try {
    const echo = await start(echoSubject({ chargers }))
    const ocppRpc = await start(ocppRpcSubject({ chargers }))
    const cloud = await start(cloudSubject({ chargers, nodeOptions: profiling }))
    if (parts.has('messages') || parts.has('latency'))
      messages = await measureMessages({ ...options, subjects: [echo, ocppRpc, cloud] })
    if (parts.has('latency'))
      figures.push(...(await measureLatency({ echo, cloud, flooded: messages, seconds, progress })))
    if (parts.has('commands')) figures.push(...(await measureCommands(cloud, progress)))
  } finally {
    await Promise.all(started.map((subject) => subject.stop()))
  }
  if (parts.has('durability')) figures.push(await measureDurability({ chargers, seconds, progress }))
  if (options.postgres !== undefined)
    figures.push(await measureTwoNodes({ url: options.postgres, chargers, seconds, progress }))
  if (parts.has('idle')) figures.push(...(await measureIdle({ ...options, wanted: options.idle })))
  return { chargers, messages, figures }
}
