import { join } from 'node:path'
import type { ConformanceCase } from './kit/conformance-case.ts'

export const documentFile = join(import.meta.dirname, '../CONFORMANCE.md')

/** cloud/CONFORMANCE.md: what was run, how, and what came of each case. */
export function renderDocument(cases: readonly ConformanceCase[], passing: ReadonlySet<string>): string {
  const passed = cases.filter(({ id }) => passing.has(id)).length
  const rows = cases.map(
    ({ id, title, profile }) =>
      `| ${id} | ${title} | ${profile} | ${passing.has(id) ? 'pass' : '**not passed yet**'} |`,
  )
  return `# Conformance of the central system

The ${cases.length} test cases of the Open Charge Alliance for a central system with OCPP 1.6, by their ids: **${passed} pass**,
${cases.length - passed} are not passed yet. \`npm run conformance -w cloud\` runs them all and prints this table anew (\`-- --only TC_003\` runs
some, \`-- --json\` prints for machines, \`-- --report <file>\` writes down the frames of what failed). This page is written by
\`-- --write\`; CI runs every case that it calls passed, and compares the page with them.

## What runs

The central system as it is shipped: one process with a new database, its listeners in the clear, for TLS and for mutual TLS. Each
case has a charge point of its own, registered by the API. The charge point is a third party's library, the npm package
\`ocpp-rpc\`, which holds each frame of either side against the published JSON schemas; one frame that breaks its schema fails the case,
and so does a call that the case did not ask for. What the test document calls an operator's action is done by the HTTP API with an
operator's key, and the end of a case is judged by what the API shows: connectors, session, bill, and what became of the command. The
cases are in \`conformance/cases\`.

## Where the test document leaves a choice

- What a charge point does by itself (to restart, to lock a plug, to load firmware) is told by its messages alone.
- A local list is sent by bringing it into step with the cards: its version and the charge point's limits are asked for first.
- Files are never fetched: a charge point is handed addresses and reports on them.

## Results

| Case | Title | Profile | Result |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}
