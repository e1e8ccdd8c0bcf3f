import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'

export const usage = `A charger without hardware, for any OCPP 1.6 charge-point test suite.

Usage:
  npm run -s harness -w simulators -- --csms <ws url with the id> --state <dir> [options]

Options:
  --keys <file>        OCPP configuration keys to begin with: a flat JSON object, key to string
  --connectors <1-4>   sockets of the post (default 1)
  --load-w <watts>     what a plugged motorcycle draws (default 0)
  --socket-kind <kind> locking (default), plain or fixedCable: what UnlockConnector finds
  --help

Commands are JSON lines on stdin, answers JSON lines on stdout, logs go to stderr. See simulators/README.md.
`

export interface HarnessOptions {
  /** The address without its last segment, which is the charge point's id. */
  readonly csmsUrl: string
  readonly chargePointId: string
  readonly password: string | undefined
  readonly stateDir: string
  readonly keys: Readonly<Record<string, string>>
  readonly connectors: number
  readonly loadW: number
  readonly socketKind: 'plain' | 'locking' | 'fixedCable'
}

const keysFile = z.record(z.string(), z.string())
const numbers = z.strictObject({
  connectors: z.coerce.number().int().min(1).max(4),
  loadW: z.coerce.number().int().min(0).max(50_000),
  socketKind: z.enum(['plain', 'locking', 'fixedCable']),
})

/** Reads the command line; `help` when that is asked. Throws an Error that says what is wrong and what is wanted. */
export function readArguments(args: readonly string[]): HarnessOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      csms: { type: 'string' },
      state: { type: 'string' },
      keys: { type: 'string' },
      connectors: { type: 'string', default: '1' },
      'load-w': { type: 'string', default: '0' },
      'socket-kind': { type: 'string', default: 'locking' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  if (values.csms === undefined) throw new Error('--csms <ws url with the id> is wanted')
  if (values.state === undefined) throw new Error('--state <dir> is wanted')
  const parsed = numbers.safeParse({
    connectors: values.connectors,
    loadW: values['load-w'],
    socketKind: values['socket-kind'],
  })
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  return {
    ...readCsms(values.csms),
    ...parsed.data,
    stateDir: values.state,
    keys: values.keys === undefined ? {} : keysFile.parse(JSON.parse(readFileSync(values.keys, 'utf8'))),
  }
}

function readCsms(address: string): Pick<HarnessOptions, 'csmsUrl' | 'chargePointId' | 'password'> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const id = url?.pathname.split('/').filter(Boolean).at(-1)
  if (url === undefined || !/^wss?:$/.test(url.protocol) || id === undefined)
    throw new Error(`--csms must be like ws://127.0.0.1:9000/ocpp/CP001, not ${address}`)
  const password = url.password === '' ? undefined : decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  url.pathname = url.pathname.replace(/\/+$/, '').slice(0, -id.length)
  return {
    csmsUrl: url.toString(),
    chargePointId: decodeURIComponent(id),
    password,
  }
}
