import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { postgresBinaries } from './postgres-binaries.ts'

/** How long a server may take to begin to answer, on a machine that is busy with other work. */
const startDeadlineMs = 60_000

/** Where Linux keeps files in memory. */
const memoryFolder = '/dev/shm'
/** The log, the template and as many databases as tests have open at a time take a third of it. */
const roomWantedBytes = 3 * 2 ** 30

const supervisor = fileURLToPath(new URL('postgres-supervisor.ts', import.meta.url))

export interface PostgresServer {
  /** Of its database `postgres`, as somebody who may make others. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts a server of its own, in memory where there is room for it, else in the temporary folder. It is reached through
 * a socket in a folder that nobody else may enter, so it needs no port and no password. What it writes is as unsafe as
 * it is quick.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const { initdb, postgres, user } = postgresBinaries()
  const folder = mkdtempSync(join(roomyFolder(), 'colok-pg-'))
  if (user !== undefined) chownSync(folder, user, user)
  const data = join(folder, 'data')
  const identity = user === undefined ? {} : { uid: user, gid: user }
  // The language of a real server, so that a query that counts on the order of bytes and does not say so is found.
  const language = ['--locale=C', '--locale-provider=icu', '--icu-locale=en-US', '--encoding=UTF8']
  const made = spawnSync(
    initdb,
    ['--pgdata', data, '--username=colok', '--auth=trust', '--no-sync', ...language],
    { ...identity, cwd: '/', encoding: 'utf8' },
  )
  if (made.status !== 0) {
    rmSync(folder, { recursive: true })
    throw new Error(`No PostgreSQL could be set up: ${made.error?.message ?? made.stderr}`)
  }
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    shared_buffers: '32MB',
    // Nobody follows this server, and nothing is brought back from its log.
    synchronous_commit: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '512MB',
    checkpoint_timeout: '1h',
    autovacuum: 'off',
    jit: 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(
    process.execPath,
    [supervisor, user === undefined ? '-' : String(user), folder, postgres, '-D', data, ...options],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  )
  const url = `postgres://colok@localhost/postgres?host=${encodeURIComponent(folder)}`
  try {
    await untilReady(child, url)
  } catch (error) {
    await end(child)
    throw error
  }
  return { url, stop: () => end(child) }
}

/** A database is some nine hundred files: to copy and remove them on a disk takes longer than most tests. */
function roomyFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder)
    return bavail * bsize >= roomWantedBytes ? memoryFolder : tmpdir()
  } catch {
    return tmpdir()
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let said = ''
  child.stderr?.on('data', (data) => {
    said += data
  })
  const ended = once(child, 'exit').then(() => {
    throw new Error(`PostgreSQL did not start: ${said}`)
  })
  ended.catch(() => {})
  const ready = new Promise<void>((resolve) =>
    child.stderr?.on('data', () => said.includes('ready to accept connections') && resolve()),
  )
  const deadline = AbortSignal.timeout(startDeadlineMs)
  await Promise.race([ready, ended, once(deadline, 'abort').then(() => Promise.reject(new Error(said)))])
  await onServer(url, 'select 1')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.stdin?.end()
  await once(child, 'exit')
}

/** Runs one statement on a connection of its own. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  // What ends its connection under way is told by `query`.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export function newDatabaseName(): string {
  return `colok_${randomBytes(8).toString('hex')}`
}

/** The address of another database on the same server. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
