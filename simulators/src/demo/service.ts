import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Cancel, Clock } from '@colok/shared/time'

/** Enough of a log's end to see why a process died. */
const linesKept = 12
/** A process that has not said that it is ready by then is hanging. */
const readyDeadlineMs = 30_000
/** A process that was asked to stop and has not by then is killed. */
const stopDeadlineMs = 8_000
/** So long a process that died by itself stays down, as under any supervisor. */
const restartDelayMs = 1_000
/** Deaths in a row, each within `aliveForMs` of its start, after which it is left down for a person to look at. */
const mostDeaths = 5
const aliveForMs = 30_000

export type ServiceState = 'stopped' | 'starting' | 'running' | 'failed'

export interface ServiceOptions {
  /** How a person calls it: `central system`. */
  readonly name: string
  /** Arguments to Node. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
  readonly clock: Clock
  /** Watches one run of the process, and says when it is ready. */
  readonly watchStart: (ready: () => void) => StartWatch
  /** Told of a death that nobody asked for. */
  readonly onDeath: (account: string) => void
}

export interface StartWatch {
  /** Told of each line on standard output until the process is ready; true for one that does not belong in the log. */
  takeLine(line: string): boolean
  stop(): void
}

/** A process could not be started; the message says which, why, and where to read on. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** A real process of the product, kept running until it is stopped, cut off or dies too often. */
export class Service {
  readonly #options: ServiceOptions
  readonly #listeners = new Set<() => void>()
  /** Processes that were told to end: their death is no surprise. */
  readonly #dismissed = new WeakSet<Child>()
  #state: ServiceState = 'stopped'
  #child: Child | undefined
  #exited: Promise<void> = Promise.resolve()
  #lastLines: string[] = []
  #startedAtMs = 0
  #deaths = 0
  #cancelRestart: Cancel = () => {}

  constructor(options: ServiceOptions) {
    this.#options = options
  }

  get state(): ServiceState {
    return this.#state
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Resolves when the process says that it is ready, or has been stopped meanwhile. Throws a ServiceError when it dies
   * first or takes too long.
   */
  async start(): Promise<void> {
    if (this.#state === 'starting' || this.#state === 'running') return
    this.#deaths = 0
    this.#become('starting')
    // The one before may still be dying, and must not share its files and ports with the next.
    await this.#exited
    if (this.state === 'starting') await this.#launch()
  }

  /** Asks it to end; kills it after a deadline. */
  async stop(): Promise<void> {
    this.#dismiss('SIGTERM')
    const cancel = this.#options.clock.after(stopDeadlineMs, () => this.#child?.kill('SIGKILL'))
    await this.#exited
    cancel()
  }

  /** What a power cut does to it: SIGKILL, and nothing restarts it. */
  async cutOff(): Promise<void> {
    this.#dismiss('SIGKILL')
    await this.#exited
  }

  async #launch(): Promise<void> {
    const { args, cwd, env, clock, logFile, watchStart } = this.#options
    this.#become('starting')
    this.#startedAtMs = clock.monotonicMs()
    this.#lastLines = []
    // A log that cannot be written, on a full disk say, must not end what it is about.
    const log = createWriteStream(logFile, { flags: 'a' }).on('error', () => {})
    // A group of its own: Ctrl-C at the terminal reaches the demonstration only, which then ends all in order.
    const child: Child = spawn(process.execPath, [...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    child.stdin.on('error', () => {})
    this.#child = child
    const keep = (line: string) => {
      log.write(`${line}\n`)
      this.#lastLines = [...this.#lastLines, line].slice(-linesKept)
    }
    const ready = Promise.withResolvers<void>()
    let isUp = false
    const watch = watchStart(() => {
      isUp = true
      ready.resolve()
    })
    createInterface(child.stdout).on('line', (line) => {
      if (isUp || !watch.takeLine(line)) keep(line)
    })
    createInterface(child.stderr).on('line', keep)
    this.#exited = new Promise((resolve) => {
      const end = (how: string) => {
        log.end()
        if (this.#child === child) this.#child = undefined
        if (this.#dismissed.has(child)) ready.resolve()
        else if (isUp) this.#died(how)
        else ready.reject(this.#error(`could not start: it ${how}`))
        resolve()
      }
      child.once('error', (error) => end(`could not be run (${error.message})`))
      child.once('close', (code, signal) =>
        end(signal ? `was ended by ${signal}` : `ended with exit code ${code}`),
      )
    })
    const cancel = clock.after(readyDeadlineMs, () => {
      ready.reject(this.#error(`did not get ready within ${readyDeadlineMs / 1000} s`))
      child.kill('SIGKILL')
    })
    try {
      await ready.promise
      if (this.#child === child && !this.#dismissed.has(child)) this.#become('running')
    } catch (error) {
      if (this.#state === 'starting') this.#become('failed')
      throw error
    } finally {
      cancel()
      watch.stop()
    }
  }

  /** After a death that was not asked for: tells, and starts it again unless it keeps dying. */
  #died(how: string): void {
    const { clock, onDeath } = this.#options
    const livedMs = clock.monotonicMs() - this.#startedAtMs
    this.#deaths = livedMs < aliveForMs ? this.#deaths + 1 : 1
    const again = this.#deaths < mostDeaths
    onDeath(this.#account(`${how}${again ? ' and is started again' : ` ${mostDeaths} times; it stays down`}`))
    this.#become(again ? 'starting' : 'failed')
    if (!again) return
    this.#cancelRestart = clock.after(restartDelayMs, () => {
      this.#launch().catch((error: unknown) => onDeath(String(error)))
    })
  }

  #dismiss(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#cancelRestart()
    this.#become('stopped')
    if (this.#child === undefined) return
    this.#dismissed.add(this.#child)
    this.#child.kill(signal)
  }

  #become(state: ServiceState): void {
    if (state === this.#state) return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  #error(what: string): ServiceError {
    return new ServiceError(this.#account(what))
  }

  #account(what: string): string {
    const { name, logFile } = this.#options
    return [
      `The ${name} ${what}.`,
      ...this.#lastLines.map((line) => `  | ${line}`),
      `Its log: ${logFile}`,
    ].join('\n')
  }
}
