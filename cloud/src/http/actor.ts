import type { Instant } from '@colok/shared/time'
import type { Permission, Reach, Role } from '../core/roles.ts'

/** Who is asking: a person who has signed in, or the holder of a key. */
export interface Actor {
  readonly kind: 'key' | 'user'
  /** Of the user, or of the key. */
  readonly id: string
  /** As the history shows it. */
  readonly name: string
  readonly role: Role
  readonly reach: Reach
  /** What a key was made for, where that is less than its role may do. */
  readonly scopes: readonly Permission[] | undefined
  /** A person's sign-in; undefined for a key. */
  readonly signIn:
    | {
        readonly id: string
        /** Until then a fresh code was given. */
        readonly freshUntil: Instant | undefined
      }
    | undefined
}

declare module 'hono' {
  interface ContextVariableMap {
    /** Set for every request under `/api` and for pages that are not everybody's. */
    actor: Actor
  }
}
