import { maskIdTag } from '@colok/shared/ids'
import type { Answer, CallEffect, Effect, ResetType } from '../core/effects.ts'
import type { CallCompleted, CallReceived, Event } from '../core/events.ts'
import type { ChargerDevices } from '../devices/contracts.ts'
import type { ReadingSigner } from '../metering/contract.ts'
import type { Connection } from '../ocpp/connection.ts'
import type { Calendar } from './calendar.ts'
import type { DoorReporter } from './door-reporter.ts'
import type { ChargerLog } from './log.ts'
import type { Workshop } from './workshop.ts'

interface Parts {
  readonly devices: ChargerDevices
  readonly calendar: Calendar
  readonly log: ChargerLog
  /** Who vouches for each connector's readings, the first connector's first. */
  readonly signers: readonly (ReadingSigner | undefined)[]
  readonly onReset: (type: ResetType) => void
}

/** Carries effects out, and brings back what comes of them as events. */
export class Performer {
  readonly #parts: Parts
  readonly #questions = new Map<number, (answer: Answer) => void>()
  #nextCallId = 1
  #connection: Connection | undefined
  #workshop: Workshop | undefined
  #doorReporter: DoorReporter | undefined
  #post: (event: Event) => void = () => {}

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Gives it the ends that need it in turn. */
  attach({
    connection,
    workshop,
    doorReporter,
    post,
  }: {
    connection: Connection
    workshop: Workshop
    doorReporter: DoorReporter | undefined
    post: (event: Event) => void
  }): void {
    this.#connection = connection
    this.#workshop = workshop
    this.#doorReporter = doorReporter
    this.#post = post
  }

  openAllRelays(): void {
    const { relays, meters } = this.#parts.devices
    for (const index of meters.keys()) relays.request(index + 1, false)
  }

  /** Puts an incoming call before the core; resolves with its `answer` effect. */
  ask(call: Omit<CallReceived, 'kind' | 'callId'>): Promise<Answer> {
    const callId = this.#nextCallId++
    return new Promise((resolve) => {
      this.#questions.set(callId, resolve)
      this.#post({ kind: 'callReceived', callId, ...call } as CallReceived)
    })
  }

  perform(effect: Effect): void {
    const { devices, calendar, log, onReset } = this.#parts
    switch (effect.kind) {
      case 'openRelay':
        devices.relays.request(effect.connectorId, false)
        break
      case 'closeRelay':
        devices.relays.request(effect.connectorId, true)
        break
      case 'unlock':
        devices.locks?.unlock(effect.connectorId)
        break
      case 'testLeakage':
        devices.sensors?.testLeakage?.()
        break
      case 'forgetWelded':
        devices.sensors?.forgetWelded?.(effect.connectorId)
        break
      case 'openDoor':
        devices.door?.letGo()
        break
      case 'reportDoor':
        this.#doorReporter?.report(effect.notice)
        break
      case 'call':
        this.#call(effect)
        break
      case 'sign':
        this.#sign(effect)
        break
      case 'answer':
        this.answer(effect.callId, effect.answer)
        break
      case 'show':
        devices.display.show(effect.lines)
        break
      case 'light':
        devices.lights.set(effect.connectorId, effect.light)
        break
      case 'setCalendar':
        calendar.set(effect.wallMs)
        this.#post({ kind: 'calendarSet' })
        break
      case 'reconnect':
        this.#connection?.restart()
        break
      case 'askVault':
        this.#workshop?.askVault(effect)
        break
      case 'requestCertificate':
        this.#workshop?.requestCertificate(effect.organisation)
        break
      case 'fallBackIdentity':
        this.#workshop?.fallBackIdentity()
        break
      case 'upload':
        this.#workshop?.upload(effect.callId, effect.job)
        break
      case 'update':
        this.#workshop?.update(effect.callId, effect.job)
        break
      case 'confirmFirmware':
        this.#workshop?.confirmFirmware()
        break
      case 'reset':
        // The supply does not wait for an answer.
        if (effect.type === 'PowerOff') onReset(effect.type)
        else this.#connection?.afterAnswers(() => onReset(effect.type))
        break
      case 'log':
        log[effect.level](masked(effect.fields), effect.message)
        break
      case 'record':
        return
    }
  }

  #call(effect: CallEffect): void {
    const { purpose, ref } = effect
    void this.#connection?.call(effect.action, effect.request).then((result) =>
      this.#post({
        kind: 'callCompleted',
        purpose,
        ref,
        result,
      } as CallCompleted),
    )
  }

  #sign({ entryId, connectorId, record }: Extract<Effect, { kind: 'sign' }>): void {
    const signer = this.#parts.signers[connectorId - 1]
    const done = (outcome: Extract<Event, { kind: 'readingSigned' }>['outcome']) =>
      this.#post({ kind: 'readingSigned', entryId, outcome })
    if (signer === undefined) {
      done({ kind: 'failed', problem: `nobody signs for connector ${connectorId}` })
      return
    }
    void signer.sign(record).then(
      (text) => done({ kind: 'signed', keyId: signer.publicKey.keyId, record: text }),
      (cause: unknown) =>
        done({ kind: 'failed', problem: cause instanceof Error ? cause.message : String(cause) }),
    )
  }

  /** Ends the question of that number. */
  answer(callId: number, answer: Answer): void {
    this.#questions.get(callId)?.(answer)
    this.#questions.delete(callId)
  }
}

/** A card's whole number never goes into a log. */
function masked(fields: Extract<Effect, { kind: 'log' }>['fields']) {
  return typeof fields.idTag === 'string' ? { ...fields, idTag: maskIdTag(fields.idTag) } : fields
}
