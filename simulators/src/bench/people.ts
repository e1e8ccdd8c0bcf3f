import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { withoutDisk } from '@colok/cloud/db/durability'
import { openPostgres } from '@colok/cloud/db/postgres'
import { openSqlite } from '@colok/cloud/db/sqlite'
import { startPostgres } from '@colok/cloud/testing/postgres-server'
import { startPhones } from '../demo/messaging-providers.ts'
import { systemClock } from '../demo/system-clock.ts'
import { startCentralSystem } from './cloud/central-system.ts'
import { measureReads, type ReadTimes } from './people/reads.ts'
import { type Database, formerPartnerId, partnerIdOf, possibleSessions, seedPeople } from './people/seed.ts'
import { type SignInTimes, signInByPassword, signInByPhone } from './people/sign-ins.ts'
import { table } from './table.ts'
import { quantile } from './tap.ts'

export interface PeopleReport {
  readonly what: string
  readonly users: number
  readonly sessions: number
  /** Of the last minute, when the figures began and when they were there. */
  readonly load: readonly [number, number]
  readonly byPassword: SignInTimes
  readonly byPhone: SignInTimes
  readonly reads: readonly ReadTimes[]
}

const users = 100_000
/** The first one who has no password. */
const firstDriver = 1_001
/** Those whose keys ask for their lists in turn. */
const partnerKeys = 10

/** Signing in, and what people read, with a large network's users and sessions, in SQLite and in PostgreSQL. */
export async function benchPeople(options: {
  readonly sessions: number
  readonly rounds: number
  /** An empty PostgreSQL database; one of its own when undefined. */
  readonly postgres: string | undefined
  readonly progress: (text: string) => void
}): Promise<PeopleReport[]> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const sessions = possibleSessions({ ...options, wanted: options.sessions, folder })
  try {
    const sqlite = await measure({ ...options, sessions, what: 'SQLite', folder, env: {} }, () =>
      openSqlite(join(folder, 'cloud.sqlite'), withoutDisk),
    )
    const server = options.postgres === undefined ? await startPostgres() : undefined
    try {
      const url = options.postgres ?? server?.url ?? ''
      const what = server === undefined ? 'PostgreSQL of --postgres' : 'PostgreSQL of its own, fsync=off'
      const env = { COLOK_DATABASE_URL: url, COLOK_SECRET: 'bench'.repeat(8) }
      return [sqlite, await measure({ ...options, sessions, what, folder, env }, () => openPostgres(url))]
    } finally {
      await server?.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  options: {
    readonly what: string
    readonly sessions: number
    readonly rounds: number
    readonly folder: string
    readonly env: Readonly<Record<string, string>>
    readonly progress: (text: string) => void
  },
  open: () => Promise<Database>,
): Promise<PeopleReport> {
  const { what, sessions, rounds, folder } = options
  const progress = (text: string) => options.progress(`${what}: ${text}`)
  const undo: (() => Promise<void>)[] = []
  let url = ''
  try {
    const first = await startCentralSystem({ data: folder, env: options.env })
    await first.server.stop()
    const database = await open()
    undo.push(() => database.close())
    progress(`${users} users and ${sessions} sessions are made`)
    await seedPeople(database, { users, sessions, progress })
    const ports = { whatsapp: 0, telegram: 0, smtp: 0, inbox: 0 }
    const phones = await startPhones({ ports, clock: systemClock, centralSystemUrl: () => url })
    undo.push(() => phones.running.stop())
    const cloud = await startCentralSystem({ data: folder, env: { ...options.env, ...phones.environment } })
    undo.push(() => cloud.server.stop())
    url = cloud.ready.url
    const operatorKey = first.ready.operatorKey ?? ''
    const key = (organisationId: string) => newPartnerKey(url, operatorKey, organisationId)
    const keys: string[] = []
    for (let partner = 1; partner <= partnerKeys; partner += 1) keys.push(await key(partnerIdOf(partner)))
    const before = loadavg()[0] ?? 0
    progress(`${rounds} people sign in by password, and as many drivers by phone`)
    const at = { url, inbox: phones.running.providers.inbox, database }
    const numbers = Array.from({ length: rounds }, (_, index) => index + 1)
    const byPassword = await signInByPassword(at, numbers)
    const drivers = numbers.map((number) => number + firstDriver)
    const { cookies, ...byPhone } = await signInByPhone(at, drivers)
    const reads = await measureReads({
      ...{ url, database, rounds, sessions, operatorKey, progress },
      partnerKeys: keys,
      formerPartnerKey: await key(formerPartnerId),
      drivers: new Map(drivers.map((driver, index) => [driver, cookies[index] ?? ''])),
    })
    return { what, users, sessions, load: [before, loadavg()[0] ?? 0], byPassword, byPhone, reads }
  } finally {
    for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last()
  }
}

async function newPartnerKey(url: string, operatorKey: string, organisationId: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...{ name: `Bench ${organisationId}`, role: 'partner', scopes: ['sessions.read'] },
      organisationId,
    }),
  })
  const text = await response.text()
  if (response.status !== 201) throw new Error(`no key for ${organisationId}: ${text}`)
  return (JSON.parse(text) as { key: string }).key
}

export function peopleTables(reports: readonly PeopleReport[]): string {
  const head = ['', 'p50 ms', 'p99 ms', 'bare p50', 'bare p99', '× bare p50']
  return reports
    .map(({ what, users, sessions, load, byPassword, byPhone, reads }) => {
      const rows = [
        row('sign-in: password and code', byPassword.whole, byPassword.bare),
        row('  of it, scrypt alone', byPassword.scrypt),
        row('  beside it, the code on its way', byPassword.toPhone),
        row('a driver’s sign-in: phone and code', byPhone.whole, byPhone.bare),
        ...reads.map((read) => row(read.what, read.api, read.bare)),
      ]
      const loads = load.map((each) => each.toFixed(1)).join(' to ')
      const title = `${what}: ${users} users, ${sessions} sessions, load ${loads}, beside the bare statement`
      return `${title}\n${table(head, rows)}`
    })
    .join('\n')
}

function row(what: string, times: readonly number[], bare?: readonly number[]): string[] {
  const at = (values: readonly number[], share: number) => quantile(values, share)
  const own = [what, at(times, 0.5).toFixed(2), at(times, 0.99).toFixed(2)]
  if (bare === undefined) return [...own, '', '', '']
  const ratio = at(times, 0.5) / at(bare, 0.5)
  return [...own, at(bare, 0.5).toFixed(2), at(bare, 0.99).toFixed(2), ratio.toFixed(1)]
}
