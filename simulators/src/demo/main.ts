import { parseArgs } from 'node:util'
import { z } from 'zod'
import { announcement, help } from './announcement.ts'
import { DemoError } from './data-folder.ts'
import { type Demo, startDemo } from './demo.ts'
import { ServiceError } from './service.ts'

const repository = new URL('../../../', import.meta.url)

const port = (fallback: number) =>
  z.coerce.number('a port number').int().min(0).max(65_535, 'at most 65535').default(fallback)

const environmentSchema = z.object({
  COLOK_HTTP_PORT: port(8080),
  COLOK_PANEL_PORT: port(8081),
  COLOK_DOKU_PORT: port(8090),
  COLOK_ASTRAPAY_PORT: port(8091),
  COLOK_MIDTRANS_PORT: port(8092),
  COLOK_ISSUER_APP_PORT: port(8093),
  COLOK_WHATSAPP_PORT: port(8094),
  COLOK_TELEGRAM_PORT: port(8095),
  COLOK_SMTP_PORT: port(8096),
  COLOK_INBOX_PORT: port(8097),
  COLOK_DATA: z.string().min(1).default('.colok'),
})

async function main(): Promise<void> {
  const { values } = parseCommandLine()
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const environment = environmentSchema.safeParse(process.env)
  if (!environment.success)
    throw new DemoError(
      environment.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  const { COLOK_DATA, ...ports } = environment.data
  // The workspace's own folder is where npm runs this; people mean the top of the repository.
  process.chdir(process.env.INIT_CWD ?? new URL(repository).pathname)
  process.stdout.write('Starting the central system, a charger, its panel, and providers…\n')
  let demo: Demo | undefined
  const starting = startDemo({
    dataDir: COLOK_DATA,
    fresh: values.fresh ?? false,
    ports: {
      cloud: ports.COLOK_HTTP_PORT,
      panel: ports.COLOK_PANEL_PORT,
      doku: ports.COLOK_DOKU_PORT,
      astrapay: ports.COLOK_ASTRAPAY_PORT,
      midtrans: ports.COLOK_MIDTRANS_PORT,
      issuerApp: ports.COLOK_ISSUER_APP_PORT,
      whatsapp: ports.COLOK_WHATSAPP_PORT,
      telegram: ports.COLOK_TELEGRAM_PORT,
      smtp: ports.COLOK_SMTP_PORT,
      inbox: ports.COLOK_INBOX_PORT,
    },
    onNotice: (notice) => process.stderr.write(`\n${notice}\n`),
  })
  endOnSignal(async () => {
    demo ??= await starting.catch(() => undefined)
    await demo?.stop()
  })
  demo = await starting
  process.stdout.write(announcement(demo, COLOK_DATA))
}

/** Ctrl-C reaches npm and its shell as well, and each may pass it on: for so long it is still the same one. */
const sameSignalMs = 1_000

/** The first Ctrl-C ends everything in order; one more does not wait for it. */
function endOnSignal(stop: () => Promise<void>): void {
  let stoppingSinceMs: number | undefined
  const onSignal = () => {
    const nowMs = performance.now()
    if (stoppingSinceMs !== undefined) {
      if (nowMs - stoppingSinceMs > sameSignalMs) process.exit(130)
      return
    }
    stoppingSinceMs = nowMs
    process.stdout.write('\nEnding…\n')
    stop().then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}

function parseCommandLine() {
  try {
    return parseArgs({
      options: {
        fresh: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    throw new DemoError(`${cause instanceof Error ? cause.message : String(cause)}\n\n${help}`, { cause })
  }
}

function fail(error: unknown): never {
  const isExpected = error instanceof DemoError || error instanceof ServiceError
  process.stderr.write(
    `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(error instanceof DemoError ? 2 : 1)
}

main().catch(fail)
