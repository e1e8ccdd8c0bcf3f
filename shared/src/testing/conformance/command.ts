import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { CaseResult } from './case-result.ts'
import type { Passing } from './passing.ts'
import { renderReport, renderTable } from './report.ts'

/** A command line that runs test cases of the Open Charge Alliance. */
interface Conformance<Case> {
  /** What is tested, and on what: `The central system's`, `the real process`. */
  readonly whose: string
  readonly on: string
  /** The workspace that has the command and the page. */
  readonly workspace: string
  readonly cases: readonly Case[]
  readonly passing: Passing
  readonly document: { readonly file: string; readonly render: (passing: ReadonlySet<string>) => string }
  readonly run: (cases: readonly Case[], onResult: (result: CaseResult) => void) => Promise<CaseResult[]>
}

/** Runs it on the process's arguments; the exit status. */
export async function conform<Case extends { readonly id: string }>(of: Conformance<Case>): Promise<number> {
  const usage = usageOf(of)
  const options = readOptions(usage)
  if (options === undefined) return 2
  if (options.help) {
    process.stdout.write(usage)
    return 0
  }
  const { only, json } = options
  const wanted = of.cases.filter(({ id }) => only.length === 0 || only.some((each) => id.startsWith(each)))
  if (wanted.length === 0) {
    process.stderr.write(`No case has an id that begins with ${only.join(' or ')}.\n`)
    return 2
  }
  const results = await of.run(wanted, (result) => {
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
    else process.stderr.write(`${result.id} ${result.outcome} (${result.seconds.toFixed(1)} s)\n`)
  })
  if (!json) process.stdout.write(`\n${renderTable(results)}\n`)
  if (options.report !== undefined) writeFileSync(options.report, renderReport(results))
  if (options.write) {
    const ids = of.cases.map(({ id }) => id)
    writeFileSync(of.document.file, of.document.render(of.passing.note(results, ids)))
  } else process.stderr.write(of.passing.adviceOn(results))
  return results.some(({ outcome }) => outcome === 'fail') ? 1 : 0
}

function usageOf({ whose, on, workspace }: Pick<Conformance<unknown>, 'whose' | 'on' | 'workspace'>): string {
  return `${whose} conformance: the test cases of the Open Charge Alliance, run on ${on}.

Usage:
  npm run conformance -w ${workspace} -- [options]

Options:
  --only <id>      the cases whose id begins so (may be repeated)
  --json           results as JSON lines, one a case
  --report <file>  writes down what each failed case wanted, and the frames
  --write          notes the passing cases for CI and in ${workspace}/CONFORMANCE.md
  --help

Exit status: 0 when every case that applies has passed, 1 when one has not, 2 for a wrong option.
`
}

function readOptions(usage: string) {
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
