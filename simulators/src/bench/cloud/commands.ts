import { Fleet } from './fleet.ts'
import type { CloudFigure } from './report.ts'
import type { CloudSubject } from './subjects.ts'

const rounds = 300

/** From the operator's request over HTTP to the charger's answer in its body; and what HTTP alone takes of it. */
export async function measureCommands(
  cloud: CloudSubject,
  progress: (text: string) => void,
): Promise<CloudFigure[]> {
  const [charger] = cloud.chargers
  if (charger === undefined) throw new RangeError('a command needs a charger')
  progress(`${rounds} commands, one after another`)
  const fleet = await Fleet.connect([charger])
  try {
    await fleet.order({ kind: 'boot', openTransactions: false })
    const headers = { authorization: `Bearer ${cloud.operatorKey}`, 'content-type': 'application/json' }
    const command = () =>
      timed(`${cloud.url}/api/v1/chargers/${charger.id}/commands/ClearCache`, {
        method: 'POST',
        headers,
        body: '{}',
      })
    const bare = () => timed(`${cloud.url}/healthz`, {})
    const [commands, requests] = [await repeat(command), await repeat(bare)]
    return [
      {
        what: 'command to a charger and back, p50',
        value: quantile(commands, 0.5),
        unit: 'ms',
        beside: { what: 'GET /healthz', value: quantile(requests, 0.5) },
      },
      { what: 'command to a charger and back, p99', value: quantile(commands, 0.99), unit: 'ms' },
    ]
  } finally {
    await fleet.stop()
  }
}

async function repeat(request: () => Promise<number>): Promise<number[]> {
  const tookMs: number[] = []
  for (let round = 0; round < rounds; round++) tookMs.push(await request())
  return tookMs.toSorted((a, b) => a - b)
}

async function timed(url: string, init: RequestInit): Promise<number> {
  const sinceMs = performance.now()
  const response = await fetch(url, init)
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
  return performance.now() - sinceMs
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
