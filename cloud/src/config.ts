import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { WalletRules } from './core/wallet.ts'
import { layMessagingOver, MessagingSettings, messagingVariables } from './gateways/messaging/settings.ts'

const seconds = (fallback: number, most: number) => z.int().min(1).max(most).default(fallback)

const rupiah = (fallback: number, most: number) => z.int().min(0).max(most).default(fallback)

const days = (fallback: number) => z.int().min(1).max(36_500).default(fallback)

/** Everything that can be set, by the JSON file or by the environment variable beside it in `environmentNames`. */
export const ConfigSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address to listen on; 0.0.0.0 for every network.'),
  httpPort: z
    .int()
    .min(0)
    .max(65535)
    .default(8080)
    .describe('The port for pages, API and chargers; 0 for any free one.'),
  tlsPort: z
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('A port for the same over TLS (security profile 2); none when left out.'),
  mutualTlsPort: z
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('A port for chargers with certificates of their own (security profile 3); none when left out.'),
  tlsCertificateFile: z
    .string()
    .min(1)
    .optional()
    .describe('PEM, with its chain. One of our own authority is issued when left out.'),
  tlsKeyFile: z.string().min(1).optional().describe('PEM; the key of tlsCertificateFile.'),
  behindTlsProxy: z
    .boolean()
    .default(false)
    .describe(
      'Whether httpPort is reached through a proxy only, which speaks TLS to the outside and adds to X-Forwarded-For whom it speaks for.',
    ),
  dataDir: z.string().min(1).default('.colok').describe('Where the database and the secret key are kept.'),
  databaseUrl: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      'A PostgreSQL database, postgres://user:password@host:port/name; SQLite in dataDir when left out.',
    ),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Where people reach this system; the QR codes hold it. The listening address when left out.'),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  secret: z
    .string()
    .min(32)
    .optional()
    .describe('Keys the hashes of passwords. Made at first start and kept in dataDir when left out.'),
  heartbeatIntervalS: seconds(300, 86_400).describe('What chargers are told; each gets up to a tenth less.'),
  callTimeoutS: seconds(30, 600).describe('The longest that a charger may take to answer a command.'),
  pingIntervalS: seconds(60, 3600).describe('Between pings of an idle connection.'),
  pongDeadlineS: seconds(30, 60).describe('How long the answer to a ping may take.'),
  idleLimitS: seconds(300, 86_400).describe('A connection with no sign of life for this long is ended.'),
  rawFramesDays: days(7).describe('How long OCPP messages are kept as they went over the line.'),
  eventsDays: days(400).describe(
    'How long what chargers told of themselves is kept, and files that they sent.',
  ),
  fullReadingsDays: days(30).describe(
    'After this, a session keeps one meter reading in a quarter of an hour.',
  ),
  readingsDays: days(800).describe('How long meter readings are kept at all. Bills are kept for good.'),
  operatorName: z.string().min(1).max(100).default('Colok').describe('Who stands on receipts.'),
  operatorTaxNumber: z.string().min(1).max(40).optional().describe('NPWP, for receipts.'),
  operatorContact: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Where drivers complain, for receipts: a telephone number or an address.'),
  webhooksToPrivateAddresses: z
    .boolean()
    .default(false)
    .describe(
      'Whether webhooks may go to this machine and to networks around it, not to public addresses only.',
    ),
  mapTilesUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => ['{z}', '{x}', '{y}'].every((part) => url.includes(part)), 'must hold {z}, {x} and {y}')
    .optional()
    .describe(
      'A server of map tiles, https://tiles.example/{z}/{x}/{y}.png; maps are an outline when left out.',
    ),
  mapTilesAttribution: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('What stands under maps: whom their tiles are owed to.'),
  partyId: z
    .string()
    .regex(/^[A-Z0-9]{3}$/, 'three capital letters or digits')
    .default('CLK')
    .describe('Who we are to other operators (OCPI): the id that the registry of the country has given.'),
  paymentGatewaysFile: z
    .string()
    .min(1)
    .optional()
    .describe('JSON with the accounts at payment providers; drivers cannot pay ahead when left out.'),
  walletTopUpLeastIdr: rupiah(10_000, 10_000_000).describe('The least that a wallet is filled up with.'),
  walletTopUpMostIdr: rupiah(1_000_000, 10_000_000).describe(
    'The most that a wallet is filled up with at once.',
  ),
  walletMostIdr: rupiah(2_000_000, 20_000_000).describe(
    'The most that may lie in a wallet whose holder is not known (PBI 20/6/2018).',
  ),
  walletOfHolderMostIdr: rupiah(10_000_000, 20_000_000).describe('The same for a holder who is known.'),
  walletSessionMostIdr: rupiah(50_000, 1_000_000).describe(
    'The most of a wallet that is set aside for one session.',
  ),
  walletAllowanceIdr: rupiah(10_000, 100_000).describe(
    'What a post may spend of a wallet card while it is offline; 0 for nothing.',
  ),
  walletAllowancePosts: z
    .int()
    .min(0)
    .max(20)
    .default(3)
    .describe('At how many posts at once a wallet has such an allowance.'),
  messaging: MessagingSettings.prefault({}).describe('The accounts that messages to people are sent by.'),
})

export type Config = z.output<typeof ConfigSchema>

/** The file, which may also name its JSON Schema for the benefit of editors. */
export const ConfigFileSchema = ConfigSchema.extend({ $schema: z.string().optional() })

