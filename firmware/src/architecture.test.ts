import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const repository = new URL('../../', import.meta.url)
const page = readFileSync(new URL('firmware/ARCHITECTURE.md', repository), 'utf8')

/** Each test that the page names, with the file that it names last before. */
function* namedTests(): Generator<{ file: string; title: string }> {
  let file = ''
  for (const [, path, title] of page.matchAll(/`([\w./-]+\.test\.ts)`|“([^”]+)”/g)) {
    if (path !== undefined) file = path
    if (title !== undefined) yield { file, title }
  }
}

test('every test that ARCHITECTURE.md names is there', () => {
  const named = [...namedTests()]
  expect(named.length).toBeGreaterThan(30)
  for (const { file, title } of named)
    expect(readFileSync(new URL(file, repository), 'utf8'), file).toContain(title)
})
