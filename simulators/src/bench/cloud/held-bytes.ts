import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ServerProcess } from '../server-process.ts'

/** Garbage goes in more than one collection, and what it held goes back to the kernel later still. */
const collectionMs = 250
const fewestCollections = 4
const mostCollections = 24

/** When a collection has freed no more than this share, what remains is held. */
const stillShare = 0.005

/** Node with a collector that can be called: the same for every server whose memory is measured. */
export const collectable = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('./garbage-on-signal.ts', import.meta.url)),
]

/** Resident bytes of a server that was started with `collectable`, after its garbage is gone. */
export async function heldBytes(server: ServerProcess): Promise<number> {
  let held = server.residentBytes()
  for (let collection = 1; collection <= mostCollections; collection++) {
    server.child.kill('SIGUSR2')
    await pause(collectionMs)
    const now = server.residentBytes()
    if (collection >= fewestCollections && now > held * (1 - stillShare)) return now
    held = now
  }
  return held
}
