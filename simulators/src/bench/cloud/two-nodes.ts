import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CentralSystem,
  chargerIds,
  chargersAt,
  seedCentralSystem,
  startCentralSystem,
} from './central-system.ts'
import { Fleet, type Measured } from './fleet.ts'
import type { CloudFigure } from './report.ts'

/**
 * Two processes on one PostgreSQL database beside one: what a durable MeterValues costs of their processor time. The
 * database in `url` must be empty and stays as it is afterwards; PostgreSQL's own processor time is not counted.
 */
export async function measureTwoNodes(options: {
  readonly url: string
  /** For each process. */
  readonly chargers: number
  readonly seconds: number
  readonly progress: (text: string) => void
}): Promise<CloudFigure> {
  const { url, chargers, seconds, progress } = options
  const data = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const env = { COLOK_DATABASE_URL: url, COLOK_SECRET: 'bench'.repeat(8) }
  const ids = chargerIds(2 * chargers)
  const nodes: CentralSystem[] = [await seedCentralSystem({ data, env }, ids)]
  try {
    progress(`durable MeterValues in one process on PostgreSQL for ${seconds} s`)
    const one = await measure(nodes, [ids.slice(0, chargers)], seconds)
    nodes.push(await startCentralSystem({ data, env }))
    progress(`durable MeterValues in two processes on PostgreSQL for ${seconds} s`)
    const two = await measure(nodes, [ids.slice(0, chargers), ids.slice(chargers)], seconds)
    return {
      what: 'CPU of durable MeterValues, two processes on PostgreSQL',
      value: two,
      unit: 'µs each',
      beside: { what: 'one process', value: one },
      aim: '≤ 1.2',
    }
  } finally {
    await Promise.all(nodes.map(({ server }) => server.stop()))
    rmSync(data, { recursive: true, force: true })
  }
}

/** Each process with a fleet of its own; processor time for each message of all of them. */
async function measure(
  nodes: readonly CentralSystem[],
  fleets: readonly (readonly string[])[],
  seconds: number,
): Promise<number> {
  const measured: Measured[] = await Promise.all(
    nodes.map(async ({ server, ready }, index) => {
      const fleet = await Fleet.connect(chargersAt(ready.ocppUrl, fleets[index] ?? []))
      try {
        await fleet.order({ kind: 'boot', openTransactions: true })
        return await fleet.measure(server, { message: 'MeterValues' }, seconds)
      } finally {
        await fleet.stop()
      }
    }),
  )
  const messages = measured.reduce((sum, one) => sum + one.messages, 0)
  return measured.reduce((sum, one) => sum + one.cpuUsPerMessage * one.messages, 0) / messages
}
