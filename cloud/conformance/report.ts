import type { CaseResult } from './run-case.ts'

/** One line a case: id, what came of it, title; and why it failed. */
export function renderTable(results: readonly CaseResult[]): string {
  const width = Math.max(...results.map(({ id }) => id.length))
  const lines = results.map((result) =>
    result.outcome === 'pass'
      ? `${result.id.padEnd(width)}  pass  ${result.title}`
      : `${result.id.padEnd(width)}  FAIL  ${result.title}\n${' '.repeat(width + 2)}${result.reason}`,
  )
  const passed = results.filter(({ outcome }) => outcome === 'pass').length
  return [...lines, '', `${results.length} cases: ${passed} pass, ${results.length - passed} fail`].join('\n')
}

/** What each failed case wanted and what was seen, with the frames. */
export function renderReport(results: readonly CaseResult[]): string {
  const sections = results.flatMap((result) =>
    result.outcome === 'fail'
      ? [`## ${result.id} ${result.title}\n\n${result.reason}\n\n\`\`\`\n${result.frames}\n\`\`\`\n`]
      : [],
  )
  return [`# Failed cases (${sections.length})\n`, ...sections].join('\n')
}
