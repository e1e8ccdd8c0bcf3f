import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServerProcess } from '../server-process.ts'
import type { FleetCharger, FleetOrder, FleetReply, LoadReport, Traffic } from './fleet-orders.ts'

/** Traffic that is running may need a moment until code is hot and queues are full. */
const warmUpShare = 0.25

export interface Measured extends LoadReport {
  /** Processor time of the server for each message. */
  readonly cpuUsPerMessage: number
}

/** The handle of a fleet's process (`fleet-process.ts`). Every method rejects when the fleet fails or ends. */
export class Fleet {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Starts the process and connects its chargers. */
  static async connect(chargers: readonly FleetCharger[]): Promise<Fleet> {
    const fleet = new Fleet(fork(fileURLToPath(new URL('./fleet-process.ts', import.meta.url))))
    await fleet.order({ kind: 'connect', chargers })
    return fleet
  }

  /** Lets traffic run against `server`, and measures it for so long once it has warmed up. */
  async measure(server: ServerProcess, traffic: Traffic, seconds: number): Promise<Measured> {
    await this.order({ kind: 'begin', traffic })
    await this.order({ kind: 'measure', seconds: seconds * warmUpShare })
    const cpuBefore = server.cpuMs()
    const { report } = await this.order({ kind: 'measure', seconds })
    const cpuMs = server.cpuMs() - cpuBefore
    await this.order({ kind: 'end' })
    if (report === undefined) throw new Error('the fleet measured nothing')
    return { ...report, cpuUsPerMessage: (cpuMs * 1000) / report.messages }
  }

  order(order: FleetOrder): Promise<Extract<FleetReply, { kind: 'done' }>> {
    return new Promise((resolve, reject) => {
      const forget = () => {
        this.#child.off('exit', onExit)
        this.#child.off('message', onMessage)
      }
      const onExit = (code: number | null) =>
        reject(new Error(`the fleet ended with ${code} at "${order.kind}"`))
      const onMessage = (message: unknown) => {
        const reply = message as FleetReply
        forget()
        if (reply.kind === 'done') resolve(reply)
        else reject(new Error(`the fleet failed at "${order.kind}": ${reply.problem}`))
      }
      this.#child.on('exit', onExit)
      this.#child.on('message', onMessage)
      this.#child.send(order)
    })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}
