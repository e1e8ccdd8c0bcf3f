import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchCentralSystem } from './bench-central-system.ts'

export interface ChargerFigure {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** The same of something bare that was run beside it, or the budget that it must stay within. */
  readonly yardstick: { readonly what: string; readonly value: number } | undefined
}

export interface ChargerBenchOptions {
  /** How often a start is timed. */
  readonly rounds: number
  /** How long processor time is measured. */
  readonly seconds: number
  readonly progress: (text: string) => void
}

/** More than any of it takes on a busy machine. */
export const deadlineMs = 600_000

export const bareClient = fileURLToPath(new URL('./bare-client.ts', import.meta.url))
const harness = fileURLToPath(new URL('../../harness/main.ts', import.meta.url))

/** The real firmware on a post in memory, headless; `folder` keeps its state and its keys. */
export function harnessArguments(central: BenchCentralSystem, folder: string, connectors: number): string[] {
  const keys = join(folder, 'keys.json')
  writeFileSync(keys, JSON.stringify({ MeterValueSampleInterval: '1', TransactionMessageRetryInterval: '1' }))
  const post = ['--connectors', String(connectors), '--load-w', '1200']
  return [harness, '--csms', central.url, '--state', join(folder, 'state'), '--keys', keys, ...post]
}

export function mebibytes(bytes: number): number {
  return bytes / 2 ** 20
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
