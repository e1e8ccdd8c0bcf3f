import type { ChargerParts } from '@colok/firmware/compose'
import type { Clock } from '@colok/shared/time'
import type { Life } from './mortal.ts'

type DialSocket = ChargerParts['dial']
type SocketListener = Parameters<DialSocket>[1]
type OcppSocket = ReturnType<DialSocket>

/** The central system's end of a connection, as its `acceptSocket` takes it. */
export interface CloudSocket {
  readonly isOpen: boolean
  readonly bufferedBytes: number
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
  ping(): void
  onMessage(listener: (text: string) => void): void
  onClose(listener: () => void): void
  onPong(listener: () => void): void
}

/** Lets a charger in at the central system of now; false when there is none, or it does not know the charger. */
export type Accept = (chargePointId: string, socket: CloudSocket, onDead: () => void) => Promise<boolean>

type Item = { kind: 'text'; text: string } | { kind: 'ping' } | { kind: 'pong' } | { kind: 'close' }

/** Rewrites, swallows or multiplies a message on its way: planted bugs only. */
export type Tamper = (direction: 'up' | 'down', text: string, answer: (text: string) => void) => string[]

const dialTimeoutMs = 20_000
const refusalMs = 200
/** A handshake that is not answered in this time is given up, as the charger's own socket does (firmware/src/ocpp/ws-socket.ts). */
const handshakeTimeoutMs = 30_000
/** A cut that lasts longer than this ends every connection under way, as TCP's retransmissions give up. */
const giveUpMs = 900_000

/** One charger's way to the central system: a mobile line on which connections live and die. */
export class MobileLine {
  readonly #chargePointId: string
  readonly #clock: Clock
  readonly #accept: Accept
  readonly #latencyMs: () => number
  readonly #connections = new Set<Connection>()
  #cutSinceMs: number | undefined
  tamper: Tamper | undefined
  /** Looks at each text that the charger has sent, or that has reached it. */
  onText: (direction: 'up' | 'down', text: string) => void = () => {}
  /** Called after anything has arrived at the charger. */
  onArrival: () => void = () => {}

  constructor(options: {
    chargePointId: string
    clock: Clock
    accept: Accept
    latencyMs: () => number
  }) {
    this.#chargePointId = options.chargePointId
    this.#clock = options.clock
    this.#accept = options.accept
    this.#latencyMs = options.latencyMs
  }

  get isCut(): boolean {
    return this.#cutSinceMs !== undefined
  }

