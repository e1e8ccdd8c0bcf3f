import { maskIdTag } from '@colok/shared/ids'
import type { Answer, CallEffect, Effect, ResetType, VaultQuestion } from '../core/effects.ts'
import type { CallCompleted, CallReceived, Event, VaultAnswered } from '../core/events.ts'
import type { SecurityProfile } from '../core/security-profile.ts'
import type { ChargerDevices } from '../devices/contracts.ts'
import type { Connection } from '../ocpp/connection.ts'
import type { Vault } from '../security/vault.ts'
import type { Calendar } from './calendar.ts'
import type { ChargerLog } from './log.ts'

interface Parts {
  readonly devices: ChargerDevices
  readonly calendar: Calendar
  readonly log: ChargerLog
  readonly chargePointId: string
  /** Where keys and roots are kept, if anywhere. */
  readonly vault: Vault | undefined
  /** The security profile of now. */
  readonly profile: () => SecurityProfile
  readonly onReset: (type: ResetType) => void
}

/** Carries effects out, and brings back what comes of them as events. */
export class Performer {
  readonly #parts: Parts
  readonly #questions = new Map<number, (answer: Answer) => void>()
  #nextCallId = 1
  #connection: Connection | undefined
  #post: (event: Event) => void = () => {}

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Gives it the ends that need it in turn. */
  attach({ connection, post }: { connection: Connection; post: (event: Event) => void }): void {
    this.#connection = connection
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
      case 'call':
        this.#call(effect)
        break
      case 'answer':
        this.#answer(effect.callId, effect.answer)
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
        this.#askVault(effect)
        break
      case 'requestCertificate':
        this.#requestCertificate(effect.organisation)
        break
      case 'fallBackIdentity':
        this.#fallBackIdentity()
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

  #askVault(question: VaultQuestion): void {
    const { vault, calendar, profile } = this.#parts
    const { callId, action } = question
    const now = calendar.now()
    void vault?.ask(question, { now: now === 'unsynced' ? undefined : now, inUse: profile() }).then(
      ({ answer, problem }) => {
        this.#post({ kind: 'credentialsReported', credentials: vault.credentials })
        this.#post({ kind: 'vaultAnswered', callId, action, answer, problem } as VaultAnswered)
      },
      (cause: unknown) => {
        const answer = { kind: 'error', code: 'InternalError', description: `${action} failed` } as const
        this.#post({ kind: 'vaultAnswered', callId, action, answer, problem: String(cause) })
      },
    )
  }

  #requestCertificate(organisation: string): void {
    const { vault, chargePointId, log } = this.#parts
    void vault?.keys.requestCertificate({ commonName: chargePointId, organisation }).then(
      ({ csr }) => this.#post({ kind: 'certificateRequested', csr }),
      (cause: unknown) => log.error({ err: cause }, 'No certificate can be asked for'),
    )
  }

  #fallBackIdentity(): void {
    const { vault, log } = this.#parts
    try {
      vault?.keys.fallBack()
    } catch (cause) {
      log.error({ err: cause }, 'There is no way back to the certificate before')
    }
  }

  #answer(callId: number, answer: Answer): void {
    this.#questions.get(callId)?.(answer)
    this.#questions.delete(callId)
  }
}

/** A card's whole number never goes into a log. */
function masked(fields: Extract<Effect, { kind: 'log' }>['fields']) {
  return typeof fields.idTag === 'string' ? { ...fields, idTag: maskIdTag(fields.idTag) } : fields
}
