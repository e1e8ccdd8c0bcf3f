import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

/**
 * Runs a PostgreSQL server for as long as its own standard input is open, so that it ends with whoever started it,
 * however that ends, and removes its folder then. Its arguments: the number of the user to run it as, or `-`; the folder;
 * the command.
 */
const [user = '-', folder = '', command = '', ...args] = process.argv.slice(2)
const identity = user === '-' ? {} : { uid: Number(user), gid: Number(user) }
const server = spawn(command, args, { ...identity, stdio: ['ignore', 'inherit', 'inherit'], cwd: '/' })

// The quick way out: what the tests have written is of no use to anybody.
const stop = () => void server.kill('SIGQUIT')
process.stdin.on('end', stop).resume()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)

server.on('error', (error) => end(error.message))
server.on('exit', () => end(''))

function end(message: string): void {
  rmSync(folder, { recursive: true, force: true })
  process.stderr.write(message)
  process.exit()
}
