import { Fleet, type Measured } from './fleet.ts'
import type { FleetMessage } from './fleet-orders.ts'
import type { MessageFigure } from './report.ts'
import type { Subject } from './subjects.ts'

/** Every kind of message against each of the servers in turn; the first is the bare echo, the second `ocpp-rpc`. */
export async function measureMessages(options: {
  readonly subjects: readonly [echo: Subject, ocppRpc: Subject, ...Subject[]]
  readonly messages: readonly FleetMessage[]
  readonly seconds: number
  readonly progress: (text: string) => void
}): Promise<MessageFigure[]> {
  const { subjects, messages, seconds, progress } = options
  const figures: MessageFigure[] = []
  for (const message of messages) {
    const measured: Measured[] = []
    for (const subject of subjects) {
      progress(`${message} against the ${subject.name} for ${seconds} s`)
      measured.push(await flood(subject, message, seconds))
    }
    const [echo, ocppRpc] = measured as [Measured, Measured]
    for (const [index, one] of measured.entries())
      figures.push(figure({ message, server: subjects[index]!.name, one, echo, ocppRpc }))
  }
  return figures
}

/** A fleet of its own for each, so that the load's own process is as fresh every time. */
export async function flood(subject: Subject, message: FleetMessage, seconds: number): Promise<Measured> {
  const fleet = await Fleet.connect(subject.chargers)
  try {
    await fleet.order({ kind: 'boot', openTransactions: message === 'MeterValues' })
    return await fleet.measure(subject.server, { message }, seconds)
  } finally {
    await fleet.stop()
  }
}

function figure(of: {
  message: string
  server: string
  one: Measured
  echo: Measured
  ocppRpc: Measured
}): MessageFigure {
  const { one, echo, ocppRpc } = of
  return {
    message: of.message,
    server: of.server,
    messagesPerSecond: rate(one),
    cpuUsPerMessage: one.cpuUsPerMessage,
    p50Ms: one.p50Ms,
    p99Ms: one.p99Ms,
    ofEcho: rate(one) / rate(echo),
    cpuOfEcho: one.cpuUsPerMessage / echo.cpuUsPerMessage,
    ofOcppRpc: rate(one) / rate(ocppRpc),
  }
}

export function rate({ messages, seconds }: Measured): number {
  return messages / seconds
}
