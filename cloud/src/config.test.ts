import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError, loadConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'colok-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (content: string) => {
  const path = join(folder, 'config.json')
  writeFileSync(path, content)
  return path
}
const problemsOf = (load: () => unknown): readonly string[] => {
  try {
    load()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('with nothing set there is a default for everything', () => {
  expect(loadConfig(undefined, {})).toMatchObject({
    host: '127.0.0.1',
    httpPort: 8080,
    dataDir: '.colok',
  })
})

test('the environment goes before the file', () => {
  const config = loadConfig(file('{"httpPort": 9000, "host": "0.0.0.0"}'), {
    COLOK_HTTP_PORT: '9001',
  })
  expect(config).toMatchObject({ httpPort: 9001, host: '0.0.0.0' })
})

test('the public address loses its last slash', () => {
  expect(loadConfig(undefined, { COLOK_PUBLIC_URL: 'https://colok.example/' }).publicUrl).toBe(
    'https://colok.example',
  )
})

test('every problem is named at once, with the setting and its variable', () => {
  const problems = problemsOf(() =>
    loadConfig(file('{"prot": 1, "secret": "short"}'), {
      COLOK_HTTP_PORT: 'eighty',
      COLOK_PUBLIC_URL: 'ftp://x',
    }),
  )
  expect(problems).toHaveLength(4)
  expect(problems.join('\n')).toMatch(/httpPort \(COLOK_HTTP_PORT\)/)
  expect(problems.join('\n')).toMatch(/publicUrl \(COLOK_PUBLIC_URL\)/)
  expect(problems.join('\n')).toMatch(/secret \(COLOK_SECRET\)/)
  expect(problems.join('\n')).toMatch(/no such setting: prot/)
})

test('a file that is missing or no JSON object is said to be so', () => {
  expect(problemsOf(() => loadConfig(join(folder, 'none.json'), {}))[0]).toMatch(/none\.json: cannot be read/)
  expect(problemsOf(() => loadConfig(file('{"host":'), {}))[0]).toMatch(/cannot be read as JSON/)
  expect(problemsOf(() => loadConfig(file('[]'), {}))[0]).toMatch(/one JSON object/)
})
