import { z } from 'zod'

/** A part of a topic that publishes, so without wildcards. */
const topicPrefix = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^+#\0$][^+#\0]*$/, 'a topic without + and # is wanted, such as colok')

/** The section `telemetry` of the charger's configuration; without it nothing is published. */
export const telemetryConfig = z
  .strictObject({
    url: z
      .url({
        protocol: /^mqtts?$/,
        error: 'an mqtt:// or mqtts:// address is wanted, such as mqtts://broker.example.id',
      })
      .describe('The broker; user and password have keys of their own'),
    username: z.string().min(1).max(100).optional(),
    password: z.string().min(1).max(200).optional(),
    topicPrefix: topicPrefix.default('colok'),
    homeAssistant: z
      .union([z.boolean(), topicPrefix])
      .default(false)
      .describe('Whether to announce the sockets to Home Assistant; a text is its discovery prefix'),
  })
  .refine(({ url }) => !new URL(url).username, {
    path: ['url'],
    error: 'the user stands in `username`, not in the address, which is logged',
  })
export type TelemetryConfig = z.infer<typeof telemetryConfig>
