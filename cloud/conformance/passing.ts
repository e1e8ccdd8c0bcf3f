import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** The cases that pass, as CI holds them to it. */
const file = join(import.meta.dirname, 'passing.json')

export function readPassing(): ReadonlySet<string> {
  return new Set(z.array(z.string()).parse(JSON.parse(readFileSync(file, 'utf8'))))
}

export function writePassing(ids: readonly string[]): void {
  writeFileSync(file, `${JSON.stringify(ids, null, 2)}\n`)
}
