import type { Hono } from 'hono'

/** A browser as far as sign-in is concerned: it keeps cookies, and says where its requests come from. */
export class BrowserSession {
  readonly #app: Hono
  readonly #cookies = new Map<string, string>()
  readonly #address: string

  constructor(app: Hono, address = '192.0.2.1') {
    this.#app = app
    this.#address = address
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** As somebody who plants a cookie, or steals one. */
  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value)
  }

  get(path: string): Promise<Page> {
    return this.send(path, { method: 'GET' })
  }

  /** Sends a form as our own page does. */
  post(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.send(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
    })
  }

  /** Calls the API as a script of our own page does. */
  api(path: string, method = 'GET', body?: unknown): Promise<Page> {
    return this.send(`/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  async send(
    path: string,
    { headers, ...init }: { method: string; body?: string; headers?: Record<string, string> },
  ): Promise<Page> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.#app.request(
      path,
      { ...init, headers: { Accept: 'text/html', Host: 'localhost', Cookie: cookie, ...headers } },
      { incoming: { socket: { remoteAddress: this.#address } } },
    )
    for (const set of response.headers.getSetCookie()) this.#keep(set)
    return {
      status: response.status,
      location: response.headers.get('Location'),
      text: await response.text(),
    }
  }

  #keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split('; ')
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const isOver = attributes.some((one) => /^max-age=0$/i.test(one)) || value === ''
    if (isOver) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

interface Page {
  readonly status: number
  readonly location: string | null
  readonly text: string
}
