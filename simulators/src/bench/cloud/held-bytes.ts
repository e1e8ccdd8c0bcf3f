import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ServerProcess } from '../server-process.ts'

/** Garbage goes in more than one collection; what remains after these is held. */
const collections = 4
const collectionMs = 250

/** Node with a collector that can be called: the same for every server whose memory is measured. */
export const collectable = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('./garbage-on-signal.ts', import.meta.url)),
]

/** Resident bytes of a server that was started with `collectable`, after its garbage is gone. */
export async function heldBytes(server: ServerProcess): Promise<number> {
  for (let collection = 0; collection < collections; collection++) {
    server.child.kill('SIGUSR2')
    await pause(collectionMs)
  }
  return server.residentBytes()
}
