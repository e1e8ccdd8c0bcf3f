import { type Clock, toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SqlRunner } from '../../db/database.ts'
import { directoryPattern, type FrameDirection, framesOf, maxFramesInRun } from './frame-run.ts'

/** Rows that are read first; nearly always they hold a page. */
const fewRuns = 10

/** Rows that are read at once after those: a few milliseconds, so that no charger waits. */
const manyRuns = 100

/** What is looked for; instants as they are stored, `to` not included. */
export interface FrameSearch {
  readonly chargePointId: string
  /** Only frames with a smaller number. */
  readonly before: number | undefined
  readonly text: string | undefined
  readonly direction: FrameDirection | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly limit: number
}

export interface FoundFrame {
  /** Of a charger's frames, a later one has a greater number. */
  readonly id: number
  readonly at: string
  readonly direction: FrameDirection
  readonly text: string
}

/** The frames of one charger, the newest first. */
export async function findFrames(
  { read, clock }: { readonly read: SqlRunner; readonly clock: Clock },
  search: FrameSearch,
): Promise<FoundFrame[]> {
  const found: FoundFrame[] = []
  let upToRun = search.before === undefined ? Number.MAX_SAFE_INTEGER : runOf(search.before - 1)
  for (let atOnce = fewRuns; ; atOnce = manyRuns) {
    const runs = await runsUpTo(read, search, { upToRun, atOnce })
    found.push(...runs.flatMap(framesNewestFirst).filter(matching(search)))
    const last = runs.at(-1)
    if (found.length >= search.limit || runs.length < atOnce || last === undefined)
      return found.slice(0, search.limit)
    upToRun = last.id - 1
    // Of what a charger said in weeks, each row may hold the words and none the frame; SQLite gives nobody else a turn.
    await new Promise<void>((resolve) => clock.after(0, resolve))
  }
}

type StoredRun = Awaited<ReturnType<typeof runsUpTo>>[number]

/** Rows that may hold what is looked for. */
async function runsUpTo(
  read: SqlRunner,
  search: FrameSearch,
  { upToRun, atOnce }: { readonly upToRun: number; readonly atOnce: number },
) {
  const { chargePointId, text, direction, from, to } = search
  let query = read.query
    .selectFrom('frameRun')
    .innerJoin('charger', 'charger.id', 'chargerId')
    .select(['frameRun.id', 'beganAt', 'directory', 'texts'])
    .where('chargePointId', '=', chargePointId)
    .where('frameRun.id', '<=', upToRun)
    .orderBy('frameRun.id', 'desc')
    .limit(atOnce)
  if (direction !== undefined) query = query.where('directory', 'like', directoryPattern(direction))
  if (from !== undefined) query = query.where('endedAt', '>=', from)
  if (to !== undefined) query = query.where('beganAt', '<', to)
  if (text !== undefined)
    query = query.where(({ eb, fn }) => eb(fn<string>('lower', ['texts']), 'like', patternOf(text)))
  return query.execute()
}

function framesNewestFirst({ id, beganAt, directory, texts }: StoredRun): FoundFrame[] {
  return framesOf({ beganAtMs: fromStoredInstant(beganAt), directory, texts })
    .map(({ atMs, direction, text }, index) => ({
      id: id * maxFramesInRun + index,
      at: toIso(atMs),
      direction,
      text,
    }))
    .reverse()
}

const runOf = (frameId: number): number => Math.floor(frameId / maxFramesInRun)

function matching({ before = Number.POSITIVE_INFINITY, text, direction, from, to }: FrameSearch) {
  const wanted = text === undefined ? undefined : lowerAscii(text)
  return (frame: FoundFrame): boolean =>
    frame.id < before &&
    (direction === undefined || frame.direction === direction) &&
    (from === undefined || frame.at >= from) &&
    (to === undefined || frame.at < to) &&
    (wanted === undefined || lowerAscii(frame.text).includes(wanted))
}

/** Any character stands for one that means something else in a pattern: each row that it finds is looked into again. */
const patternOf = (text: string): string => `%${lowerAscii(text).replace(/[\\%_]/g, '_')}%`

/** As both databases do: letters of ASCII are found whatever their case. */
const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
