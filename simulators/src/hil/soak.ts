import { seededRandom } from '@colok/shared/testing/seeded-random'
import type { Random } from '@colok/shared/time'
import { systemClock } from '../demo/system-clock.ts'
import { disturbPost, healPost } from '../devices/disturbances.ts'
import { Motorcycle } from '../motorcycle/motorcycle.ts'
import { checkBooks } from './books.ts'
import { type ChargerRig, pause, startChargerRig, until } from './charger-rig.ts'
import { type MemorySample, type MemoryTrend, memoryTrend } from './memory-trend.ts'
import { RelayWatch } from './relay-watch.ts'
import { megabytes, minutes } from './report.ts'

export interface SoakOptions {
  readonly durationMs: number
  readonly seed: number
  /** The charger's log and store are left here. */
  readonly folder: string
  /** Told of each look at the memory. */
  readonly onProgress: (line: string) => void
}

export interface SoakReport {
  readonly sessions: number
  readonly faults: number
  readonly deliveredWh: number
  readonly billedWh: number
  /** The longest that a socket was live though it had to be dead. */
  readonly longestUnwantedMs: number
  readonly memory: MemoryTrend
  readonly problems: readonly string[]
}

const stepMs = 250
/** Faults come and go for so long, then all is mended for so long, and so on. */
const stormMs = 35_000
const calmMs = 25_000
/** A customer whose card was not taken tries again. */
const tapAgainMs = 6_000
/** All sockets at once, at the end, so that there is something to be billed. */
const deliverMs = 4_000
/** Before, caches fill and code is compiled; of a short run it is a quarter. */
const warmUpMs = 5 * 60_000
const sampleEveryMs = 30_000
/** Then a card reader has been found again, the network has been dialled again, and everything has been told. */
const recoveryMs = 180_000

const cards = ['04A1B2C3D4E5F6', '04B1B2C3D4E5F6', '04C1B2C3D4E5F6', '04D1B2C3D4E5F6']

/**
 * Customers come and go at the real charger while everything around it breaks and is mended at random. Rejects only when
 * the charger does not start; whatever else goes wrong is one of the report's problems.
 */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const rig = await startChargerRig(options)
  try {
    return await new Soak(rig, options).run()
  } finally {
    await rig.stop()
  }
}

class Soak {
  readonly #rig: ChargerRig
  readonly #options: SoakOptions
  readonly #random: Random
  readonly #watch = new RelayWatch()
  readonly #samples: MemorySample[] = []
  readonly #problems: string[] = []
  readonly #startMs = systemClock.monotonicMs()
  #faults = 0
  #isCalm = false

  constructor(rig: ChargerRig, options: SoakOptions) {
    this.#rig = rig
    this.#options = options
    this.#random = seededRandom(options.seed)
  }

  async run(): Promise<SoakReport> {
    const { durationMs } = this.#options
    let nextSampleMs = Math.min(warmUpMs, durationMs / 4)
    let lastMs = this.#elapsedMs
    while (this.#elapsedMs < durationMs && this.#rig.charger.complaints.length === 0) {
      this.#happen()
      await pause(stepMs)
      this.#look(Math.min(this.#elapsedMs - lastMs, 2 * stepMs))
      lastMs = this.#elapsedMs
      if (lastMs < nextSampleMs) continue
      nextSampleMs += Math.min(sampleEveryMs, durationMs / 20)
      await this.#sample()
    }
    await this.#attempt('recover', () => this.#recover())
    return this.#report()
  }

