import type { CaseResult } from './case-result.ts'

/** One line a case: id, what came of it, title; and why, where it did not pass. */
export function renderTable(results: readonly CaseResult[]): string {
  const width = Math.max(...results.map(({ id }) => id.length))
  const lines = results.map((result) => {
    const why = result.outcome === 'pass' ? '' : `\n${' '.repeat(width + 2)}${result.reason}`
    return `${result.id.padEnd(width)}  ${verdicts[result.outcome]}  ${result.title}${why}`
  })
  const count = (outcome: CaseResult['outcome']) => results.filter((each) => each.outcome === outcome).length
  const counts = `${count('pass')} pass, ${count('fail')} fail, ${count('not applicable')} not applicable`
  return [...lines, '', `${results.length} cases: ${counts}`].join('\n')
}

/** What each failed case wanted and what was seen, with the frames. */
export function renderReport(results: readonly CaseResult[]): string {
  const failed = results.filter((result) => result.outcome === 'fail')
  const sections = failed.map(({ id, title, reason, frames, log }) => {
    const logged = log === undefined ? '' : `\nThe log of the tested side:\n\n\`\`\`\n${log}\n\`\`\`\n`
    return `## ${id} ${title}\n\n${reason}\n\n\`\`\`\n${frames}\n\`\`\`\n${logged}`
  })
  return [`# Failed cases (${failed.length})\n`, ...sections].join('\n')
}

const verdicts = { pass: 'pass', fail: 'FAIL', 'not applicable': 'n/a ' } as const
