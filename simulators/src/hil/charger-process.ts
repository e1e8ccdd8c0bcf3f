import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { Inspector } from './inspector.ts'

const firmware = fileURLToPath(new URL('../../../firmware/', import.meta.url))
const tether = new URL('../demo/tether.ts', import.meta.url).href
/** What Node itself says on standard error while its inspector is used. */
const ofTheInspector = /^(Debugger |For help, see: )/
const stopMs = 15_000

const usageSchema = z.object({
  rss: z.int(),
  heapUsed: z.int(),
  external: z.int(),
  cpuMs: z.number(),
})
/** In bytes; `cpuMs` is the processor time since its start. */
export type Usage = z.infer<typeof usageSchema>

/** The charge controller as the process that it is on a post, with an inspector to ask it what it uses. */
export class ChargerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #inspector: Promise<Inspector>
  readonly #exited: Promise<unknown>
  /** What it wrote besides its log, and how it ended if nobody asked it to. */
  readonly complaints: string[] = []
  #mayEnd = false

  /** Spawns at once; its log goes to `logFile`. */
  constructor(options: { configFile: string; logFile: string }) {
    const log = createWriteStream(options.logFile)
    this.#child = spawn(
      process.execPath,
      ['--inspect=127.0.0.1:0', '--import', tether, 'src/main.ts', 'run', '--config', options.configFile],
      { cwd: firmware, stdio: ['pipe', 'pipe', 'pipe'], detached: true },
    )
    this.#child.stdout.pipe(log)
    this.#exited = once(this.#child, 'exit').then(([code, signal]) => {
      if (!this.#mayEnd)
        this.complaints.push(`the charge controller ended (${signal ?? `exit code ${code}`})`)
    })
    const address = Promise.withResolvers<string>()
    this.#child.once('exit', () => address.reject(new Error('the charge controller did not start')))
    createInterface(this.#child.stderr).on('line', (line) => {
      const [, url] = /^Debugger listening on (ws:\S+)/.exec(line) ?? []
      if (url !== undefined) address.resolve(url)
      else if (!ofTheInspector.test(line)) this.complaints.push(line)
    })
    this.#inspector = address.promise.then((url) => Inspector.connect(url))
    // Whoever asks for the usage learns of it.
    this.#inspector.catch(() => {})
  }

  /** What it uses, with the garbage collected first where `live` is wanted. Rejects when it is gone. */
  async usage({ live }: { live: boolean }): Promise<Usage> {
    const inspector = await this.#inspector
    if (live) await inspector.collectGarbage()
    return usageSchema.parse(
      await inspector.evaluate(
        '({ ...process.memoryUsage(), cpuMs: (({ user, system }) => (user + system) / 1000)(process.cpuUsage()) })',
      ),
    )
  }

  /** Asks it to end, as systemd does; kills it if it has not by a deadline. */
  async stop(): Promise<void> {
    this.#mayEnd = true
    await this.#inspector.then(
      (inspector) => inspector.close(),
      () => {},
    )
    this.#child.kill('SIGTERM')
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), stopMs)
    await this.#exited
    clearTimeout(deadline)
  }
}
