import { isAction, maySend, registry } from '@colok/shared/ocpp/registry'
import { validPayload } from '@colok/shared/testing/json-schema-payloads'
import { publishedSchemas } from '@colok/shared/testing/published-schemas'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import fc from 'fast-check'
import { advancing, type FuzzedCloud, neighbour, startFuzzedCloud, victims } from './fuzzed-cloud.ts'
import { HostileCharger } from './hostile-charger.ts'
import { anyAnswer, anyInput } from './inputs.ts'
import { countAndTrim, wrongRows } from './stored.ts'

export interface FuzzOptions {
  readonly inputs: number
  readonly seed: number
  /** Told now and then of the inputs done, and of all complaints so far. */
  readonly progress: (inputs: number, complaints: readonly string[]) => void
}

export interface FuzzReport {
  readonly inputs: number
  readonly commands: number
  readonly rowsStored: number
  /** How often each answer was given. */
  readonly outcomes: ReadonlyMap<string, number>
  /** Everything that was not as it must be; empty when all is well. */
  readonly complaints: readonly string[]
}

/** One charger sends so many at once: fewer than may wait for their turn. */
const burst = 12

/** A charger connects anew after so many bursts, in the middle of what it says. */
const roundsEachConnection = 25

/** What is stored is looked at after so many bursts. */
const roundsEachLook = 250

/** An operator commands in every so many bursts. */
const roundsEachCommand = 5

/** The longest that an answer may take, by the virtual clock; a handler's deadline is 30 s. */
const answerWithinMs = 60_000

const enoughComplaints = 20

/** Of pino. */
const errorLevel = 50

/** What was stored must not break what shows it. */
const readByOperators = [
  '/sessions?limit=100',
  '/sessions?limit=100&state=charging',
  '/suspect-messages?limit=100',
  '/chargers?limit=100',
  ...[...victims.keys()].flatMap((id) => [
    `/chargers/${id}`,
    `/chargers/${id}/history?limit=100`,
    `/chargers/${id}/frames?limit=100`,
  ]),
]

const commands = publishedSchemas.filter(
  ({ action, part }) => part === 'request' && isAction(action) && maySend('CentralSystem', action),
)
const anyCommand = fc.tuple(
  fc.oneof(...commands.map(({ action, schema }) => fc.tuple(fc.constant(action), validPayload(schema)))),
  anyAnswer,
)

