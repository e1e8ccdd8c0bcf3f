import { type Charger, composeCharger } from '@colok/firmware/compose'
import { chargerConfig } from '@colok/firmware/config'
import { devicesConfig, openDevices } from '@colok/firmware/devices/catalogue'
import { MemoryStore } from '@colok/firmware/store/memory-store'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { AcceptingCentralSystem } from '../bench/charger/accepting-central-system.ts'
import { type LoadModel, VirtualPost } from '../devices/post.ts'

/** The I/O board as the model of it, or as the machine code that real ones are flashed with. */
export type PostBoard = 'model' | 'machineCode'

/** What the fault is looked for at: a millisecond would tell no more, since the emulated board runs 5 ms at a time. */
const lookEveryMs = 5
/** The leakage module is tested at the start and when a plug goes in; a card is read within half a second. */
const settleMs = 6_000
const closesWithinMs = 10_000
const cards = ['04A1B2C3D4E5F6', '04B1B2C3D4E5F6']

/**
 * The whole charger in virtual time: the real core and drivers, in memory, on a post of two sockets. What is measured here
 * is the same in every run.
 */
export class VirtualCharger {
  readonly clock = new VirtualClock()
  readonly post: VirtualPost
  readonly #charger: Charger
  readonly #central = new AcceptingCentralSystem(() => this.clock.wallMs())
  #tell: (text: string) => void = () => {}

  private constructor(board: PostBoard, config: Record<string, unknown>) {
    const { clock } = this
    this.post = new VirtualPost({
      sockets: 2,
      clock,
      lcd: '20x4',
      ptys: false,
      board,
      random: seededRandom(1),
    })
    const { ports } = this.post
    const devices = openDevices(
      devicesConfig.parse({
        ioBoard: { product: 'reference-1', port: ports.board, display: { size: '20x4' } },
        cardReaders: [{ product: 'pn532', port: ports.cardReader }],
        connectors: ports.meters.map((port) => ({ meter: { product: 'pzem-004t', port } })),
      }),
      { clock, log: { info: () => {}, warn: () => {} }, openPort: (line) => this.post.openPort(line) },
    )
    const say = () => {}
    this.#charger = composeCharger({
      config: chargerConfig.parse({
        chargePointId: 'CLK-HIL',
        csmsUrl: 'ws://127.0.0.1:9/ocpp',
        devices: {},
        ...config,
      }),
      devices,
      store: new MemoryStore(),
      clock,
      random: seededRandom(1),
      dial: (_, listener) => {
        this.#tell = (text) => listener.onMessage(text)
        clock.after(0, () => listener.onOpen())
        return {
          send: (text) => {
            const answer = this.#central.answer(text)
            if (answer !== undefined) clock.after(20, () => listener.onMessage(answer))
          },
          ping: () => void clock.after(20, () => listener.onPong()),
          close: () => void clock.after(0, () => listener.onClose('closed')),
        }
      },
      log: { debug: say, info: say, warn: say, error: say },
      onReset: say,
      onFatal: (cause) => {
        throw cause
      },
    })
  }

  static async start(board: PostBoard, config: Record<string, unknown> = {}): Promise<VirtualCharger> {
    const bench = new VirtualCharger(board, config)
    await bench.post.start()
    bench.#charger.start()
    await bench.clock.advance(settleMs)
    return bench
  }

  async stop(): Promise<void> {
    const stopped = this.#charger.stop()
    await this.clock.advance(settleMs)
    await stopped
    await this.post.stop()
  }

  isLive(connectorId = 1): boolean {
    return this.post.snapshot().sockets[connectorId - 1]?.relayClosed === true
  }

  /** What is wrong with it now, in its own words. */
  faults(): string[] {
    const { station, connectors } = this.#charger.state
    return [...station.faults, ...connectors.flatMap(({ faults }) => faults)].map(({ info }) => info)
  }

  /** A call of the central system. */
  ask(action: string, request: object): void {
    this.#tell(JSON.stringify([2, `ask-${action}`, action, request]))
  }

  /** Plugs in, taps, and waits until the socket is live. Throws when it does not become so. */
  async charge(load: LoadModel, connectorId = 1): Promise<void> {
    this.post.plug(connectorId, load)
    await this.clock.advance(settleMs)
    this.post.presentCard(cards[connectorId - 1]!)
    const ms = await this.#msUntil(() => this.isLive(connectorId), closesWithinMs)
    if (ms === undefined) throw new Error(`socket ${connectorId} does not become live`)
  }

  tap(connectorId = 1): void {
    this.post.presentCard(cards[connectorId - 1]!)
  }

  /** How long the socket stays live from now on; `undefined` when it is at the end of that time. */
  msUntilDead(atMostMs: number, connectorId = 1): Promise<number | undefined> {
    return this.#msUntil(() => !this.isLive(connectorId), atMostMs)
  }

  async #msUntil(fact: () => boolean, atMostMs: number): Promise<number | undefined> {
    for (let ms = 0; ms <= atMostMs; ms += lookEveryMs) {
      if (fact()) return ms
      await this.clock.advance(lookEveryMs)
    }
    return undefined
  }
}
