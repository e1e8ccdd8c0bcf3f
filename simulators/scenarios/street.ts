import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { z } from 'zod'
import { anyPorts, type Demo, startDemo } from '../src/demo/demo.ts'
import type { LoadModel, SocketSnapshot } from '../src/devices/post.ts'
import { eventually } from './eventually.ts'

// Real processes charge in real time, and a story waits many times; `eventually` gives up sooner, and says what it waited for.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

/** A character display is redrawn piece by piece: one that has not changed for so long shows what is meant. */
const probesOfStillDisplay = 5

/** A tap lasts a second, and a reader takes a card for gone half a second later; what comes sooner is the same tap. */
const nextTapMs = 2_000

export const card = {
  accepted: '04A1B2C3D4E5F6',
  blocked: '04FFEEDDCCBBAA',
  unknown: '0401020304A5B6',
} as const

const sessionSchema = z.object({
  id: z.string(),
  transactionId: z.int(),
  connectorId: z.int(),
  idTag: z.string(),
  state: z.enum(['charging', 'finished']),
  startedAt: z.iso.datetime(),
  stoppedAt: z.iso.datetime().nullable(),
  meterStartWh: z.int(),
  meterStopWh: z.int().nullable(),
  stopReason: z.string().nullable(),
  energyWh: z.int().nullable(),
  amountIdr: z.int().nullable(),
  suspectReasons: z.array(z.string()),
  signature: z.string().nullable(),
  bill: z.object({ energyWh: z.int(), totalIdr: z.int() }).nullable(),
})
export type Session = z.infer<typeof sessionSchema>

const readingSchema = z.object({ measuredAt: z.iso.datetime(), energyWh: z.int().nullable() })

/**
 * Everything that `npm start` starts, on free ports and a new data folder, for one story. What a driver does goes
 * through the post, what an operator sees comes from the API.
 */
export class Street {
  readonly demo: Demo
  readonly dataDir: string

  readonly #notices: readonly string[]
  #tappedAtMs = Number.NEGATIVE_INFINITY

  private constructor(demo: Demo, dataDir: string, notices: readonly string[]) {
    this.demo = demo
    this.dataDir = dataDir
    this.#notices = notices
  }

  static async open(
    options: { chargerKeys?: Record<string, string>; cloudSettings?: Record<string, string> } = {},
  ): Promise<Street> {
    const dataDir = mkdtempSync(join(tmpdir(), 'colok-street-'))
    const notices: string[] = []
    const demo = await startDemo({
      dataDir,
      fresh: true,
      ports: anyPorts,
      onNotice: (notice) => notices.push(notice),
      ...options,
    })
    const street = new Street(demo, dataDir, notices)
    await street.until('the charger is ready', () => street.lcd().includes('SIAP'))
    await street.until('the central system has accepted the charger', async () =>
      (await street.api('chargers/CLK-0001')).includes('"Available"'),
    )
    return street
  }

  /** Ends all processes and forgets their data. */
  async close(): Promise<void> {
    await this.demo.stop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  lcd(): string {
    return this.demo.post.snapshot().lcd.join('\n')
  }

  socket(connectorId: number): SocketSnapshot {
    const socket = this.demo.post.snapshot().sockets[connectorId - 1]
    if (socket === undefined) throw new RangeError(`no socket ${connectorId}`)
    return socket
  }

  /** Plugs in and waits until the charger has seen it. Only at a free socket: one that has just ended is amber too. */
  async plugIn(connectorId: number, load: LoadModel): Promise<void> {
    await this.until('the socket is free', () => this.socket(connectorId).light.colour === 'blue')
    this.demo.post.plug(connectorId, load)
    await this.until('the plug is seen', () => this.socket(connectorId).light.colour === 'amber')
  }

  /** Holds a card to the reader, once the one before has been taken away. */
  async tap(uid: string): Promise<void> {
    await this.until('the last card is gone', () => performance.now() - this.#tappedAtMs >= nextTapMs)
    this.#tappedAtMs = performance.now()
    this.demo.post.presentCard(uid)
  }

  /** Plugs in, taps, and waits until energy flows. */
  async startSession(connectorId: number, load: LoadModel, uid: string = card.accepted): Promise<void> {
    await this.plugIn(connectorId, load)
    await this.tap(uid)
    await this.until('the relay closes', () => this.socket(connectorId).relayClosed)
  }

  /** Taps again and waits until the relay is open. */
  async stopSession(connectorId: number, uid: string = card.accepted): Promise<void> {
    await this.tap(uid)
    await this.until('the relay opens', () => !this.socket(connectorId).relayClosed)
  }

  async untilDelivered(connectorId: number, energyWh: number): Promise<void> {
    const fromWh = this.socket(connectorId).registerWh
    await this.until(
      `${energyWh} Wh are delivered`,
      () => this.socket(connectorId).registerWh >= fromWh + energyWh,
    )
  }

  /** The price in rupiah on the screen of a session that has ended, once the display has been redrawn. */
  async finalPriceOnLcd(): Promise<number> {
    let last = ''
    let seen = 0
    const price = await this.until('the LCD shows the price', () => {
      const lcd = this.lcd()
      seen = lcd === last ? seen + 1 : 0
      last = lcd
      return seen >= probesOfStillDisplay && /SELESAI +\d\d:\d\d:\d\d\n[\d,]+ kWh +Rp ([\d.]+)/.exec(lcd)?.[1]
    })
    return Number(price.replaceAll('.', ''))
  }

  /** The newest first. */
  async sessions(): Promise<Session[]> {
    return z.object({ items: z.array(sessionSchema) }).parse(JSON.parse(await this.api('sessions'))).items
  }

  /** The newest session, once it has ended. */
  async finishedSession(): Promise<Session> {
    return this.until('the session has ended at the central system', async () =>
      (await this.sessions()).slice(0, 1).find((session) => session.state === 'finished'),
    )
  }

  async readings(session: Session) {
    const page = JSON.parse(await this.api(`sessions/${session.id}/readings?limit=100`))
    return z.object({ items: z.array(readingSchema) }).parse(page).items
  }

  /** The text of an answer of the operators' API. Throws unless it is a success. */
  async api(path: string, init: { method?: string; body?: unknown } = {}): Promise<string> {
    return (await this.#ask(path, init)).text()
  }

  /** Puts a text file where the operators' API takes one. Throws unless it is a success. */
  async upload(path: string, text: string): Promise<void> {
    const response = await fetch(`${this.demo.addresses.cloud}api/v1/${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.demo.operatorKey}`, 'content-type': 'text/csv' },
      body: text,
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  }

  /** A file that the operators' API gives. Throws unless it is a success. */
  async file(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.#ask(path, {})).arrayBuffer())
  }

  async #ask(path: string, init: { method?: string; body?: unknown }): Promise<Response> {
    const response = await fetch(`${this.demo.addresses.cloud}api/v1/${path}`, {
      method: init.method ?? 'GET',
      headers: { authorization: `Bearer ${this.demo.operatorKey}`, 'content-type': 'application/json' },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response
  }

  until<T>(what: string, probe: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
    return eventually(what, probe, () => this.#howThingsStand())
  }

  #howThingsStand(): string {
    const logs = ['charger', 'cloud'].map((name) => {
      const lines = readFileSync(join(this.dataDir, 'logs', `${name}.log`), 'utf8')
        .trim()
        .split('\n')
      return `${name}.log:\n${lines.slice(-8).join('\n')}`
    })
    return [...this.#notices, this.lcd(), JSON.stringify(this.demo.post.snapshot().sockets), ...logs].join(
      '\n\n',
    )
  }
}
