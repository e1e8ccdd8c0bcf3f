import type { Instant } from '@colok/shared/time'
import { mayRole, type Permission, type Reach, type Role } from '../core/roles.ts'

/** Who is asking: a person who has signed in, or the holder of a key. */
export interface Actor {
  readonly kind: 'key' | 'user'
  /** Of the user, or of the key. */
  readonly id: string
  /** Of a key: the user who made it, where there is one. */
  readonly makerId?: string | undefined
  /** Of a key: when it ends, if ever. */
  readonly endsAt?: string | undefined
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

/** Who is behind it: what takes two people is not done by one and a key of theirs. */
export const personBehind = ({ id, makerId }: Pick<Actor, 'id' | 'makerId'>): string => makerId ?? id

/** Whether its role has the permission, and a key was made for it. What it then sees, its reach says. */
export function actorMay({ role, scopes }: Pick<Actor, 'role' | 'scopes'>, permission: Permission): boolean {
  return mayRole(role, permission) && (scopes === undefined || scopes.includes(permission))
}
