import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { leniencies } from './leniencies.ts'

test('the table of leniencies in ARCHITECTURE.md is the one in the code', () => {
  const page = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8')
  const [, section = ''] = page.split('## Leniencies')
  const [, , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  expect(rows).toEqual(leniencies.map(({ name, reason }) => [name, reason]))
})