/** Which environment variable sets what; it goes before the file. Those of `messaging` are named with its settings. */
export const environmentNames: Readonly<Record<Exclude<keyof Config, 'messaging'>, string>> = {
  host: 'COLOK_HOST',
  httpPort: 'COLOK_HTTP_PORT',
  tlsPort: 'COLOK_TLS_PORT',
  mutualTlsPort: 'COLOK_MUTUAL_TLS_PORT',
  tlsCertificateFile: 'COLOK_TLS_CERTIFICATE_FILE',
  tlsKeyFile: 'COLOK_TLS_KEY_FILE',
  behindTlsProxy: 'COLOK_BEHIND_TLS_PROXY',
  dataDir: 'COLOK_DATA',
  databaseUrl: 'COLOK_DATABASE_URL',
  publicUrl: 'COLOK_PUBLIC_URL',
  logLevel: 'COLOK_LOG_LEVEL',
  secret: 'COLOK_SECRET',
  heartbeatIntervalS: 'COLOK_HEARTBEAT_INTERVAL_S',
  callTimeoutS: 'COLOK_CALL_TIMEOUT_S',
  pingIntervalS: 'COLOK_PING_INTERVAL_S',
  pongDeadlineS: 'COLOK_PONG_DEADLINE_S',
  idleLimitS: 'COLOK_IDLE_LIMIT_S',
  rawFramesDays: 'COLOK_RAW_FRAMES_DAYS',
  eventsDays: 'COLOK_EVENTS_DAYS',
  fullReadingsDays: 'COLOK_FULL_READINGS_DAYS',
  readingsDays: 'COLOK_READINGS_DAYS',
  operatorName: 'COLOK_OPERATOR_NAME',
  operatorTaxNumber: 'COLOK_OPERATOR_TAX_NUMBER',
  operatorContact: 'COLOK_OPERATOR_CONTACT',
  webhooksToPrivateAddresses: 'COLOK_WEBHOOKS_TO_PRIVATE_ADDRESSES',
  mapTilesUrl: 'COLOK_MAP_TILES_URL',
  mapTilesAttribution: 'COLOK_MAP_TILES_ATTRIBUTION',
  partyId: 'COLOK_PARTY_ID',
  paymentGatewaysFile: 'COLOK_PAYMENT_GATEWAYS_FILE',
  walletTopUpLeastIdr: 'COLOK_WALLET_TOP_UP_LEAST_IDR',
  walletTopUpMostIdr: 'COLOK_WALLET_TOP_UP_MOST_IDR',
  walletMostIdr: 'COLOK_WALLET_MOST_IDR',
  walletOfHolderMostIdr: 'COLOK_WALLET_OF_HOLDER_MOST_IDR',
  walletSessionMostIdr: 'COLOK_WALLET_SESSION_MOST_IDR',
  walletAllowanceIdr: 'COLOK_WALLET_ALLOWANCE_IDR',
  walletAllowancePosts: 'COLOK_WALLET_ALLOWANCE_POSTS',
}

/** What the settings say about wallets. */
export function walletRules(config: Config): WalletRules {
  return {
    topUpLeastIdr: config.walletTopUpLeastIdr,
    topUpMostIdr: config.walletTopUpMostIdr,
    mostIdr: config.walletMostIdr,
    mostOfHolderIdr: config.walletOfHolderMostIdr,
    sessionMostIdr: config.walletSessionMostIdr,
    allowanceIdr: config.walletAllowanceIdr,
    allowancePosts: config.walletAllowancePosts,
  }
}

/** Configuration, a seed or a command line that cannot be used, with every problem that was found in it. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Reads the file, if there is one, lays the environment over it, and checks the whole. Throws a ConfigError. */
export function loadConfig(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const { $schema: _, ...settings } = file === undefined ? {} : readJsonObject(file)
  for (const [key, name] of Object.entries(environmentNames)) {
    const value = environment[name]
    if (value !== undefined && value !== '') settings[key] = fromText(key, value)
  }
  const messaging = layMessagingOver(settings.messaging, environment)
  if (messaging !== undefined) settings.messaging = messaging
  const result = ConfigSchema.safeParse(settings)
  if (result.success) {
    if (result.data.databaseUrl !== undefined && result.data.secret === undefined)
      throw new ConfigError([
        `secret (${environmentNames.secret}): every process on one PostgreSQL database needs the same; set it`,
      ])
    return result.data
  }
  throw new ConfigError(result.error.issues.map((issue) => explain(issue, file)))
}

/** Reads a file that holds one JSON object. Throws a ConfigError that names it. */
export function readJsonObject(file: string): Record<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ConfigError([
      `${file}: cannot be read as JSON: ${error instanceof Error ? error.message : error}`,
    ])
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  throw new ConfigError([`${file}: must hold one JSON object`])
}

/** A variable is text; what it stands for follows from its setting. */
function fromText(key: string, value: string): string | number | boolean {
  const isNumber = /(Port|S|Days|Idr|Posts)$/.test(key) && /^-?\d+(\.\d+)?$/.test(value)
  if (isNumber) return Number(value)
  const isBoolean = key === 'behindTlsProxy' || key === 'webhooksToPrivateAddresses'
  return isBoolean && (value === 'true' || value === 'false') ? value === 'true' : value
}

function explain(issue: z.core.$ZodIssue, file: string | undefined): string {
  if (issue.code === 'unrecognized_keys') return `${file}: no such setting: ${issue.keys.join(', ')}`
  const key = issue.path.join('.')
  const name =
    Object.entries(environmentNames).find(([known]) => known === String(issue.path[0]))?.[1] ??
    Object.entries(messagingVariables).find(([, setting]) => key === `messaging.${setting.join('.')}`)?.[0]
  return `${key}${name === undefined ? '' : ` (${name})`}: ${issue.message}`
}
