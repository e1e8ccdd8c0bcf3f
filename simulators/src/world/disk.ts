import type { Store } from '@colok/firmware/store/contract'
import { StoreError } from '@colok/firmware/store/contract'
import { MemoryStore } from '@colok/firmware/store/memory-store'
import type { Life } from './mortal.ts'

export type Changes = Parameters<Store['commit']>[0]

/** A session that the disk holds open. */
export interface OpenSession {
  readonly localId: number
  readonly idTag: string
  readonly ending: object | null
}

/** Thrown out of a commit: the power went just there. */
export class PowerCut extends Error {}

/** One for all: it is thrown every few seconds while a disk is full, and nobody asks from where. */
const noSpace = new StoreError('full', 'No space is left on the disk')

/** Calls `guard` before, and `done` after, each commit that comes through. */
class WatchedStore extends MemoryStore {
  guard: (changes: Changes) => 'write' | 'forget' = () => 'write'
  done: (changes: Changes) => void = () => {}

  override commit(changes: Changes): void {
    if (this.guard(changes) === 'forget') return
    super.commit(changes)
    this.done(changes)
  }
}

/** A charger's flash: what was committed stays, a commit can be refused, and the power can go around any of them. */
export class Disk {
  readonly #store = new WatchedStore()
  readonly #open = new Map<number, OpenSession | null>()
  #life: Life = { alive: false }
  fullSince: number | undefined
  /** The `fullSince` of the last refused write. */
  #refusedSince: number | undefined
  /** Cuts the power `before` or `after` the next commit. */
  cutAtNext: { moment: 'before' | 'after'; cut: () => void } | undefined
  /** Planted bugs: what is told to be written and is not. */
  forgets: ((changes: Changes) => boolean) | undefined

  constructor(onCommit: (changes: Changes) => void) {
    this.#store.guard = (changes) => this.#guard(changes)
    this.#store.done = (changes) => {
      for (const [name, value] of Object.entries(changes.slices)) {
        const [slice, id] = name.split('/')
        if (slice === 'session') this.#open.set(Number(id), value as OpenSession | null)
      }
      onCommit(changes)
      this.#cutWhen('after')
    }
  }

  /** The disk as the process of now has it; no other is alive. */
  mount(life: Life): Store {
    this.#life = life
    return this.#store
  }

  openSession(connectorId: number): OpenSession | null {
    return this.#open.get(connectorId) ?? null
  }

  /** Whether it has refused a write since it is full: until then nobody can know of it. */
  get refuses(): boolean {
    return this.fullSince !== undefined && this.#refusedSince === this.fullSince
  }

  get deadLetters() {
    return this.#store.deadLetters()
  }

  #guard(changes: Changes): 'write' | 'forget' {
    if (!this.#life.alive) return 'forget'
    if (this.fullSince !== undefined) {
      this.#refusedSince = this.fullSince
      throw noSpace
    }
    this.#cutWhen('before')
    return this.forgets?.(changes) === true ? 'forget' : 'write'
  }

  #cutWhen(moment: 'before' | 'after'): void {
    const next = this.cutAtNext
    if (next?.moment !== moment) return
    this.cutAtNext = undefined
    next.cut()
    throw new PowerCut('the power went in the middle of a commit')
  }
}
