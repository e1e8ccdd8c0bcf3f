import { Fleet } from './fleet.ts'
import type { CloudFigure, MessageFigure } from './report.ts'
import type { Subject } from './subjects.ts'

const quietPerSecond = 2000

/** The aim that was set for the real system beside a bare echo. */
const p50Aim = '≤ 6'

/** How long an answer takes at an ordinary load, and at half of what the central system can do at most. */
export async function measureLatency(options: {
  readonly echo: Subject
  readonly cloud: Subject
  readonly flooded: readonly MessageFigure[]
  readonly seconds: number
  readonly progress: (text: string) => void
}): Promise<CloudFigure[]> {
  const { echo, cloud, flooded, seconds, progress } = options
  const figures: CloudFigure[] = []
  for (const message of ['Heartbeat', 'MeterValues'] as const) {
    const paced = async (subject: Subject, perSecond: number) => {
      progress(`${message}, ${Math.round(perSecond)} a second, against the ${subject.name} for ${seconds} s`)
      const fleet = await Fleet.connect(subject.chargers)
      try {
        await fleet.order({ kind: 'boot', openTransactions: message === 'MeterValues' })
        return await fleet.measure(subject.server, { message, perSecond }, seconds)
      } finally {
        await fleet.stop()
      }
    }
    const most = flooded.find((row) => row.message === message && row.server === cloud.name)
    const half = (most?.messagesPerSecond ?? 0) / 2
    const [quietEcho, quiet] = [await paced(echo, quietPerSecond), await paced(cloud, quietPerSecond)]
    const [busyEcho, busy] = [await paced(echo, half), await paced(cloud, half)]
    figures.push({
      what: `${message}, p50 at ${quietPerSecond} a second`,
      value: quiet.p50Ms,
      unit: 'ms',
      beside: { what: echo.name, value: quietEcho.p50Ms },
      aim: p50Aim,
    })
    figures.push({
      what: `${message}, p99 at half of its greatest rate`,
      value: busy.p99Ms,
      unit: 'ms',
      beside: { what: `${echo.name} at that rate`, value: busyEcho.p99Ms },
    })
  }
  return figures
}
