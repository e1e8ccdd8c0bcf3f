import type { Cancel, Clock } from '@colok/shared/time'
import type { Logger } from 'pino'
import type { Session } from '../db/database.ts'
import { NodeLocks } from './node-locks.ts'

/** After a lost connection, the next attempt to be back among the others. */
const returnAfterMs = 1000

/** Changes are gathered for so long, so that a burst of messages is one notice. Eyes do not see the difference. */
const tellChangesAfterMs = 200

/** A notice of PostgreSQL holds less than 8,000 bytes; ids are up to 20 of them, and their quotes. */
const changesInOneNotice = 300

/** What nobody has taken for so long is for a process that has ended. */
const messagesKept = '10 minutes'

/** What every node hears. */
const commonChannel = 'colok_nodes'

type Notice = { readonly from: number } & (
  | { readonly kind: 'joined' }
  | { readonly kind: 'changed'; readonly chargePointIds: readonly string[] }
)

/** What a node is told of. */
export interface NodeListener {
  /** Another node has sent a message; it may be old when this one was away. */
  onMessage(message: { readonly body: string; readonly ageMs: number }): void
  onChange(chargePointId: string): void
  /** The connection was lost and is there again. Others may have taken this process for dead in between. */
  onReturn(): Promise<void>
}

/**
 * A process that shares a PostgreSQL database with others. It holds a lock that ends with it, by which the others know
 * that it lives. Messages go through a table, for a notice holds little, and a notice says that there is one.
 */
export class PostgresNode {
  readonly #session: Session
  readonly #clock: Clock
  readonly #log: Logger
  readonly #locks: NodeLocks
  #listener: NodeListener | undefined
  #number: number | undefined
  #changed = new Set<string>()
  #cancelTelling: Cancel | undefined
  #cancelReturn: Cancel | undefined
  #taking: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: { session: Session; clock: Clock; log: Logger }) {
    this.#session = options.session
    this.#clock = options.clock
    this.#log = options.log
    this.#locks = new NodeLocks(options.session)
  }

  /** Its number, which no other process ever has. Throws before `start`. */
  get number(): number {
    if (this.#number === undefined) throw new Error('The node has not started.')
    return this.#number
  }

  get locks(): NodeLocks {
    return this.#locks
  }

  async start(listener: NodeListener): Promise<void> {
    this.#listener = listener
    await this.#join()
  }

  /** Sends a message to a node; one that has ended never takes it. Rejects while the connection is lost. */
  async send(node: number, body: string): Promise<void> {
    await this.#session.all(
      'with sent as (insert into node_message (to_node, body) values (?, ?)) select pg_notify(?, ?)',
      [node, body, channelOf(node), ''],
    )
  }

  /** Tells the others, soon, that something about a charger has changed. */
  readonly changed = (chargePointId: string): void => {
    if (!this.#locks.isShared) return
    this.#changed.add(chargePointId)
    if (this.#stopped) return
    this.#cancelTelling ??= this.#clock.after(tellChangesAfterMs, () => {
      this.#cancelTelling = undefined
      this.#tellChanges().catch((error: unknown) =>
        this.#log.warn({ error }, 'other nodes were not told of changes'),
      )
    })
  }

  /** Deletes messages whose receivers have ended. */
  async forgetMessages(): Promise<void> {
    await this.#session.all(`delete from node_message where sent_at < now() - interval '${messagesKept}'`, [])
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelTelling?.()
    this.#cancelReturn?.()
    await this.#taking
    await this.#session.close()
  }

  async #join(): Promise<void> {
    const session = this.#session
    await session.open({
      onNotice: (channel, text) => this.#noticed(channel, text),
      onLost: () => this.#return(),
    })
    if (this.#number === undefined) {
      const [row] = await session.all<{ number: number }>("select nextval('node_number') as number", [])
      this.#number = row?.number
    }
    // In this order, so that of two that join at once at least one knows of the other, and tells it.
    await session.all(`listen ${channelOf(this.number)}`, [])
    await session.all(`listen ${commonChannel}`, [])
    await this.#locks.join(this.number)
    await this.#notify({ from: this.number, kind: 'joined' })
    this.#take()
  }

  #return(): void {
    if (this.#stopped) return
    this.#log.warn('the connection to the other nodes was lost')
    this.#cancelReturn = this.#clock.after(returnAfterMs, () => void this.#tryToReturn())
  }

  async #tryToReturn(): Promise<void> {
    try {
      await this.#join()
      await this.#listener?.onReturn()
      this.#log.info('the other nodes are reached again')
    } catch (error) {
      this.#log.warn({ error }, 'the other nodes cannot be reached')
      await this.#session.close()
      this.#return()
    }
  }

  #noticed(channel: string, text: string): void {
    if (channel !== commonChannel) {
      this.#take()
      return
    }
    const notice = JSON.parse(text) as Notice
    if (notice.from === this.#number) return
    if (notice.kind === 'changed') for (const id of notice.chargePointIds) this.#listener?.onChange(id)
    // When the session is lost, so are its locks.
    else this.#locks.share().catch(() => {})
  }

  /** Takes what is there for this node, one round after the other. */
  #take(): void {
    this.#taking = this.#taking.then(async () => {
      try {
        const messages = await this.#session.all<{ id: number; body: string; ageMs: number }>(
          `delete from node_message where to_node = ?
           returning id, body, extract(epoch from now() - sent_at) * 1000 as age_ms`,
          [this.number],
        )
        messages.sort((one, other) => one.id - other.id)
        for (const message of messages) this.#listener?.onMessage(message)
      } catch (error) {
        // They are taken when the connection is there again.
        this.#log.warn({ error }, 'messages of other nodes could not be taken')
      }
    })
  }

  async #tellChanges(): Promise<void> {
    const changed = [...this.#changed]
    this.#changed.clear()
    for (let first = 0; first < changed.length; first += changesInOneNotice) {
      const chargePointIds = changed.slice(first, first + changesInOneNotice)
      await this.#notify({ from: this.number, kind: 'changed', chargePointIds })
    }
  }

  async #notify(notice: Notice): Promise<void> {
    await this.#session.all('select pg_notify(?, ?)', [commonChannel, JSON.stringify(notice)])
  }
}

function channelOf(node: number): string {
  return `colok_node_${node}`
}
