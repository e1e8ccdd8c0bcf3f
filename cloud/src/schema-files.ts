import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { ConfigFileSchema } from './config.ts'
import { SeedSchema } from './seed.ts'

/** The JSON Schemas that stand beside the files which people write, by their place in this workspace. */
export const schemaFiles: Readonly<Record<string, object>> = {
  'config.schema.json': z.toJSONSchema(ConfigFileSchema, { io: 'input' }),
  'seeds/seed.schema.json': z.toJSONSchema(SeedSchema, { io: 'input' }),
}

// `npm run schemas` writes them anew.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, schema] of Object.entries(schemaFiles)) {
    writeFileSync(new URL(`../${file}`, import.meta.url), JSON.stringify(schema, null, 2))
  }
}