/**
 * Sends any texts at all to the whole central system in this process, on a virtual clock: each is answered as the
 * published schemas say, a well-behaved neighbour is served after every burst, commands end whatever is answered to
 * them, and what is stored is sound. The same seed does the same.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const clock = new VirtualClock()
  const system = await startFuzzedCloud({ clock, seed: options.seed, wait: advancing(clock) })
  const run = new Run(system, clock)
  try {
    await run.rounds(options)
  } finally {
    await system.stop()
  }
  return run.report()
}

class Run {
  readonly #system: FuzzedCloud
  readonly #clock: VirtualClock
  readonly #chargers = [...victims].map(([id, validation]) => new HostileCharger(id, validation))
  readonly #neighbour = new HostileCharger(neighbour, 'strict')
  readonly #outcomes = new Map<string, number>()
  readonly #complaints: string[] = []
  #inputs = 0
  #commands = 0
  #rowsStored = 0
  #lastTransactionId = 0

  constructor(system: FuzzedCloud, clock: VirtualClock) {
    this.#system = system
    this.#clock = clock
  }

  async rounds({ inputs, seed, progress }: FuzzOptions): Promise<void> {
    await this.#connect(this.#neighbour)
    for (let round = 0; this.#inputs < inputs && this.#complaints.length < enoughComplaints; round++) {
      const charger = this.#chargers[round % this.#chargers.length]!
      await this.#round(charger, { seed, round, size: Math.min(burst, inputs - this.#inputs) })
      if (round % roundsEachLook === roundsEachLook - 1) {
        await this.#look()
        progress(this.#inputs, this.#complaints)
      }
    }
    await this.#look()
  }

  report(): FuzzReport {
    return {
      inputs: this.#inputs,
      commands: this.#commands,
      rowsStored: this.#rowsStored,
      outcomes: this.#outcomes,
      complaints: this.#complaints,
    }
  }

  /** A burst of one charger, now and then with a command to it in the middle; then the neighbour's turn. */
  async #round(
    charger: HostileCharger,
    { seed, round, size }: { seed: number; round: number; size: number },
  ): Promise<void> {
    const reconnects = Math.floor(round / this.#chargers.length) % roundsEachConnection === 0
    if (reconnects || !charger.isConnected) {
      charger.disconnect()
      await this.#connect(charger)
    }
    const sample = { seed: (seed * 1_000_003 + round) | 0, numRuns: size }
    for (const [index, input] of fc.sample(anyInput, sample).entries())
      charger.send(input({ id: `${round}-${index}`, lastTransactionId: this.#lastTransactionId }))
    this.#inputs += size
    if (round % roundsEachCommand === 0) await this.#command(charger, { ...sample, numRuns: 1 })
    await this.#untilAnswered(charger)
    this.#complaints.push(
      ...charger.judge((outcome) => this.#count(outcome)).map((what) => `round ${round}, ${what}`),
    )
    await this.#neighbourIsServed(round)
    this.#readLog(charger, round)
  }

  async #command(charger: HostileCharger, sample: { seed: number; numRuns: number }): Promise<void> {
    const [[action, request], answer] = fc.sample(anyCommand, sample)[0]!
    charger.nextAnswers = [answer]
    await this.#api(`/chargers/${charger.id}/commands/${action}`, {
      method: 'POST',
      body: JSON.stringify(request),
    })
    this.#commands += 1
    charger.nextAnswers = []
  }

  /** What an operator asks may be refused; it never fails here. */
  async #api(path: string, init: { method?: string; body?: string } = {}): Promise<void> {
    const { cloud, operatorKey } = this.#system
    const headers = { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' }
    const response = await advancing(this.#clock)(
      Promise.resolve(cloud.app.request(`/api/v1${path}`, { ...init, headers })),
    )
    if (response.status >= 500)
      this.#complaints.push(
        `${path} was answered ${response.status} ${await response.text()}: ${init.body ?? ''}`,
      )
  }

  async #neighbourIsServed(round: number): Promise<void> {
    if (!this.#neighbour.isConnected)
      this.#complaints.push(`round ${round}: the neighbour lost its connection`)
    this.#neighbour.send(JSON.stringify([2, `neighbour-${round}`, 'Heartbeat', {}]))
    await this.#untilAnswered(this.#neighbour)
    this.#complaints.push(...this.#neighbour.judge(() => {}).map((what) => `round ${round}, ${what}`))
  }

  async #untilAnswered(charger: HostileCharger): Promise<void> {
    const deadlineMs = this.#clock.monotonicMs() + answerWithinMs
    // Once more in any case: an answer too many would come now.
    do await this.#clock.advance(5)
    while (!charger.isAnswered && this.#clock.monotonicMs() < deadlineMs)
  }

  async #connect(charger: HostileCharger): Promise<void> {
    await advancing(this.#clock)(charger.connect(this.#system.cloud, this.#clock))
  }

  /** No handler may fail for what a charger says. */
  #readLog(charger: HostileCharger, round: number): void {
    for (const line of this.#system.takeLog()) {
      const failed =
        /"kind":"(internalFailure|invalidOwnConfirmation|handlerTooSlow|handlerFailed)"/.test(line) ||
        JSON.parse(line).level >= errorLevel
      if (failed) this.#complaints.push(`round ${round}, ${charger.id}: ${line}`)
    }
  }

  async #look(): Promise<void> {
    const { read, writeConnection } = this.#system.database
    this.#complaints.push(...(await wrongRows(read)))
    for (const path of readByOperators) await this.#api(path)
    this.#rowsStored += await countAndTrim(writeConnection.tx)
    const [last] = await read.all<{ last: number | null }>(
      'select max(transaction_id) as last from session',
      [],
    )
    this.#lastTransactionId = last?.last ?? 0
  }

  #count(outcome: string): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1)
  }
}

/** Every action that a charger may send: each must have been served for a run to mean something. */
export const servedActions: readonly string[] = Object.keys(registry).filter(
  (action) => isAction(action) && maySend('ChargePoint', action),
)
