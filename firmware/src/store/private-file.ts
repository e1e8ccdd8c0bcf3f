import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** A file of keys or trust cannot be used. `unreadable` is one that is there and makes no sense. */
export class PrivateFileError extends Error {
  override readonly name = 'PrivateFileError'
  readonly code: 'unreadable' | 'unwritable'
  constructor(code: PrivateFileError['code'], message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** Reads JSON that `writePrivately` wrote; `undefined` when there is none. Throws a PrivateFileError `unreadable`. */
export function readPrivately<S extends z.ZodType>(path: string, schema: S): z.infer<S> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new PrivateFileError('unreadable', `${path} cannot be read; it must be restored or removed`, cause)
  }
}

/**
 * Puts JSON in place of what was there, in one stroke: after a power cut the file is the old one or the new one. Only
 * this user can read it. Throws a PrivateFileError `unwritable`.
 */
export function writePrivately(path: string, content: unknown): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const file = openSync(`${path}.new`, 'w', 0o600)
    try {
      writeSync(file, JSON.stringify(content))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(`${path}.new`, path)
    syncFolder(dirname(path))
  } catch (cause) {
    throw new PrivateFileError('unwritable', `${path} cannot be written`, cause)
  }
}

/** Writes a folder's own entries down, so that what was renamed in it stays so after a power cut. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
