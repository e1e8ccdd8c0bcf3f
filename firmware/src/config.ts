import { z } from 'zod'
import { checkKeyDefaults } from './core/configuration.ts'
import { telemetryConfig } from './telemetry/config.ts'

const timeZone = z
  .string()
  .refine((zone) => isTimeZone(zone), 'an IANA time zone is wanted, such as Asia/Makassar')

/** The configuration file of a charger, but for its `devices`, whose products have schemas of their own. */
export const chargerConfig = z
  .strictObject({
    $schema: z.string().optional(),
    chargePointId: z
      .string()
      .min(1)
      .max(48)
      .regex(/^[\w.~-]+$/, 'letters, digits and . _ ~ - are wanted, since it becomes part of an address')
      .describe('The name of this charger at the central system, such as CLK-0001'),
    csmsUrl: z
      .url({
        protocol: /^wss?$/,
        error: 'a ws:// or wss:// address is wanted, such as wss://ocpp.example.id/ocpp',
      })
      .describe('Where the central system listens; the id is appended as the last segment'),
    password: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .describe('For HTTP Basic authentication; AuthorizationKey overrides it'),
    vendor: z.string().min(1).max(20).default('Colok'),
    model: z.string().min(1).max(20).default('Reference-1'),
    serialNumber: z.string().min(1).max(25).optional(),
    language: z.enum(['id', 'en']).default('id').describe('What the display speaks'),
    timeZone: timeZone.default('Asia/Makassar'),
    socketKind: z
      .enum(['plain', 'locking', 'fixedCable'])
      .default('plain')
      .describe('A plain socket holds no plug, a locking one does, a fixed cable ends in a plug of its own'),
    maxPowerW: z.int().min(100).max(50_000).default(3_500).describe('The most that one socket can deliver'),
    maxCurrentMa: z
      .int()
      .min(1_000)
      .max(250_000)
      .default(10_000)
      .describe(
        'What one socket and its breaker are for: more for 30 s, or a quarter more for 1 s, trips it',
      ),
    siteVa: z
      .int()
      .min(450)
      .max(200_000)
      .optional()
      .describe(
        'The connection of the site, such as 1300 or 2200 VA, where the charger has it alone: sockets take turns',
      ),
    mobileDataMbPerMonth: z
      .int()
      .min(0)
      .max(100_000)
      .default(50)
      .describe('What periodic values may use up in the long run, with all else; 0 is without a bound'),
    nominalVoltageV: z
      .int()
      .min(100)
      .max(400)
      .default(220)
      .describe('Of the supply, to compare limits in amperes with limits in watts'),
    dataDir: z
      .string()
      .min(1)
      .default('.colok/charger')
      .describe('Where the charger keeps what must survive'),
    firmwareSlots: z
      .string()
      .min(1)
      .optional()
      .describe('The folder with the two places for the firmware; without it no firmware is installed'),
    priceIdrPerKwh: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('Shown on the display, in rupiah per kWh'),
    helpline: z
      .string()
      .regex(
        /^(?=.{3,20}$)\+?(?:[ ().-]*\d){3,15}$/,
        'a telephone number of at most 20 characters is wanted, such as 0800-1-26565',
      )
      .optional()
      .describe('Shown with a fault'),
    serviceCards: z
      .array(z.string().min(1).max(20))
      .max(50)
      .default([])
      .describe('Cards that open the service door; they do not charge'),
    serviceGroup: z
      .string()
      .min(1)
      .max(20)
      .default('SERVICE')
      .describe('Cards of the local list with this parentIdTag open the service door; they do not charge'),
    typicalPackWh: z
      .int()
      .min(100)
      .max(100_000)
      .default(2_304)
      .describe('What the battery of the usual motorcycle holds (72 V 32 Ah), to estimate the time left'),
    meterSignature: z
      .enum(['none', 'charger', 'meter'])
      .default('charger')
      .describe(
        "Who signs the readings that sessions are billed by: this charger's own key, meters that do it themselves, or nobody",
      ),
    stopWhenFullS: z
      .int()
      .min(0)
      .max(86_400)
      .default(600)
      .describe('How long a full battery may keep its session; 0 is for ever'),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    telemetry: telemetryConfig.optional(),
    keys: z
      .record(z.string(), z.string())
      .default({})
      .describe('OCPP configuration keys to begin with; what ChangeConfiguration sets later overrides them'),
    devices: z.unknown().describe('The products on this post; see the schema of each'),
  })
  .superRefine(({ keys }, context) => {
    for (const problem of checkKeyDefaults(keys).problems)
      context.addIssue({ code: 'custom', path: ['keys'], message: problem })
  })
export type ChargerConfig = z.infer<typeof chargerConfig>

/** The JSON Schema to keep beside the file, for editors that check while one types. */
export function configJsonSchema(devices: object): object {
  const schema = z.toJSONSchema(chargerConfig, {
    io: 'input',
    unrepresentable: 'any',
  })
  return { ...schema, properties: { ...schema.properties, devices } }
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** A configuration that cannot be used: each problem names the key, what is wrong, and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]
  constructor(file: string, problems: readonly string[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** Reads the text of a configuration file. Throws a ConfigError that names every problem at once. */
export function parseConfig<Devices>(
  file: string,
  text: string,
  devicesSchema: z.ZodType<Devices>,
): ChargerConfig & { devices: Devices } {
  const json = parseJson(file, text)
  const main = chargerConfig.safeParse(json)
  const devices = devicesSchema.safeParse((json as { devices?: unknown } | null)?.devices)
  const problems = [
    ...(main.success ? [] : main.error.issues.map((issue) => describeIssue(issue, []))),
    ...(devices.success ? [] : devices.error.issues.map((issue) => describeIssue(issue, ['devices']))),
  ]
  if (!main.success || !devices.success) throw new ConfigError(file, problems)
  return { ...main.data, devices: devices.data }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConfigError(file, [`it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`])
  }
}

function describeIssue(issue: z.core.$ZodIssue, prefix: readonly string[]): string {
  const path = [...prefix, ...issue.path].join('.') || '(the whole file)'
  if (issue.code === 'unrecognized_keys') return `${path}: no such key: ${issue.keys.join(', ')}`
  return `${path}: ${issue.message}`
}

/** The keys of a flat object that this charger can begin with, and one sentence for each that it cannot. */
export function usableKeys(keys: Readonly<Record<string, string>>): {
  keys: Record<string, string>
  problems: readonly string[]
} {
  const { keyDefaults, problems } = checkKeyDefaults(keys)
  return { keys: keyDefaults as Record<string, string>, problems }
}
