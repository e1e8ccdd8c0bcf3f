import { spawn } from 'node:child_process'

/**
 * Runs a PostgreSQL server for as long as its own standard input is open, so that it ends with whoever started it,
 * however that ends. Its arguments are the command and, of a user to run it as, the number, or `-`.
 */
const [user = '-', command = '', ...args] = process.argv.slice(2)
const identity = user === '-' ? {} : { uid: Number(user), gid: Number(user) }
const server = spawn(command, args, { ...identity, stdio: ['ignore', 'inherit', 'inherit'], cwd: '/' })
// The quick way out: what the tests have written is of no use to anybody.
process.stdin.on('end', () => server.kill('SIGQUIT')).resume()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill('SIGQUIT'))
server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
server.on('exit', (code) => process.exit(code ?? 1))