  /** Messages on their way, both ways. */
  get underWay(): number {
    return [...this.#connections].reduce((sum, connection) => sum + connection.underWay, 0)
  }

  /** The firmware's way to dial, for one process. */
  dialer(life: Life): DialSocket {
    return (_target, listener) => this.#dial(life, listener)
  }

  /** Nothing arrives from now on, and nobody is told. */
  cut(): void {
    this.#cutSinceMs ??= this.#clock.monotonicMs()
  }

  /** What was under way arrives, in order; after a long cut the connections are dead instead. */
  heal(): void {
    if (this.#cutSinceMs === undefined) return
    const isDead = this.#clock.monotonicMs() - this.#cutSinceMs > giveUpMs
    this.#cutSinceMs = undefined
    for (const connection of [...this.#connections]) {
      if (isDead) connection.reset()
      else connection.arrive()
    }
  }

  /** Every connection is reset, as by a base station that restarts. */
  reset(): void {
    for (const connection of [...this.#connections]) connection.reset()
  }

  /** The charger's process is gone. Its system closes the sockets, unless the power went too. */
  hostGone(life: Life, options: { silently: boolean }): void {
    for (const connection of [...this.#connections]) connection.hostGone(life, options)
  }

  #dial(life: Life, listener: SocketListener): OcppSocket {
    const connection = new Connection({
      life,
      listener,
      clock: this.#clock,
      latencyMs: this.#latencyMs,
      isCut: () => this.isCut,
      tamper: () => this.tamper,
      onText: (direction, text) => this.onText(direction, text),
      onArrival: () => this.onArrival(),
      onEnd: () => this.#connections.delete(connection),
    })
    this.#connections.add(connection)
    if (this.isCut) {
      this.#clock.after(dialTimeoutMs, () => connection.refused('the connection timed out'))
      return connection.charger
    }
    this.#clock.after(handshakeTimeoutMs, () => connection.notAnswered())
    this.#clock.after(this.#latencyMs(), () => {
      const socket = connection.cloud
      void this.#accept(this.#chargePointId, socket, () => connection.cloudGone()).then((isIn) => {
        if (isIn) connection.established()
        else this.#clock.after(refusalMs, () => connection.refused('the connection was refused'))
      })
    })
    return connection.charger
  }
}

interface ConnectionParts {
  readonly life: Life
  readonly listener: SocketListener
  readonly clock: Clock
  readonly latencyMs: () => number
  readonly isCut: () => boolean
  readonly tamper: () => Tamper | undefined
  readonly onText: MobileLine['onText']
  readonly onArrival: () => void
  readonly onEnd: () => void
}

/** One TCP connection with its web socket: ordered both ways, and each end finds out about the other in its time. */
class Connection {
  readonly #parts: ConnectionParts
  readonly #up: Pipe
  readonly #down: Pipe
  #chargerEnd: 'dialling' | 'open' | 'closed' = 'dialling'
  #cloudEnd: 'open' | 'closed' = 'open'
  #onCloudMessage: (text: string) => void = () => {}
  #onCloudClose: () => void = () => {}
  #onCloudPong: () => void = () => {}

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.#up = new Pipe(parts, (item) => this.#atCloud(item))
    this.#down = new Pipe(parts, (item) => this.#atCharger(item))
  }

  get underWay(): number {
    return this.#up.length + this.#down.length
  }

  readonly charger: OcppSocket = {
    send: (text) => {
      if (this.#chargerEnd !== 'open') throw new Error('the socket is closed')
      this.#parts.onText('up', text)
      for (const each of this.#tampered('up', text)) this.#up.put({ kind: 'text', text: each })
    },
    ping: () => this.#chargerEnd === 'open' && this.#up.put({ kind: 'ping' }),
    close: () => this.#closeChargerEnd('closed'),
  }

  readonly cloud: CloudSocket = makeCloudSocket({
    isOpen: () => this.#cloudEnd === 'open',
    bufferedBytes: () => (this.#parts.isCut() ? this.#down.bytes : 0),
    put: (item) => this.#putDown(item),
    close: () => this.#closeCloudEnd(),
    listen: (on) => {
      if (on.message !== undefined) this.#onCloudMessage = on.message
      if (on.close !== undefined) this.#onCloudClose = on.close
      if (on.pong !== undefined) this.#onCloudPong = on.pong
    },
  })

  /** The handshake is done at the central system; its answer is on its way. */
  established(): void {
    this.#down.put({ kind: 'pong' }, () => {
      if (this.#chargerEnd !== 'dialling') return
      this.#chargerEnd = 'open'
      this.#toCharger((listener) => listener.onOpen())
    })
  }

  /** Whoever dialled waits no longer. */
  notAnswered(): void {
    if (this.#chargerEnd === 'dialling') this.#closeChargerEnd('the handshake timed out')
  }

  refused(reason: string): void {
    if (this.#chargerEnd === 'closed') return
    this.#chargerEnd = 'closed'
    this.#parts.onEnd()
    this.#toCharger((listener) => listener.onClose(reason))
  }

  reset(): void {
    if (this.#cloudEnd === 'open') {
      this.#cloudEnd = 'closed'
      this.#onCloudClose()
    }
    this.refused('the connection was reset')
    this.#up.clear()
    this.#down.clear()
  }

  /** The central system's process is gone; its machine resets what comes. */
  cloudGone(): void {
    this.#cloudEnd = 'closed'
    this.#onCloudClose = () => {}
    this.#onCloudMessage = () => {}
    this.#up.clear()
    this.#down.put({ kind: 'close' })
    this.#endWhenBothHave()
  }

  hostGone(life: Life, { silently }: { silently: boolean }): void {
    if (life !== this.#parts.life) return
    if (this.#chargerEnd !== 'closed' && !silently) this.#up.put({ kind: 'close' })
    this.#chargerEnd = 'closed'
    if (silently) this.#up.clear()
    this.#down.clear()
    this.#endWhenBothHave()
  }

  arrive(): void {
    this.#up.arrive()
    this.#down.arrive()
  }

  #putDown(item: Item): void {
    if (this.#cloudEnd !== 'open') return
    if (item.kind !== 'text') this.#down.put(item)
    else for (const text of this.#tampered('down', item.text)) this.#down.put({ kind: 'text', text })
  }

  #tampered(direction: 'up' | 'down', text: string): string[] {
    const tamper = this.#parts.tamper()
    if (tamper === undefined) return [text]
    const back = direction === 'up' ? this.#down : this.#up
    return tamper(direction, text, (answer) => back.put({ kind: 'text', text: answer }))
  }

  #atCloud(item: Item): void {
    if (this.#cloudEnd !== 'open') return
    if (item.kind === 'text') this.#onCloudMessage(item.text)
    else if (item.kind === 'ping') this.#down.put({ kind: 'pong' })
    else if (item.kind === 'pong') this.#onCloudPong()
    else this.#closeCloudEnd()
  }

  #atCharger(item: Item): void {
    if (this.#chargerEnd !== 'open') return
    if (item.kind === 'text') {
      this.#parts.onText('down', item.text)
      this.#toCharger((listener) => listener.onMessage(item.text))
    } else if (item.kind === 'ping') this.#up.put({ kind: 'pong' })
    else if (item.kind === 'pong') this.#toCharger((listener) => listener.onPong())
    else this.#closeChargerEnd('closed by the central system')
  }

  #closeChargerEnd(reason: string): void {
    if (this.#chargerEnd === 'closed') return
    this.#chargerEnd = 'closed'
    this.#down.clear()
    this.#up.put({ kind: 'close' })
    this.#parts.clock.after(0, () => this.#toCharger((listener) => listener.onClose(reason)))
    this.#endWhenBothHave()
  }

  /** What is at its end is forgotten, and with it the process that had it. */
  #endWhenBothHave(): void {
    if (this.#chargerEnd === 'closed' && this.#cloudEnd === 'closed') this.#parts.onEnd()
  }

  #closeCloudEnd(): void {
    if (this.#cloudEnd === 'closed') return
    this.#cloudEnd = 'closed'
    this.#up.clear()
    this.#down.put({ kind: 'close' })
    this.#parts.clock.after(0, () => this.#onCloudClose())
    this.#parts.onEnd()
  }

  #toCharger(what: (listener: SocketListener) => void): void {
    if (!this.#parts.life.alive) return
    what(this.#parts.listener)
    this.#parts.onArrival()
  }
}

function makeCloudSocket(parts: {
  isOpen: () => boolean
  bufferedBytes: () => number
  put: (item: Item) => void
  close: () => void
  listen: (on: { message?: (text: string) => void; close?: () => void; pong?: () => void }) => void
}): CloudSocket {
  return {
    get isOpen() {
      return parts.isOpen()
    },
    get bufferedBytes() {
      return parts.bufferedBytes()
    },
    send: (text) => parts.put({ kind: 'text', text }),
    ping: () => parts.put({ kind: 'ping' }),
    close: () => parts.close(),
    terminate: () => parts.close(),
    onMessage: (message) => parts.listen({ message }),
    onClose: (close) => parts.listen({ close }),
    onPong: (pong) => parts.listen({ pong }),
  }
}

/** One direction: what is put in comes out later, in order, unless the line is cut meanwhile. */
class Pipe {
  readonly #parts: ConnectionParts
  readonly #deliver: (item: Item) => void
  readonly #items: { dueMs: number; item: Item; instead: (() => void) | undefined }[] = []

  constructor(parts: ConnectionParts, deliver: (item: Item) => void) {
    this.#parts = parts
    this.#deliver = deliver
  }

  get length(): number {
    return this.#items.length
  }

  get bytes(): number {
    return this.#items.reduce((sum, { item }) => sum + (item.kind === 'text' ? item.text.length : 2), 0)
  }

  put(item: Item, instead?: () => void): void {
    const { clock, latencyMs } = this.#parts
    const dueMs = Math.max(clock.monotonicMs() + latencyMs(), this.#items.at(-1)?.dueMs ?? 0)
    this.#items.push({ dueMs, item, instead })
    clock.after(dueMs - clock.monotonicMs(), () => this.arrive())
  }

  arrive(): void {
    while (!this.#parts.isCut()) {
      const next = this.#items[0]
      if (next === undefined || next.dueMs > this.#parts.clock.monotonicMs()) return
      this.#items.shift()
      if (next.instead !== undefined) next.instead()
      else this.#deliver(next.item)
    }
  }

  clear(): void {
    this.#items.length = 0
  }
}
