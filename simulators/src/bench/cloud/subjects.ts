import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEcho } from '../echo.ts'
import { ServerProcess } from '../server-process.ts'
import { chargerIds, chargersAt, seedCentralSystem, startCentralSystem } from './central-system.ts'
import type { FleetCharger } from './fleet-orders.ts'

const ocppRpcProgram = fileURLToPath(new URL('./ocpp-rpc-server.ts', import.meta.url))

/** A server under measurement with the chargers that may connect to it. */
export interface Subject {
  readonly name: string
  readonly server: ServerProcess
  readonly chargers: readonly FleetCharger[]
  stop(): Promise<void>
}

export interface CloudSubject extends Subject {
  readonly url: string
  /** Where chargers connect, with their id behind it. */
  readonly ocppUrl: string
  readonly operatorKey: string
}

/** How every subject is started: options for Node, and how many chargers it will have. */
export interface SubjectOptions {
  readonly chargers: number
  readonly nodeOptions?: readonly string[]
}

export async function echoSubject(options: SubjectOptions & { readonly json?: boolean }): Promise<Subject> {
  const { server, url } = await startEcho(options)
  const name = options.json ? 'JSON ws echo' : 'bare ws echo'
  return withoutPassword({ name, server, url }, options.chargers)
}

export async function ocppRpcSubject(options: SubjectOptions): Promise<Subject> {
  const { server, ready } = await ServerProcess.start({
    command: process.execPath,
    args: [...(options.nodeOptions ?? []), ocppRpcProgram],
    cwd: dirname(ocppRpcProgram),
    ready: (line) => JSON.parse(line) as { port: number },
  })
  return withoutPassword(
    { name: 'ocpp-rpc strict', server, url: `ws://127.0.0.1:${ready.port}` },
    options.chargers,
  )
}

function withoutPassword(
  subject: { name: string; server: ServerProcess; url: string },
  chargers: number,
): Subject {
  return {
    name: subject.name,
    server: subject.server,
    chargers: chargerIds(chargers).map((id) => ({ id, url: `${subject.url}/ocpp/${id}` })),
    stop: () => subject.server.stop(),
  }
}

/**
 * The real central system as it is started by anybody, with a new database and as many chargers with passwords. What is
 * measured is its second start: the first one fills the database, and the memory that this takes is not the chargers'.
 */
export async function cloudSubject(
  options: SubjectOptions & { readonly name?: string; readonly data?: string },
): Promise<CloudSubject> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const ids = chargerIds(options.chargers)
  const first = await seedCentralSystem({ data }, ids)
  await first.server.stop()
  const { server, ready } = await startCentralSystem({ data, nodeOptions: options.nodeOptions })
  return {
    name: options.name ?? 'central system',
    server,
    url: ready.url,
    ocppUrl: ready.ocppUrl,
    operatorKey: first.ready.operatorKey ?? '',
    chargers: chargersAt(ready.ocppUrl, ids),
    async stop() {
      await server.stop()
      if (options.data === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}
