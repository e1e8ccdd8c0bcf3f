import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { toIso } from '@colok/shared/time'
import { createAdaptorServer } from '@hono/node-server'
import pino from 'pino'
import { collectDefaultMetrics } from 'prom-client'
import { type Cloud, composeCloud } from './compose.ts'
import { type Config, ConfigError, environmentNames, loadConfig } from './config.ts'
import { backup, databaseFile, restore } from './file-commands.ts'
import { messagingVariables } from './gateways/messaging/settings.ts'
import { createLog } from './log.ts'
import { openDatabase } from './open-database.ts'
import { paymentGatewaysFrom } from './payment-gateways-file.ts'
import { readOrMakeSecret } from './secret-file.ts'
import { loadSeed, type Seed } from './seed.ts'
import { systemClock } from './system-clock.ts'
import { openTlsListeners, type TlsListeners } from './tls-listeners.ts'

const help = `Colok's central system: OCPP 1.6J chargers, an operator API, pages for drivers.

Usage: npm run -s start -w @colok/cloud -- serve [options]
       npm run -s backup -w @colok/cloud -- [FILE]
       npm run -s restore -w @colok/cloud -- FILE

A backup may be taken while the system runs; to restore one it must be stopped. The database that was there is kept.

Options:
  --config FILE   settings as JSON; every one also has a variable, which goes first
  --seed FILE     sites, chargers, cards and tariffs to begin with, applied again at each start
  --help          this text
  --version       the version

Variables: ${[...Object.values(environmentNames), ...Object.keys(messagingVariables)].join(', ')};
COLOK_SEED_PASSWORD_<CHARGER>, such as COLOK_SEED_PASSWORD_CLK_0001, for each charger of the seed that is new.

Logs go to stderr as JSON lines. When it is ready it prints one JSON line on stdout (a few lines of text to a
terminal), with the operator key at the first start, which is never shown again.`

/** How long connections may take to end after SIGTERM or SIGINT. */
const shutdownDeadlineMs = 5000

/** So that a storm of chargers coming back waits in the kernel instead of being refused. */
const backlog = 4096

async function main(): Promise<void> {
  const { values, positionals } = parseCommandLine()
  if (values.help || values.version) {
    print(values.help ? help : packageVersion())
    return
  }
  const [command, file, ...others] = positionals
  const isKnown = command === 'serve' || command === 'backup' || command === 'restore'
  if (!isKnown || others.length > 0 || (command === 'serve' && file !== undefined))
    throw new ConfigError(['say what to do: serve, --help or --version; or backup or restore, and a file'])
  const config = loadConfig(values.config, process.env)
  const now = toIso(systemClock.wallMs())
  if (command === 'backup') return print(backup(config, file, now))
  if (command === 'restore') return print(restore(config, file, now))
  await serve(config, values.seed === undefined ? undefined : loadSeed(values.seed))
}

async function serve(config: Config, seed: Seed | undefined): Promise<void> {
  const log = createLog(config.logLevel, pino.destination({ dest: 2, sync: true }))
  const secret = config.secret ?? readOrMakeSecret(config.dataDir)
  const database = await openDatabase(config.databaseUrl, () => databaseFile(config.dataDir))
  // The port must be ours before anything is written; who comes before the rest is ready waits for it.
  const ready = Promise.withResolvers<Cloud>()
  const server = createAdaptorServer({
    fetch: async (request, environment) => (await ready.promise).app.fetch(request, environment),
  }) as Server
  const listener = config.behindTlsProxy ? 'tls' : 'plain'
  const waitUntilReady: ReturnType<Cloud['upgradesOn']> = async (request, socket, head) =>
    (await ready.promise).upgradesOn(listener)(request, socket, head)
  server.on('upgrade', waitUntilReady)
  const port = await listen(server, config)

  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  const publicUrl = config.publicUrl ?? url
  const cloud = composeCloud({
    config: { ...config, secret, publicUrl },
    database,
    clock: systemClock,
    random: Math.random,
    log,
    ...(config.paymentGatewaysFile !== undefined && {
      paymentGateways: paymentGatewaysFrom(config.paymentGatewaysFile),
    }),
  })
  collectDefaultMetrics({ register: cloud.metrics })
  if (seed) await cloud.seed(seed, process.env)
  const tls = await openTlsListeners({ ...config, publicUrl }, cloud, log)
  const { operatorKey, firstAdminUrl } = await cloud.start()
  ready.resolve(cloud)
  server.on('upgrade', cloud.upgradesOn(listener)).off('upgrade', waitUntilReady)
  stopOnSignal(async () => {
    log.info('stopping')
    server.close()
    tls.stopListening()
    await cloud.stop()
    tls.close()
    server.closeAllConnections()
    await database.close()
  })
  announce({ url, publicUrl, operatorKey, firstAdminUrl, ...ocppUrls(config, port, tls) })
}

/** Listens, or says in one line why not. */
function listen(server: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${config.host}:${config.httpPort}`
      const why =
        error.code === 'EADDRINUSE' ? 'is taken; set COLOK_HTTP_PORT to another port' : error.message
      reject(new ConfigError([`${where} ${why}`]))
    })
    server.listen({ host: config.host, port: config.httpPort, backlog }, () =>
      resolve((server.address() as AddressInfo).port),
    )
  })
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  const onSignal = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), shutdownDeadlineMs).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

interface Ready {
  readonly url: string
  readonly publicUrl: string
  readonly operatorKey: string | undefined
  readonly firstAdminUrl: string | undefined
  readonly ocppUrl: string
  readonly ocppTlsUrl: string | undefined
  readonly ocppMutualTlsUrl: string | undefined
}

function ocppUrls(config: Config, port: number, tls: TlsListeners) {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const over = (tlsPort: number | undefined) =>
    tlsPort === undefined ? undefined : `wss://${host}:${tlsPort}/ocpp/`
  return {
    ocppUrl: `ws://${host}:${port}/ocpp/`,
    ocppTlsUrl: over(tls.tlsPort),
    ocppMutualTlsUrl: over(tls.mutualTlsPort),
  }
}

/** The line that a parent process waits for; its keys stay. */
function announce(ready: Ready): void {
  if (!process.stdout.isTTY) {
    print(JSON.stringify({ event: 'ready', ...ready, pid: process.pid }))
    return
  }
  print(`Colok is ready.

  Pages     ${ready.publicUrl}/
  API       ${ready.publicUrl}/docs
  Chargers  ${[ready.ocppUrl, ready.ocppTlsUrl, ready.ocppMutualTlsUrl]
    .filter((url) => url !== undefined)
    .map((url) => `${url}{chargePointId}`)
    .join('\n            ')}`)
  if (ready.firstAdminUrl) print(`\n  First admin, good once and for a day: ${ready.firstAdminUrl}`)
  if (ready.operatorKey) print(`\n  Operator key, shown only now: ${ready.operatorKey}`)
}

function parseCommandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)])
  }
}

function packageVersion(): string {
  const file = new URL('../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string
  }
  return version
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function fail(error: unknown): never {
  const lines =
    error instanceof ConfigError ? error.problems : [error instanceof Error ? error.stack : String(error)]
  process.stderr.write(`colok-cloud: ${lines.join('\ncolok-cloud: ')}\n`)
  process.exit(error instanceof ConfigError ? 2 : 1)
}

main().catch(fail)
