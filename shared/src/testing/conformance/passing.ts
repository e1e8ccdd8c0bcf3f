import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { CaseResult } from './case-result.ts'

/** The ids of the cases that pass, in a JSON file, as CI holds the product to them. */
export class Passing {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  read(): ReadonlySet<string> {
    return new Set(z.array(z.string()).parse(JSON.parse(readFileSync(this.#file, 'utf8'))))
  }

  /** Notes the results, in the order of `ids`; cases that were not run keep what is noted of them. */
  note(results: readonly CaseResult[], ids: readonly string[]): ReadonlySet<string> {
    const passing = new Set(this.read())
    for (const { id, outcome } of results)
      if (outcome === 'pass') passing.add(id)
      else passing.delete(id)
    writeFileSync(
      this.#file,
      `${JSON.stringify(
        ids.filter((id) => passing.has(id)),
        null,
        2,
      )}\n`,
    )
    return passing
  }

  /** What came out otherwise than is noted; empty when nothing did. */
  adviceOn(results: readonly CaseResult[]): string {
    const noted = this.read()
    const ids = (outcome: CaseResult['outcome'], isNoted: boolean) =>
      results.flatMap(({ id, ...each }) =>
        each.outcome === outcome && noted.has(id) === isNoted ? [id] : [],
      )
    const fresh = ids('pass', false)
    const lost = ids('fail', true)
    return [
      fresh.length > 0
        ? `Passing, and not noted as such yet: ${fresh.join(', ')}. Note it with --write.\n`
        : '',
      lost.length > 0 ? `Noted as passing, and failed: ${lost.join(', ')}.\n` : '',
    ].join('')
  }
}
