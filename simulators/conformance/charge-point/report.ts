import type { CaseResult } from './run-case.ts'

/** One line a case: id, title, and what came of it. */
export function renderTable(results: readonly CaseResult[]): string {
  const width = Math.max(...results.map(({ id }) => id.length))
  const lines = results.map(
    (result) => `${result.id.padEnd(width)}  ${verdict(result)}  ${result.title}${why(result)}`,
  )
  const count = (outcome: CaseResult['outcome']) => results.filter((each) => each.outcome === outcome).length
  return [
    ...lines,
    '',
    `${results.length} cases: ${count('pass')} pass, ${count('fail')} fail, ${count('not applicable')} not applicable`,
  ].join('\n')
}

/** What each failed case wanted and what was seen, with the frames. */
export function renderReport(results: readonly CaseResult[]): string {
  const failed = results.filter((result) => result.outcome === 'fail')
  const sections = failed.map(
    ({ id, title, reason, frames, chargerLog }) =>
      `## ${id} ${title}\n\n${reason}\n\n\`\`\`\n${frames}\n\`\`\`\n\nThe charger's own log:\n\n\`\`\`\n${chargerLog}\n\`\`\`\n`,
  )
  return [`# Failed cases (${failed.length})\n`, ...sections].join('\n')
}

function verdict({ outcome }: CaseResult): string {
  return { pass: 'pass', fail: 'FAIL', 'not applicable': 'n/a ' }[outcome]
}

function why(result: CaseResult): string {
  return result.outcome === 'pass' ? '' : `\n${' '.repeat(13)}${result.reason}`
}
