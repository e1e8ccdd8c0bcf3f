import type { Sample } from './durable.ts'
import { log, patch, type Turn } from './turn.ts'

/** The rest is for heartbeats, pings, transactions, and what the central system wants. */
const shareOfValues = 0.6
const monthMs = 30 * 86_400_000
/** What was not used on quiet days may be used on a busy one, up to so many days' worth. */
const savedMs = 2 * 86_400_000

/**
 * What a set of values costs on a mobile network, in bytes: its JSON, the frames around it and its answer, with TLS, TCP
 * and IP in both directions.
 */
function costBytes({ values }: Sample): number {
  return 400 + 140 * values.length
}

export interface DataBudget {
  readonly savedBytes: number
  readonly atMs: number
  /** Values are left out until enough has been saved again. */
  readonly isThrifty: boolean
}

/**
 * Whether periodic values may be told now, as far as the month's mobile data go. With intervals that a month bears
 * nothing is left out; a central system that wants values every second gets them for hours, and then as often as the
 * data last. Starts, ends and values that were asked for are never left out.
 */
export function affords(turn: Turn, sample: Sample): boolean {
  const { settings, dataBudget } = turn.state
  if (settings.mobileDataMbPerMonth === 0) return true
  const bytesPerMs = (settings.mobileDataMbPerMonth * 1_000_000 * shareOfValues) / monthMs
  const mostBytes = bytesPerMs * savedMs
  const nowMs = turn.now.monotonicMs
  const earned = dataBudget === null ? mostBytes : (nowMs - dataBudget.atMs) * bytesPerMs
  const savedBytes = Math.min(mostBytes, (dataBudget?.savedBytes ?? 0) + earned)
  const cost = costBytes(sample)
  const isThrifty = savedBytes < cost
  if (isThrifty && dataBudget?.isThrifty === false)
    log(turn, 'warn', 'Meter values are told less often, so that mobile data last')
  patch(turn, {
    dataBudget: { savedBytes: isThrifty ? savedBytes : savedBytes - cost, atMs: nowMs, isThrifty },
  })
  return !isThrifty
}