  get #elapsedMs(): number {
    return systemClock.monotonicMs() - this.#startMs
  }

  #happen(): void {
    const { post, network } = this.#rig
    const isCalm = this.#elapsedMs % (stormMs + calmMs) > stormMs
    if (isCalm && !this.#isCalm) this.#mend()
    this.#isCalm = isCalm
    const chance = this.#random()
    if (chance < 0.3) this.#serveSomebody()
    else if (!isCalm && chance < 0.5) {
      this.#faults += 1
      disturbPost(post, this.#random)
    } else if (!isCalm && chance < 0.52) {
      if (network.connected) network.cut()
      else network.restore()
    }
  }

  #mend(): void {
    healPost(this.#rig.post)
    this.#rig.network.restore()
  }

  /** Somebody plugs in, pulls out, or holds a card to the reader. */
  #serveSomebody(): void {
    const { post } = this.#rig
    const { sockets } = post.snapshot()
    const socket = sockets[Math.floor(this.#random() * sockets.length)]!
    const chance = this.#random()
    if (chance < 0.4) post.presentCard(cards[Math.floor(this.#random() * cards.length)]!)
    else if (!socket.plugged)
      post.plug(socket.connectorId, new Motorcycle({ startPermille: Math.round(100 + 800 * this.#random()) }))
    else if (chance > 0.85) post.unplug(socket.connectorId)
  }

  #look(sinceMs: number): void {
    const { post } = this.#rig
    const { silent, unplugged } = post.faults.board
    this.#watch.look({ snapshot: post.snapshot(), boardCutOff: silent || unplugged, sinceMs })
  }

  async #sample(): Promise<void> {
    await this.#attempt('be measured', async () => {
      const { heapUsed, external, rss } = await this.#rig.charger.usage({ live: true })
      const liveBytes = heapUsed + external
      this.#samples.push({ atMs: this.#elapsedMs, liveBytes, residentBytes: rss })
      const { transactions } = this.#rig.central
      this.#options.onProgress(
        `${minutes(this.#elapsedMs)}  live ${megabytes(liveBytes)}  resident ${megabytes(rss)}  ` +
          `${transactions.length} sessions, ${this.#faults} faults`,
      )
    })
  }

  /** All is mended: everything works again, and everything has been told. */
  async #recover(): Promise<void> {
    const { post, central } = this.#rig
    this.#mend()
    for (const { connectorId } of post.snapshot().sockets) post.unplug(connectorId)
    const isReady = () => post.snapshot().lcd.join().includes('SIAP')
    await until('the display to say SIAP', isReady, recoveryMs)
    await this.#proveSockets()
    const isTold = () => central.transactions.every(({ stop }) => stop !== undefined)
    await until('every transaction to be told', isTold, recoveryMs)
  }

  /** Each delivers by a card of its own, then all of them at once, and each opens. */
  async #proveSockets(): Promise<void> {
    const { post } = this.#rig
    const { sockets } = post.snapshot()
    const isLive = (connectorId: number) => post.snapshot().sockets[connectorId - 1]?.relayClosed === true
    for (const [index, { connectorId }] of sockets.entries()) {
      post.plug(connectorId, new Motorcycle({ startPermille: 500 }))
      let tappedMs = Number.NEGATIVE_INFINITY
      const tapsUntilLive = () => {
        if (isLive(connectorId)) return true
        if (this.#elapsedMs - tappedMs > tapAgainMs) {
          tappedMs = this.#elapsedMs
          post.presentCard(cards[index % cards.length]!)
        }
        return false
      }
      await until(`socket ${connectorId} to deliver again`, tapsUntilLive, recoveryMs)
    }
    await pause(deliverMs)
    for (const { connectorId } of sockets) post.unplug(connectorId)
    for (const { connectorId } of sockets)
      await until(`socket ${connectorId} to open again`, () => !isLive(connectorId), recoveryMs)
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#problems.push(`the charger could not ${what}: ${(error as Error).message}`)
    }
  }

  #report(): SoakReport {
    const { post, central, charger } = this.#rig
    const deliveredWh = post.snapshot().sockets.map(({ registerWh }) => registerWh)
    const books = checkBooks(central.transactions, deliveredWh)
    const memory = memoryTrend(this.#samples)
    const problems = [
      ...charger.complaints,
      ...central.problems,
      ...this.#watch.violations,
      ...this.#problems,
      ...books.problems,
    ]
    if (!memory.isFlat)
      problems.push(`it holds ${megabytes(memory.grownBytes)} more at the end than at first`)
    return {
      sessions: central.transactions.length,
      faults: this.#faults,
      deliveredWh: deliveredWh.reduce((sum, each) => sum + each, 0),
      billedWh: books.billedWh,
      longestUnwantedMs: Math.round(this.#watch.longestMs),
      memory,
      problems,
    }
  }
}
