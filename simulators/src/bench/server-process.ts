import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Ticks a second of the kernel's process accounting; 100 on every Linux that Node runs on. */
const clockTicksPerSecond = 100
/** Ten thousand chargers may have to be seeded, on a machine that is busy with other work. */
const startDeadlineMs = 180_000

/** A server under measurement, in a process of its own, so that its processor time is its own. */
export class ServerProcess {
  readonly child: ChildProcess

  private constructor(child: ChildProcess) {
    this.child = child
  }

  /**
   * Starts `command` and resolves with the first line of its output that `ready` recognises. Rejects with the last
   * lines that it wrote to standard error when it ends or is not ready in time.
   */
  static async start<T>(options: {
    command: string
    args: readonly string[]
    cwd: string
    env?: NodeJS.ProcessEnv
    ready: (line: string) => T | undefined
  }): Promise<{ server: ServerProcess; ready: T }> {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const complaints: string[] = []
    createInterface({ input: child.stderr! }).on('line', (line) => complaints.push(line))
    const found = await new Promise<T>((resolve, reject) => {
      const fail = (why: string) => {
        clearTimeout(deadline)
        child.kill('SIGKILL')
        reject(new Error(`${options.args.join(' ')} ${why}\n${complaints.slice(-20).join('\n')}`))
      }
      const deadline = setTimeout(
        () => fail(`was not ready after ${startDeadlineMs / 1000} s`),
        startDeadlineMs,
      )
      child.once('exit', (code) => fail(`ended with ${code} before it was ready`))
      createInterface({ input: child.stdout! }).on('line', (line) => {
        const value = options.ready(line)
        if (value === undefined) return
        clearTimeout(deadline)
        resolve(value)
      })
    })
    return { server: new ServerProcess(child), ready: found }
  }

  /** Processor time used so far in user and kernel mode, in milliseconds (`/proc/<pid>/stat`, fields 14 and 15). */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicksPerSecond
  }

  /** Resident memory in bytes (`/proc/<pid>/status`, VmRSS). */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  }

  /** Ends it as the kernel does that is out of memory: without a word. */
  async kill(): Promise<void> {
    const ended = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await ended
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await ended
  }
}
