import type { Action } from '@colok/shared/ocpp/registry'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const units = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

/** What is counted, for Prometheus. One for each composed system, so that two in a process do not mix. */
export class Metrics {
  readonly registry = new Registry()
  readonly #messages = this.#counter('colok_ocpp_messages_total', 'Calls taken from chargers', ['action'])
  readonly #problems = this.#counter('colok_ocpp_problems_total', 'What was not as OCPP has it', ['kind'])
  readonly #refused = this.#counter('colok_ocpp_refused_connections_total', 'Not let in', ['status'])
  readonly #commands = this.#counter('colok_commands_total', 'Commands to chargers', ['action', 'outcome'])
  readonly #requests = this.#counter('colok_http_requests_total', 'HTTP requests', ['method', 'status'])
  readonly #jobs = this.#counter('colok_job_runs_total', 'Runs of jobs', ['job', 'result'])
  readonly #webhooks = this.#counter('colok_webhook_attempts_total', 'Webhook deliveries tried', ['result'])
  readonly #messagesToPeople = this.#counter(
    'colok_message_attempts_total',
    'Messages to people that providers were asked to send',
    ['channel', 'result'],
  )
  readonly #messagesLost = this.#counter(
    'colok_messages_lost_total',
    'Messages to people that providers had taken and could not deliver',
    ['channel', 'reason'],
  )
  readonly #framesLost = this.#counter('colok_frames_lost_total', 'Raw frames that were not kept', [])
  readonly #requestSeconds = this.#histogram('colok_http_request_seconds', 'Time to answer', seconds)
  readonly #commitSeconds = this.#histogram('colok_db_commit_seconds', 'Time of a commit', seconds)
  readonly #commitUnits = this.#histogram('colok_db_commit_units', 'Writes in a commit', units)
  /** A label looked up with each message would cost more than counting it. */
  readonly #byAction = new Map<Action, { inc(): void }>()

  messageReceived(action: Action): void {
    let counter = this.#byAction.get(action)
    if (counter === undefined) {
      counter = this.#messages.labels(action)
      this.#byAction.set(action, counter)
    }
    counter.inc()
  }

  problemSeen(kind: string): void {
    this.#problems.inc({ kind })
  }

  connectionRefused(status: string): void {
    this.#refused.inc({ status })
  }

  commandEnded(action: Action, outcome: string): void {
    this.#commands.inc({ action, outcome })
  }

  requestAnswered(request: { readonly method: string; readonly status: number; readonly ms: number }): void {
    this.#requests.inc({ method: request.method, status: request.status })
    this.#requestSeconds.observe(request.ms / 1000)
  }

  jobEnded(job: string, result: 'done' | 'failed'): void {
    this.#jobs.inc({ job, result })
  }

  /** `result` is accepted, unknown, or why it was refused. */
  messageTried(channel: string, result: string): void {
    this.#messagesToPeople.inc({ channel, result })
  }

  messageLost(channel: string, reason: string): void {
    this.#messagesLost.inc({ channel, reason })
  }

  readonly framesLost = (frames: number): void => {
    this.#framesLost.inc(frames)
  }

  webhookTried(result: 'delivered' | 'refused'): void {
    this.#webhooks.inc({ result })
  }

  readonly committed = (commit: { readonly units: number; readonly ms: number }): void => {
    this.#commitUnits.observe(commit.units)
    this.#commitSeconds.observe(commit.ms / 1000)
  }

  /** A figure that is looked up when it is asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read())
      },
    })
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] })
  }
}
