import type { Context } from 'hono'
import { Problem, type ProblemKind, problemKindOf } from '../../http/problem.ts'

/** The system's own door: what answers every request to it. */
export type OwnDoor = (request: Request, env: object) => Response | Promise<Response>

/** What a page asks the API for. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Behind `/api/v1`, with its query. */
  readonly path: string
  readonly body?: unknown
  /** A file in the place of a body, as it comes. */
  readonly file?: ReadableStream<Uint8Array> | undefined
  /** Of a form that was sent: the same form sent twice acts once. */
  readonly once?: string | undefined
  /** It makes something new, and is refused where that is there already. */
  readonly isNew?: true
}

/** Who asks, and from where. What answers is for programs: neither a language nor a kind of answer is passed on. */
const passedOn = [
  'Authorization',
  'Cookie',
  'Host',
  'Origin',
  'Sec-Fetch-Site',
  'User-Agent',
  'X-Forwarded-For',
]

/**
 * The operators' API, as the console's pages ask it: within the process, and as whoever asked for the page. Whatever a page
 * shows or does is thereby the API's, with its permissions, its reach, its checks and its history.
 */
export class OwnApi {
  readonly #door: OwnDoor
  /** What is being done for a form, by what the form is known by and who has sent it. */
  readonly #underWay = new Map<string, Promise<unknown>>()

  constructor(door: OwnDoor) {
    this.#door = door
  }

  /** What stands at a path. Throws the API's refusal, as a Problem. */
  async get<Body>(c: Context, path: string): Promise<Body> {
    return (await this.ask(c, { method: 'GET', path })) as Body
  }

  /** As `get`; undefined where there is no such thing, or whoever asks may not know of it. */
  async find<Body>(c: Context, path: string): Promise<Body | undefined> {
    try {
      return await this.get<Body>(c, path)
    } catch (error) {
      if (error instanceof Problem && (error.kind === 'not-found' || error.kind === 'forbidden'))
        return undefined
      throw error
    }
  }

  /**
   * The body of the answer. Throws the API's refusal, as a Problem with what is wrong of each field. A form that is sent
   * again while what it asks for is under way waits for it, and is answered alike.
   */
  async ask(c: Context, ask: Ask): Promise<unknown> {
    if (ask.once === undefined) return this.#send(c, ask)
    const who = passedOn.map((name) => c.req.header(name))
    const form = JSON.stringify([who, ask])
    const underWay = this.#underWay.get(form)
    if (underWay !== undefined) return underWay
    const sent = this.#send(c, ask).finally(() => this.#underWay.delete(form))
    this.#underWay.set(form, sent)
    return sent
  }

  async #send(c: Context, { method, path, body, file, once, isNew }: Ask): Promise<unknown> {
    const headers = new Headers({ Accept: 'application/json' })
    for (const name of passedOn) {
      const value = c.req.header(name)
      if (value !== undefined) headers.set(name, value)
    }
    if (body !== undefined) headers.set('Content-Type', 'application/json')
    if (once !== undefined) headers.set('Idempotency-Key', once)
    if (isNew) headers.set('If-None-Match', '*')
    const request = new Request(new URL(`/api/v1${path}`, c.req.url), {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file !== undefined && { body: file, duplex: 'half' as const }),
    })
    const response = await this.#door(request, { ...c.env, isOfPage: true })
    const answer: unknown = await response.json()
    if (response.ok) return answer
    throw refusalOf(answer)
  }
}

function refusalOf(answer: unknown): Problem {
  const { type, detail, errors } = answer as {
    type: string
    detail?: string
    errors?: { path: string; message: string }[]
  }
  const kind: ProblemKind = problemKindOf(type)
  return new Problem(kind, detail ?? '', errors)
}
