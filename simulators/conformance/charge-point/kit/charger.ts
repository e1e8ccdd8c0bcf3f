import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ChargePointErrorCode } from '@colok/shared/ocpp/types'
import { CaseFailure } from '@colok/shared/testing/conformance/case-failure'
import type { FrameLog } from '@colok/shared/testing/conformance/frame-log'
import type { Signal } from './signal.ts'

const harness = join(import.meta.dirname, '../../../src/harness/main.ts')
/** Half a second as a rule; a machine that does something else as well may take many times as long to start a process. */
const deadlineMs = 60_000
/** What of the charger's own log is shown with a failure. */
const keptLogLines = 40

export interface ChargerOptions {
  readonly connectors?: number
  readonly socketKind?: 'plain' | 'locking' | 'fixedCable'
  readonly loadW?: number
  /** Configuration keys that the charger leaves the factory with. */
  readonly keys?: Readonly<Record<string, string>>
}

/** The real firmware as a process of its own, and the hands of driver and technician at the post. */
export class Charger {
  readonly #options: ChargerOptions & { stateDir: string; log: FrameLog; signal: Signal }
  #process: ChildProcessWithoutNullStreams | undefined
  readonly #answers: string[] = []
  readonly #logLines: string[] = []

  constructor(options: ChargerOptions & { stateDir: string; log: FrameLog; signal: Signal }) {
    this.#options = options
  }

  /** Switches the charger on; it connects to `url` by itself. The same state directory serves after a power cut. */
  async start(url: string): Promise<void> {
    const {
      stateDir,
      connectors = 2,
      socketKind = 'locking',
      loadW = 0,
      keys = {},
      log,
      signal,
    } = this.#options
    const keysFile = join(stateDir, 'keys.json')
    writeFileSync(keysFile, JSON.stringify(keys))
    const args = ['--csms', url, '--state', stateDir, '--keys', keysFile, '--socket-kind', socketKind]
    const child = spawn(process.execPath, [
      harness,
      ...args,
      '--connectors',
      String(connectors),
      '--load-w',
      String(loadW),
    ])
    this.#process = child
    signal.mend()
    log.note('power on')
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#answers.push(line)
      signal.changed()
    })
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#logLines.push(line)
      if (this.#logLines.length > keptLogLines) this.#logLines.shift()
    })
    child.stdin.on('error', () => {})
    child.once('exit', (code, killedBy) => {
      log.note(`the charger's process ended: ${killedBy ?? `exit code ${code}`}`)
      if (this.#process === child)
        signal.break(`the charger's process has ended by itself (exit code ${code})`)
    })
    await this.#answer('the harness to be ready', (line) => line.includes('"ready"'))
  }

  plugIn(connector = 1): Promise<void> {
    return this.#do({ cmd: 'plug_in', connector })
  }

  plugOut(connector = 1): Promise<void> {
    return this.#do({ cmd: 'plug_out', connector })
  }

  /** A card is held to the reader once; with `connectors`, the driver has chosen where. */
  present(idTag: string, connectors: readonly number[] = [1]): Promise<void> {
    return this.#do({ cmd: 'swipe', token: idTag, connectors })
  }

  raiseError(error: ChargePointErrorCode, connector = 1): Promise<void> {
    return this.#do({ cmd: 'raise_error', error, connector })
  }

  clearError(connector = 1): Promise<void> {
    return this.#do({ cmd: 'clear_error', connector })
  }

  /** Cuts the connection to the central system, and nothing else, until `goOnline`. */
  goOffline(): Promise<void> {
    return this.#do({ cmd: 'disconnect' })
  }

  goOnline(): Promise<void> {
    return this.#do({ cmd: 'connect' })
  }

  /** The power goes, at once and without a word. */
  async cutPower(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** The service is stopped, as when the supply fails and the buffer still lasts. */
  async shutDown(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** The last lines of the charger's own log. */
  get logTail(): string {
    return this.#logLines.join('\n')
  }

  async #end(signalName: NodeJS.Signals): Promise<void> {
    const child = this.#process
    if (child === undefined) return
    this.#process = undefined
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    this.#options.log.note(`power off (${signalName})`)
    child.kill(signalName)
    await ended
  }

  async #do(command: { readonly cmd: string } & Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#process === undefined) throw new Error(`${command.cmd}: the charger is not running`)
    const text = JSON.stringify(command)
    this.#options.log.note(text)
    this.#process.stdin.write(`${text}\n`)
    const answer = await this.#answer(text, (line) => line.includes(`"cmd":"${command.cmd}"`))
    if (!answer.includes('"ok":true')) throw new CaseFailure(`the harness refused ${text}: ${answer}`)
  }

  /** Answers come in the order of the commands, so each takes the oldest that fits. */
  #answer(what: string, fits: (line: string) => boolean): Promise<string> {
    return this.#options.signal.until(
      `an answer to ${what}`,
      () => {
        const index = this.#answers.findIndex(fits)
        return index < 0 ? undefined : this.#answers.splice(index, 1)[0]
      },
      deadlineMs,
    )
  }
}
