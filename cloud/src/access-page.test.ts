import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accessPage } from './access-page.ts'

test('ACCESS.md says what the matrix says; npm run access -w cloud writes it', () => {
  expect(readFileSync(new URL('../ACCESS.md', import.meta.url), 'utf8')).toBe(accessPage())
})
