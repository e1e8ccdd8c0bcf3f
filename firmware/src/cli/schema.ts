import { z } from 'zod'
import { configJsonSchema } from '../config.ts'
import { devicesConfig } from '../devices/catalogue.ts'

/** The JSON Schema of the whole configuration file, as text. */
export function configurationSchema(): string {
  const schema = configJsonSchema(z.toJSONSchema(devicesConfig, { io: 'input' }))
  return `${JSON.stringify(schema, null, 2)}\n`
}
