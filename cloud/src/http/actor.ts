/** Who is calling the API: the holder of a key. */
export interface Actor {
  readonly apiKeyId: string
  /** The key's name, as audit entries show it. */
  readonly name: string
}

declare module 'hono' {
  interface ContextVariableMap {
    /** Set for every request under `/api`. */
    actor: Actor
  }
}
