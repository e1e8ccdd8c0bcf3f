import type { Request } from '@colok/shared/ocpp/registry'
import type { Clock } from '@colok/shared/time'
import { first, type SqlRunner } from '../db/database.ts'
import type { CommandAction, CommandBus, CommandResult, Node } from './contract.ts'
import { type FindTarget, inProcessBus } from './in-process.ts'
import type { PostgresNode } from './postgres-node.ts'

/** How often it is looked whether the nodes that owe an answer still live. */
const watchEveryMs = 2000

/** Longer than a charger's whole queue takes when it answers nothing. */
const longestAnswerMs = 20 * 60_000

/** A command that was on its way for longer is not carried out: whoever asked has been told that there was no answer. */
const commandKeptMs = 10_000

/** Commands to other nodes that are waiting for their answers. */
const maxWaiting = 10_000

/** What nodes send each other, as JSON. */
type Message =
  | {
      readonly kind: 'command'
      readonly id: string
      readonly from: number
      readonly chargePointId: string
      readonly action: CommandAction
      readonly request: Request<CommandAction>
      readonly timeoutMs?: number
    }
  | { readonly kind: 'answer'; readonly id: string; readonly result: CommandResult<CommandAction> }
  | { readonly kind: 'refresh'; readonly chargePointId: string }
  | { readonly kind: 'replaced'; readonly chargePointId: string; readonly epoch: number }

interface Waiting {
  readonly node: number
  readonly sinceMs: number
  answer(result: CommandResult<CommandAction>): void
}

/** Carries commands to the node that holds a charger's connection, and answers back. */
export class BusAcrossNodes implements CommandBus, Node {
  readonly #find: FindTarget
  readonly #here: CommandBus
  readonly #node: PostgresNode
  readonly #read: SqlRunner
  readonly #clock: Clock
  readonly #newId: () => string
  readonly #waiting = new Map<string, Waiting>()
  #isWatching = false

  constructor(options: {
    find: FindTarget
    node: PostgresNode
    read: SqlRunner
    clock: Clock
    newId: () => string
  }) {
    this.#find = options.find
    this.#here = inProcessBus(options.find)
    this.#node = options.node
    this.#read = options.read
    this.#clock = options.clock
    this.#newId = options.newId
  }

  get number(): number {
    return this.#node.number
  }

  async send<A extends CommandAction>(
    chargePointId: string,
    action: A,
    request: Request<A>,
    options: { readonly timeoutMs?: number } = {},
  ): Promise<CommandResult<A>> {
    if (this.#find(chargePointId) !== undefined)
      return this.#here.send(chargePointId, action, request, options)
    const node = await this.#nodeOf(chargePointId)
    if (node === undefined) return { kind: 'notConnected' }
    if (node === 'unknown' || this.#waiting.size >= maxWaiting) return { kind: 'busy' }
    const id = this.#newId()
    // The answer to a command is of the action that was sent with its id.
    const answered = new Promise<CommandResult<A>>((answer) =>
      this.#waiting.set(id, {
        node,
        sinceMs: this.#clock.monotonicMs(),
        answer: answer as (result: CommandResult<CommandAction>) => void,
      }),
    )
    this.#watch()
    const { timeoutMs } = options
    await this.#tell(node, {
      kind: 'command',
      id,
      from: this.number,
      chargePointId,
      action,
      request,
      ...(timeoutMs !== undefined && { timeoutMs }),
    }).catch(() => this.#settle(id, { kind: 'noAnswer' }))
    return answered
  }

  async refresh(chargePointId: string): Promise<void> {
    if (this.#find(chargePointId) !== undefined) return this.#here.refresh(chargePointId)
    const node = await this.#nodeOf(chargePointId)
    // A node that cannot be told reads it anew when the charger connects again.
    if (typeof node === 'number') await this.#tell(node, { kind: 'refresh', chargePointId }).catch(() => {})
  }

  async replaced(
    node: number,
    claim: { readonly chargePointId: string; readonly epoch: number },
  ): Promise<void> {
    // A node that cannot be told finds out by its pings; its claim is void already.
    await this.#tell(node, { kind: 'replaced', ...claim }).catch(() => {})
  }

  /** What another node has sent. */
  readonly received = ({ body, ageMs }: { readonly body: string; readonly ageMs: number }): void => {
    const message = JSON.parse(body) as Message
    switch (message.kind) {
      case 'command':
        if (ageMs <= commandKeptMs) void this.#carryOut(message)
        return
      case 'answer':
        this.#settle(message.id, message.result)
        return
      case 'refresh':
        void this.#here.refresh(message.chargePointId)
        return
      case 'replaced':
        void this.#find(message.chargePointId)?.replacedBy(message.epoch)
        return
    }
  }

  async #carryOut(command: Extract<Message, { kind: 'command' }>): Promise<void> {
    const { id, from, chargePointId, action, request, timeoutMs } = command
    const options = timeoutMs === undefined ? {} : { timeoutMs }
    const result = await this.#here.send(chargePointId, action, request, options)
    // When this fails, whoever asked is told that there was no answer, which is true.
    await this.#tell(from, { kind: 'answer', id, result }).catch(() => {})
  }

  #tell(node: number, message: Message): Promise<void> {
    return this.#node.send(node, JSON.stringify(message))
  }

  #settle(id: string, result: CommandResult<CommandAction>): void {
    this.#waiting.get(id)?.answer(result)
    this.#waiting.delete(id)
  }

  /** The living node that holds the charger's connection; unknown while the database cannot be asked. */
  async #nodeOf(chargePointId: string): Promise<number | 'unknown' | undefined> {
    try {
      const row = await first<{ node: number | null }>(
        this.#read,
        'select node from charger where charge_point_id = ? and connected = 1',
        [chargePointId],
      )
      const node = row?.node ?? undefined
      if (node === undefined || node === this.number) return undefined
      const ended = await this.#node.locks.ended([node])
      return ended.length === 0 ? node : undefined
    } catch {
      return 'unknown'
    }
  }

  /** Answers for nodes that have ended, and for ones that say nothing. */
  #watch(): void {
    if (this.#isWatching) return
    this.#isWatching = true
    this.#clock.after(watchEveryMs, () => void this.#look())
  }

  async #look(): Promise<void> {
    const now = this.#clock.monotonicMs()
    const nodes = new Set([...this.#waiting.values()].map(({ node }) => node))
    // While the connection is lost nobody knows; the longest answer counts.
    const ended = new Set(await this.#node.locks.ended([...nodes]).catch(() => []))
    for (const [id, { node, sinceMs }] of this.#waiting)
      if (ended.has(node) || now - sinceMs >= longestAnswerMs) this.#settle(id, { kind: 'noAnswer' })
    this.#isWatching = false
    if (this.#waiting.size > 0) this.#watch()
  }
}
