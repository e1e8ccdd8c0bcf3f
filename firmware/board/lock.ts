import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { boardSchema } from '../src/devices/board.ts'
import { boardPinsHeader } from './board-pins.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** `board.lock.json`: which sources, by which compiler, made the .hex that lies beside it. */
export const BoardLock = z.object({
  compiler: z.string(),
  flags: z.array(z.string()),
  /** Of each file, by its path from the repository's top. */
  sources: z.record(z.string(), sha256),
  hex: sha256,
  flashBytes: z.int(),
  ramBytes: z.int(),
  stackBytes: z.int(),
})
export type BoardLock = z.infer<typeof BoardLock>

const boardFolder = import.meta.dirname
const repository = join(boardFolder, '../..')
const boardJson = 'hardware/boards/reference-1/board.json'
const sketch = 'firmware/board/sketch'

export const sketchFolder = join(repository, sketch)
export const hexPath = join(boardFolder, 'colok-io.hex')
export const lockPath = join(boardFolder, 'board.lock.json')
export const pinsHeaderPath = join(sketchFolder, 'board-pins.h')

/** The checksums of all that goes into the .hex, as they are now. */
export function currentSources(): Record<string, string> {
  const files = [
    boardJson,
    ...readdirSync(sketchFolder)
      .filter(isSource)
      .map((name) => `${sketch}/${name}`),
  ].sort()
  return Object.fromEntries(files.map((file) => [file, checksum(readFileSync(join(repository, file)))]))
}

/** An editor's backup beside a source is none. */
function isSource(name: string): boolean {
  return /\.(cpp|h)$/.test(name)
}

/** What `sketch/board-pins.h` should hold by the board's data. Throws zod's error, which names the wrong entry. */
export function currentPinsHeader(): string {
  return boardPinsHeader(boardSchema.parse(JSON.parse(readFileSync(join(repository, boardJson), 'utf8'))))
}

export function readLock(): BoardLock {
  return BoardLock.parse(JSON.parse(readFileSync(lockPath, 'utf8')))
}

export function checksum(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What differs between the lock and what lies there now, one line each; none when the .hex belongs to the sources. */
export function lockProblems(
  lock: BoardLock,
  now: {
    readonly sources: Record<string, string>
    readonly flags: readonly string[]
    readonly hex: string
  },
): string[] {
  const files = [...new Set([...Object.keys(lock.sources), ...Object.keys(now.sources)])].sort()
  const problems = files.flatMap((file) => {
    if (!(file in now.sources)) return [`${file} is in the lock and no longer there`]
    if (!(file in lock.sources)) return [`${file} is new since the last build`]
    return lock.sources[file] === now.sources[file] ? [] : [`${file} has changed since the last build`]
  })
  if (lock.flags.join(' ') !== now.flags.join(' '))
    problems.push('the compiler flags have changed since the last build')
  if (lock.hex !== checksum(now.hex)) problems.push('colok-io.hex is not the one that the last build made')
  return problems
}
