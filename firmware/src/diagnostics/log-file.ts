import { closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface LogFileOptions {
  readonly folder: string
  /** A file that has got so long is put aside, and the oldest of those is overwritten. */
  readonly maxBytes: number
  /** Files in all, the one that is written included; at least 2. */
  readonly files: number
}

/** Some weeks of an ordinary post, in less than a thousandth of its flash. */
export const logFileBounds = { maxBytes: 1_048_576, files: 6 }

/**
 * The charger's log on the disk, for pino to write to: `charger.log`, and before it `charger.1.log`, `charger.2.log`, …
 * Written line by line and at once, so that the last words before a crash are there. Never throws: a disk that is full
 * loses lines, says how many once it can write again, and stops nothing.
 */
export class LogFile {
  readonly #options: LogFileOptions
  #file: number | undefined
  #bytes = 0
  #lost = 0

  constructor(options: LogFileOptions) {
    this.#options = options
  }

  /** One line, its end included. */
  write(line: string): void {
    try {
      if (this.#lost > 0)
        this.#append(`{"level":40,"msg":"${this.#lost} lines of this log could not be written"}\n`)
      this.#lost = 0
      this.#append(line)
    } catch {
      this.#lost += 1
      this.close()
    }
  }

  close(): void {
    const file = this.#file
    this.#file = undefined
    try {
      if (file !== undefined) closeSync(file)
    } catch {
      // A descriptor that cannot be closed is of no use either way.
    }
  }

  #append(line: string): void {
    const { folder, maxBytes } = this.#options
    if (this.#file === undefined) {
      mkdirSync(folder, { recursive: true })
      this.#open()
    }
    const bytes = Buffer.byteLength(line)
    if (this.#bytes > 0 && this.#bytes + bytes > maxBytes) this.#turn()
    writeSync(this.#file!, line)
    this.#bytes += bytes
  }

  #open(): void {
    this.#file = openSync(logPath(this.#options.folder, 0), 'a', 0o600)
    this.#bytes = fstatSync(this.#file).size
  }

  /** Puts the file aside: 0 becomes 1, 1 becomes 2, and the last one is gone. */
  #turn(): void {
    const { folder, files } = this.#options
    this.close()
    for (let index = files - 2; index >= 0; index -= 1)
      if (exists(logPath(folder, index))) renameSync(logPath(folder, index), logPath(folder, index + 1))
    this.#open()
  }
}

/** The files that there are, the oldest first. */
export function logFiles({ folder, files }: Pick<LogFileOptions, 'folder' | 'files'>): readonly string[] {
  const paths = Array.from({ length: files }, (_, index) => logPath(folder, index))
  return paths.filter(exists).reverse()
}

function logPath(folder: string, index: number): string {
  return join(folder, index === 0 ? 'charger.log' : `charger.${index}.log`)
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
