import type { Auth, AuthOptions } from './auth.ts'

/** better-auth, made when somebody signs in for the first time: a process that serves chargers alone never loads it. */
export class SignInDesk {
  readonly #options: AuthOptions
  #auth: Promise<Auth> | undefined

  constructor(options: AuthOptions) {
    this.#options = options
  }

  auth(): Promise<Auth> {
    this.#auth ??= import('./auth.ts').then(({ createAuth }) => createAuth(this.#options))
    return this.#auth
  }
}
