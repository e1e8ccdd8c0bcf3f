import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../..', import.meta.url))

interface ReadyLine {
  readonly event: 'ready'
  readonly url: string
  readonly ocppUrl: string
  readonly operatorKey?: string
  readonly pid: number
}

/** The real process, as `npm start -w @colok/cloud -- …` runs it. */
export interface CloudProcess {
  readonly child: ChildProcess
  /** The first line of stdout, or a failure with what was said on stderr. */
  readonly ready: Promise<ReadyLine>
  /** When it has ended: its exit status, and all that it said. */
  readonly ended: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>
}

export function spawnCloud(args: readonly string[], environment: Record<string, string> = {}): CloudProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('COLOK_'))
  const child = spawn(process.execPath, ['--import', './src/tsx-files.ts', 'src/main.ts', ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), COLOK_HTTP_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.on('data', (data) => {
    stderr += data
  })
  const ready = Promise.withResolvers<ReadyLine>()
  // Most tests of a refused start never look at it.
  ready.promise.catch(() => {})
  child.stdout.on('data', (data) => {
    stdout += data
    const end = stdout.indexOf('\n')
    if (end >= 0 && stdout.startsWith('{')) ready.resolve(JSON.parse(stdout.slice(0, end)))
  })
  const ended = once(child, 'close').then(([code, signal]) => {
    ready.reject(new Error(`The cloud ended with ${code ?? signal}: ${stderr}`))
    return { code, signal, stdout, stderr }
  })
  return { child, ready: ready.promise, ended }
}
