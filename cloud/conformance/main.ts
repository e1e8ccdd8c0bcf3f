import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cases } from './cases.ts'
import { documentFile, renderDocument } from './document.ts'
import { Cloud } from './kit/cloud.ts'
import type { ConformanceCase } from './kit/conformance-case.ts'
import { readPassing, writePassing } from './passing.ts'
import { renderReport, renderTable } from './report.ts'
import type { CaseResult } from './run-case.ts'
import { runSuite } from './run-suite.ts'

const usage = `The central system's conformance: the test cases of the Open Charge Alliance, run on the real process.

Usage:
  npm run conformance -w cloud -- [options]

Options:
  --only <id>      the cases whose id begins so (may be repeated)
  --json           results as JSON lines, one a case
  --report <file>  writes down what each failed case wanted, and the frames
  --write          notes the passing cases for CI and in cloud/CONFORMANCE.md
  --help

Exit status: 0 when every case has passed, 1 when one has not, 2 for a wrong option.
`

process.exitCode = await conform()

async function conform(): Promise<number> {
  const options = readOptions()
  if (options === undefined) return 2
  if (options.help) {
    process.stdout.write(usage)
    return 0
  }
  const wanted = cases.filter(
    ({ id }) => options.only.length === 0 || options.only.some((each) => id.startsWith(each)),
  )
  if (wanted.length === 0) {
    process.stderr.write(`No case has an id that begins with ${options.only.join(' or ')}.\n`)
    return 2
  }
  const results = await run(wanted, options)
  if (!options.json) process.stdout.write(`\n${renderTable(results)}\n`)
  if (options.report !== undefined) writeFileSync(options.report, renderReport(results))
  if (options.write) note(results)
  else process.stderr.write(adviceOn(results))
  return results.some(({ outcome }) => outcome === 'fail') ? 1 : 0
}

async function run(wanted: readonly ConformanceCase[], { json }: { json: boolean }): Promise<CaseResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-conformance-'))
  try {
    const cloud = await Cloud.start({ COLOK_DATA: folder })
    try {
      return await runSuite(wanted, cloud, (result) => {
        if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
        else process.stderr.write(`${result.id} ${result.outcome} (${result.seconds.toFixed(1)} s)\n`)
      })
    } finally {
      await cloud.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        report: { type: 'string' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`)
    return undefined
  }
}

/** Cases that were not run keep what is noted of them. */
function note(results: readonly CaseResult[]): void {
  const passing = new Set(readPassing())
  for (const { id, outcome } of results)
    if (outcome === 'pass') passing.add(id)
    else passing.delete(id)
  writePassing(cases.flatMap(({ id }) => (passing.has(id) ? [id] : [])))
  writeFileSync(documentFile, renderDocument(cases, passing))
}

/** What came out otherwise than is noted. */
function adviceOn(results: readonly CaseResult[]): string {
  const passing = readPassing()
  const ids = (outcome: CaseResult['outcome'], noted: boolean) =>
    results.flatMap(({ id, ...each }) => (each.outcome === outcome && passing.has(id) === noted ? [id] : []))
  const fresh = ids('pass', false)
  const lost = ids('fail', true)
  return [
    fresh.length > 0
      ? `Passing, and not noted as such yet: ${fresh.join(', ')}. Note it with --write.\n`
      : '',
    lost.length > 0 ? `Noted as passing, and failed: ${lost.join(', ')}.\n` : '',
  ].join('')
}
