import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Checkpointer } from './log-keeper.ts'

export type CheckpointOrder = 'checkpoint' | 'close'
export interface CheckpointReply {
  readonly problem: string | undefined
}

/** In a thread of its own, since it writes and waits for the disk for tens of milliseconds. */
export class CheckpointThread implements Checkpointer {
  readonly #worker: Worker
  readonly #ended: Promise<unknown>
  #waiting: PromiseWithResolvers<void> | undefined
  #failure: Error | undefined

  constructor(file: string) {
    this.#worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
      workerData: file,
      // It loads what it needs by itself, and what it holds is a few kilobytes.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
    })
    this.#worker.unref()
    this.#ended = once(this.#worker, 'exit')
    this.#worker.on('message', ({ problem }: CheckpointReply) => this.#settle(problem && new Error(problem)))
    this.#worker.on('error', (error) => {
      this.#failure = new Error('The thread that brings the log into the database has ended.', {
        cause: error,
      })
      this.#settle(this.#failure)
    })
  }

  checkpoint(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.#waiting = Promise.withResolvers()
    this.#order('checkpoint')
    return this.#waiting.promise
  }

  async close(): Promise<void> {
    this.#worker.ref()
    this.#order('close')
    await this.#ended
  }

  #order(order: CheckpointOrder): void {
    this.#worker.postMessage(order)
  }

  #settle(problem: Error | '' | undefined): void {
    if (problem) this.#waiting?.reject(problem)
    else this.#waiting?.resolve()
    this.#waiting = undefined
  }
}
