import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const keptSchema = z.object({
  /** The charger's own key for HTTP Basic authentication; both ends are given it. */
  chargerPassword: z.string().min(16).max(40),
  /** The furthest of the meters' registers: a real meter does not begin at 0 again. */
  registerWh: z.int().min(0),
})
type Kept = z.infer<typeof keptSchema>

const subfolders = ['cloud', 'charger', 'logs']

/** Something about the demonstration's own folder or ports that its user can put right. */
export class DemoError extends Error {
  override readonly name = 'DemoError'
}

/** Where the demonstration keeps what must outlive it. One demonstration at a time has it. */
export class DataFolder {
  readonly path: string
  readonly #kept: Kept
  readonly #lock: Server

  private constructor(path: string, lock: Server) {
    this.path = path
    this.#lock = lock
    this.#kept = readKept(join(path, 'demo.json')) ?? {
      // 20 bytes as 40 hex digits: the longest AuthorizationKey of OCPP 1.6 that is plain text.
      chargerPassword: randomBytes(20).toString('hex'),
      registerWh: 0,
    }
  }

  /** Takes the folder, emptied of an earlier demonstration's things if `fresh`. Throws a DemoError if it is in use. */
  static async open(folder: string, options: { fresh: boolean }): Promise<DataFolder> {
    const path = resolve(folder)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const lock = await takeLock(path)
    try {
      return DataFolder.#furnish(path, lock, options)
    } catch (error) {
      lock.close()
      throw error
    }
  }

  static #furnish(path: string, lock: Server, options: { fresh: boolean }): DataFolder {
    if (options.fresh)
      for (const name of [...subfolders, 'demo.json'])
        rmSync(join(path, name), { recursive: true, force: true })
    for (const name of subfolders) mkdirSync(join(path, name), { recursive: true, mode: 0o700 })
    const data = new DataFolder(path, lock)
    data.#save()
    return data
  }

  get chargerPassword(): string {
    return this.#kept.chargerPassword
  }

  get registerWh(): number {
    return this.#kept.registerWh
  }

  keepRegister(registerWh: number): void {
    if (registerWh === this.#kept.registerWh) return
    this.#kept.registerWh = registerWh
    this.#save()
  }

  /** The file for a process's log of this run; the one of the run before stays beside it. */
  logFile(name: string): string {
    const file = join(this.path, 'logs', `${name}.log`)
    try {
      renameSync(file, join(this.path, 'logs', `${name}.previous.log`))
    } catch {
      // There was no run before.
    }
    return file
  }

  /** Writes a file that only its owner may read, whole or not at all. */
  write(name: string, content: unknown): string {
    const file = join(this.path, name)
    writeFileSync(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, {
      mode: 0o600,
    })
    renameSync(`${file}.new`, file)
    return file
  }

  async close(): Promise<void> {
    await new Promise((closed) => this.#lock.close(closed))
  }

  #save(): void {
    this.write('demo.json', this.#kept)
  }
}

function readKept(file: string): Kept | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  try {
    return keptSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new DemoError(`${file} cannot be read; begin again with: npm start -- --fresh`, { cause })
  }
}

/** A socket that only a living process answers on: unlike a file with its number, it cannot be left behind. */
async function takeLock(path: string): Promise<Server> {
  const name = join(tmpdir(), `colok-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.lock`)
  const isAnswered = await new Promise<boolean>((answered) => {
    const probe = connect(name)
    probe.once('connect', () => answered(true)).once('error', () => answered(false))
    probe.once('connect', () => probe.destroy())
  })
  if (isAnswered)
    throw new DemoError(
      `${path} is in use by another demonstration; stop it, or set COLOK_DATA to another folder`,
    )
  rmSync(name, { force: true })
  const lock = createServer((socket) => socket.destroy())
  await new Promise<void>((listening, failed) => lock.once('error', failed).listen(name, listening))
  lock.unref()
  return lock
}
