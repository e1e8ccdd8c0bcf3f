/**
 * A thread with a connection of its own that brings the write-ahead log into the database when it is told to. SQLite
 * puts both files on the disk meanwhile (`synchronous=NORMAL`), which is what the thread is for.
 */
import { parentPort, workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import type { CheckpointOrder, CheckpointReply } from './checkpoint-thread.ts'

const database = new Sqlite(workerData as string)
database.pragma('synchronous = NORMAL')
// Passive: it waits for nobody and nobody waits for it.
const checkpoint = database.prepare('pragma wal_checkpoint(passive)')

parentPort?.on('message', (order: CheckpointOrder) => {
  if (order === 'close') {
    database.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(carryOut())
})

function carryOut(): CheckpointReply {
  try {
    checkpoint.get()
    return { problem: undefined }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
