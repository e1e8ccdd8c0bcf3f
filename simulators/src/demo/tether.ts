import { closeSync, existsSync, readdirSync, readlinkSync } from 'node:fs'

/**
 * Loaded into each process that the simulators start, by `--import`: when the simulator dies, however it dies, the pipe on
 * standard input ends, and the process stops as if it had been asked to.
 */
const stopDeadlineMs = 5_000

process.stdin.on('error', () => {})
process.stdin.once('close', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), stopDeadlineMs).unref()
})
process.stdin.resume()
process.stdin.unref()

// The library of the pseudo-terminals leaves its ends open across an exec. Held by this process too, the devices' ends
// would never close, and a cable that is pulled over there would not hang up here.
const descriptors = '/proc/self/fd'
for (const name of existsSync(descriptors) ? readdirSync(descriptors) : [])
  if (linkOf(name)?.endsWith('/ptmx')) closeSync(Number(name))

function linkOf(name: string): string | undefined {
  try {
    return readlinkSync(`${descriptors}/${name}`)
  } catch {
    // The folder's own descriptor is closed again by now.
    return undefined
  }
}
