import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Ticks a second of the kernel's process accounting; 100 on every Linux that Node runs on. */
const clockTicksPerSecond = 100

/** A process under measurement that takes lines and ends with its input: the harness, or the bare client. */
export class Subject {
  readonly #child: ChildProcess
  readonly startedMs = performance.now()

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Spawns at once; its first line of output is awaited by `ready`. */
  static start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Subject {
    const env = { ...process.env, ...environment }
    return new Subject(spawn(process.execPath, [...args], { env, stdio: ['pipe', 'pipe', 'ignore'] }))
  }

  async ready(): Promise<void> {
    await once(createInterface({ input: this.#child.stdout! }), 'line')
  }

  tell(line: object): void {
    this.#child.stdin!.write(`${JSON.stringify(line)}\n`)
  }

  /** Processor time used so far in user and kernel mode, in milliseconds (`/proc/<pid>/stat`, fields 14 and 15). */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicksPerSecond
  }

  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  }

  /** Ends its input, and so the process in order. */
  async leave(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.stdin!.end()
    await ended
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}
