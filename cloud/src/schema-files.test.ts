import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { schemaFiles } from './schema-files.ts'

test('the JSON Schemas beside configuration and seeds are what the program checks', () => {
  for (const [file, schema] of Object.entries(schemaFiles)) {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
    expect(JSON.parse(text), `${file} is not current; run npm run schemas`).toEqual(
      JSON.parse(JSON.stringify(schema)),
    )
  }
})
