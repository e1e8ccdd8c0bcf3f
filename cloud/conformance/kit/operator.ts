import { CaseFailure, must } from '@colok/shared/testing/conformance/case-failure'
import type { FrameLog } from '@colok/shared/testing/conformance/frame-log'
import type { z } from 'zod'
import type { Charger } from '../../src/features/chargers/schemas.ts'
import type { Session } from '../../src/features/charging/schemas.ts'

/** Where the API is, and the key that opens it. */
export interface ApiAccess {
  readonly url: string
  readonly operatorKey: string
}

type Method = 'GET' | 'POST' | 'PUT'

/** A charge point's answer to a command may take its ten seconds, and the central system's own work a little more. */
const deadlineMs = 20_000

/** What the central system does by itself after an answer is done by then. */
const settledWithinMs = 10_000
const probeEveryMs = 50

/** Asks the API, and returns its status and body. */
export async function callApi(
  { url, operatorKey }: ApiAccess,
  method: Method,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' },
    signal: AbortSignal.timeout(deadlineMs),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

/** What an operator is told of a command. */
export interface Outcome {
  readonly outcome: string
  readonly detail: string
  readonly confirmation: object | null
}

interface ChargerEvent {
  readonly kind: string
  readonly detail: Readonly<Record<string, unknown>>
}

type ChargerView = z.infer<typeof Charger>

/** The operator of one charge point, who acts and looks by the public API alone. */
export class Operator {
  readonly chargePointId: string
  readonly ocppUrls: OcppUrls
  readonly #access: ApiAccess
  readonly #log: FrameLog

  constructor(options: { chargePointId: string; access: ApiAccess; ocppUrls: OcppUrls; log: FrameLog }) {
    this.chargePointId = options.chargePointId
    this.ocppUrls = options.ocppUrls
    this.#access = options.access
    this.#log = options.log
  }

  get<Body>(path: string): Promise<Body> {
    return this.#ask('GET', path)
  }

  post<Body>(path: string, body: object): Promise<Body> {
    return this.#ask('POST', path, body)
  }

  put<Body>(path: string, body: object): Promise<Body> {
    return this.#ask('PUT', path, body)
  }

  charger(): Promise<ChargerView> {
    return this.get(`/chargers/${this.chargePointId}`)
  }

  /** The session of a transaction. Throws a CaseFailure when the API knows none. */
  async session(transactionId: number): Promise<Session> {
    const { items } = await this.get<{ items: Session[] }>(`/sessions?chargePointId=${this.chargePointId}`)
    const session = items.find((each) => each.transactionId === transactionId)
    must(session !== undefined, `the API knows no session of transaction ${transactionId}`)
    return session
  }

  /** How many sessions this charge point has had. */
  async sessionCount(): Promise<number> {
    const { items } = await this.get<{ items: Session[] }>(`/sessions?chargePointId=${this.chargePointId}`)
    return items.length
  }

  /** What the charge point said by one action, the oldest first. */
  async history(kind: string): Promise<ChargerEvent['detail'][]> {
    const { items } = await this.get<{ items: ChargerEvent[] }>(
      `/chargers/${this.chargePointId}/history?limit=200`,
    )
    return items.flatMap((each) => (each.kind === kind ? [each.detail] : [])).reverse()
  }

  /** Asks for what answers itself within some seconds. `probe` returns undefined while it has not. */
  async until<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
    const endMs = performance.now() + settledWithinMs
    for (;;) {
      const answer = await probe()
      if (answer !== undefined) return answer
      if (performance.now() > endMs) throw new CaseFailure(`${what}: not within ${settledWithinMs / 1000} s`)
      await new Promise((resolve) => setTimeout(resolve, probeEveryMs))
    }
  }

  async #ask<Body>(method: Method, path: string, asked?: object): Promise<Body> {
    if (method !== 'GET') this.#log.note(`operator: ${method} ${path} ${JSON.stringify(asked)}`)
    const { status, body } = await callApi(this.#access, method, path, asked)
    if (status >= 300)
      throw new CaseFailure(`${method} ${path} was answered ${status}: ${JSON.stringify(body)}`)
    return body as Body
  }
}

/** Each without the charge point's id, and without a slash at its end. */
export interface OcppUrls {
  readonly plain: string
  readonly tls: string
  readonly mutualTls: string
}
