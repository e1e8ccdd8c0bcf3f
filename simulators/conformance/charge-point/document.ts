import { join } from 'node:path'
import type { ConformanceCase } from './kit/bench.ts'

export const documentFile = join(import.meta.dirname, '../../../firmware/CONFORMANCE.md')

/** firmware/CONFORMANCE.md: what was run, how, and what came of each case. */
export function renderDocument(cases: readonly ConformanceCase[], passing: ReadonlySet<string>): string {
  const resultOf = ({ id, notApplicable }: ConformanceCase) =>
    notApplicable !== undefined
      ? `not applicable: ${notApplicable}`
      : passing.has(id)
        ? 'pass'
        : '**not passed yet**'
  const count = (results: (result: string) => boolean) => cases.map(resultOf).filter(results).length
  const rows = cases.map((each) => [each.id, each.title, each.profile, resultOf(each)] as const)
  return `# Conformance of the charge point

The ${cases.length} test cases of the Open Charge Alliance for a charge point with OCPP 1.6, by their ids: **${count((result) => result === 'pass')} pass**,
${count((result) => result.startsWith('not applicable'))} do not apply, ${count((result) => result.startsWith('**'))} are not passed yet. \`npm run conformance -w firmware\` runs them all and prints this table anew
(\`-- --only TC_003\` runs some, \`-- --json\` prints for machines, \`-- --report <file>\` writes down the frames of what failed).
This page is written by \`-- --write\`; CI runs every case that it calls passed, and compares the page with them.

## What runs

Each case has a charger of its own: the firmware as it is shipped, as a process of its own, on the devices of the
[harness](../simulators/README.md), which stand in for socket, card reader and meter. At the other end is a third party's library, the
npm package \`ocpp-rpc\`, which holds each frame of either side against the published JSON schemas; one frame that breaks its
schema fails the case. Keys are set over OCPP, as an operator does, and intervals are short (1 or 2 s) so that nothing waits long.
The power is cut by SIGKILL. The cases are in \`simulators/conformance/charge-point/cases\`.

## Where the test document leaves a choice

- A status and the transaction message that goes with it may come in either order; statuses among themselves may not, nor
  may calls.
- The vehicle's end of the cable and the charger's are one plug: pulled out, the socket is free at once, and \`Finishing\` may be
  passed over.
- A socket switches and cannot modulate: under a charging profile that allows less than the vehicle draws, \`SuspendedEVSE\`
  stands for \`Charging\`.
- Downloads and uploads go over HTTP.

## Results

${markdownTable(['Case', 'Title', 'Profile', 'Result'], rows)}
`
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
