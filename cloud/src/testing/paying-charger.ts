import { type SocketPair, socketPair } from '@colok/shared/testing/socket-pair'
import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { toIso } from '@colok/shared/time'
import { vendorRequest } from '@colok/shared/vendor'
import type { SigningKey } from './signing-charger.ts'

type Answer = object | 'nothing'

interface Allowance {
  readonly id: string
  readonly idTag: string
  readonly limitWh: number
}

interface Limit {
  readonly limitWh: number
  readonly idTag?: string
  readonly transactionId?: number
}

/**
 * A charge point with one socket that starts when it is told to, keeps what it has to tell until it is told, and stops
 * by itself at a limit that it was given.
 */
export class PayingCharger {
  /** Whether it knows our SetSessionLimit. */
  knowsLimits = true
  /** How many calls it answers as one that has started and waits for the answer to its BootNotification. */
  refusesAsNotAccepted = 0
  /** What it answers RemoteStartTransaction. */
  remoteStart: 'Accepted' | 'Rejected' | 'nothing' = 'Accepted'
  /** Whether it begins a session after it has accepted one. */
  begins = true
  powerW = 1200
  /** Signs what its meter says, where it is there. */
  key: SigningKey | undefined
  /** What it was answered about cards that were tapped. */
  readonly verdicts: string[] = []
  /** What it may spend of cards while it is offline. */
  allowances: readonly Allowance[] = []
  readonly spent: { readonly id: string; readonly connectorId: number; readonly meterStart: number }[] = []
  readonly asked: [string, Record<string, unknown>][] = []
  readonly #clock: VirtualClock
  readonly #queue: [string, object][] = []
  readonly #limits: Limit[] = []
  #pair: SocketPair | undefined
  #waiting: ((payload: Record<string, unknown>) => void) | undefined
  #messages = 0
  #registerWh = 5000
  #session: { idTag: string; startWh: number; transactionId: number | undefined } | undefined
  #startedHere = new Set<string>()
  #allowancesVersion = 0

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  get isCharging(): boolean {
    return this.#session !== undefined
  }

  /** The end for the central system. */
  connect() {
    const pair = socketPair(this.#clock)
    this.#pair = pair
    this.#waiting = undefined
    pair.right.onMessage((text) => this.#take(text))
    this.#send()
    return pair.left
  }

  disconnect(): void {
    this.#pair?.right.close()
    this.#pair = undefined
    this.#waiting = undefined
  }

  /** Tells the key that it signs by. */
  tellKey(key: SigningKey): void {
    this.key = key
    this.#tell('DataTransfer', vendorRequest('MeterKey', key.told))
  }

  status(status: string): void {
    const request = { connectorId: 1, status, errorCode: 'NoError', timestamp: this.#now() }
    this.#tell('StatusNotification', request)
  }

  /** Takes energy, a reading at a time, until the limit or until it has taken so much. */
  charge(energyWh: number): void {
    const session = this.#session
    if (session === undefined) throw new Error('This charger is charging nobody.')
    const limit = this.#limits.findLast(
      ({ idTag, transactionId }) =>
        idTag === session.idTag || (transactionId !== undefined && transactionId === session.transactionId),
    )
    const taken = this.#registerWh - session.startWh
    const left = limit === undefined ? Number.POSITIVE_INFINITY : limit.limitWh - taken
    this.#registerWh += Math.min(energyWh, left)
    this.#tell('MeterValues', {
      connectorId: 1,
      transactionId: session.transactionId ?? 0,
      meterValue: [
        {
          timestamp: this.#now(),
          sampledValue: [
            { value: String(this.#registerWh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
            { value: String(this.powerW), measurand: 'Power.Active.Import', unit: 'W' },
          ],
        },
      ],
    })
    if (energyWh >= left) this.end('Other')
  }

  end(reason: string): void {
    const session = this.#session
    if (session === undefined) return
    this.#session = undefined
    if (this.key !== undefined)
      this.#queue.push(['DataTransfer', { session, key: this.key, endWh: this.#registerWh }])
    this.#queue.push([
      'StopTransaction',
      { session, meterStop: this.#registerWh, timestamp: this.#now(), reason },
    ])
    this.#send()
  }

  /** A card is tapped: it asks whether it may charge, and without a network goes by its allowance. */
  tap(idTag: string, { begins = true } = {}): void {
    if (this.#pair?.right.isOpen) {
      this.#tell('Authorize', { idTag, begins })
      return
    }
    const allowance = this.allowances.find(
      (one) => one.idTag === idTag && !this.spent.some(({ id }) => id === one.id),
    )
    this.verdicts.push(allowance === undefined ? 'offline' : 'Accepted')
    if (allowance === undefined) return
    this.spent.push({ id: allowance.id, connectorId: 1, meterStart: this.#registerWh })
    this.#limits.push(allowance)
    this.begin(idTag)
  }

  /** Begins a session by itself, as after a power cut. */
  begin(idTag: string): void {
    const session = { idTag, startWh: this.#registerWh, transactionId: undefined }
    this.#session = session
    this.#queue.push(['StartTransaction', { session, timestamp: this.#now() }])
    this.#send()
  }

  #now(): string {
    return toIso(this.#clock.wallMs())
  }

  #tell(action: string, payload: object): void {
    this.#queue.push([action, payload])
    this.#send()
  }

  /** One call in flight, in order, again after a reconnection. */
  #send(): void {
    const [next] = this.#queue
    if (next === undefined || this.#waiting !== undefined || !this.#pair?.right.isOpen) return
    const [action, told] = next
    this.#messages += 1
    const pair = this.#pair
    this.#waiting = (confirmation) => {
      this.#queue.shift()
      this.#waiting = undefined
      const { session } = told as { session?: { transactionId: number | undefined } }
      if (action === 'Authorize') this.#authorised(told as { idTag: string; begins: boolean }, confirmation)
      if (action === 'StartTransaction' && session !== undefined) {
        session.transactionId = confirmation.transactionId as number
        const info = confirmation.idTagInfo as { status: string }
        if (info.status !== 'Accepted') this.end('DeAuthorized')
      }
      this.#send()
    }
    pair.right.send(JSON.stringify([2, `m${this.#messages}`, action, payloadOf(action, told)]))
  }

  #authorised({ idTag, begins }: { idTag: string; begins: boolean }, confirmation: object): void {
    const { idTagInfo } = confirmation as { idTagInfo: { status: string } }
    this.verdicts.push(idTagInfo.status)
    if (idTagInfo.status === 'Accepted' && begins) this.begin(idTag)
  }

  #take(text: string): void {
    const frame = JSON.parse(text) as [number, string, ...unknown[]]
    if (frame[0] !== 2) {
      if (frame[1] === `m${this.#messages}`) this.#waiting?.(frame[2] as Record<string, unknown>)
      return
    }
    const [, messageId, action, payload] = frame as [2, string, string, Record<string, unknown>]
    this.asked.push([action, payload])
    if (this.refusesAsNotAccepted > 0) {
      this.refusesAsNotAccepted -= 1
      this.#pair?.right.send(JSON.stringify([4, messageId, 'GenericError', 'not accepted yet', {}]))
      return
    }
    const answer = this.#answer(action, payload)
    if (answer !== 'nothing') this.#pair?.right.send(JSON.stringify([3, messageId, answer]))
  }

  #answer(action: string, payload: Record<string, unknown>): Answer {
    switch (action) {
      case 'DataTransfer':
        return this.#dataTransfer(payload)
      case 'RemoteStartTransaction':
        return this.#remoteStart(String(payload.idTag))
      case 'RemoteStopTransaction': {
        const isOurs = this.#session?.transactionId === payload.transactionId
        if (isOurs) this.#clock.after(1000, () => this.end('Remote'))
        return { status: isOurs ? 'Accepted' : 'Rejected' }
      }
      case 'GetConfiguration':
        return {}
      default:
        return { status: 'Accepted' }
    }
  }

  #dataTransfer({ messageId, data }: Record<string, unknown>): Answer {
    if (!this.knowsLimits) return { status: 'UnknownVendorId' }
    if (messageId === 'SetSessionLimit') this.#limits.push(JSON.parse(String(data)) as Limit)
    return messageId === 'SetAllowances' ? this.#setAllowances(String(data)) : { status: 'Accepted' }
  }

  #setAllowances(data: string): Answer {
    const list = JSON.parse(data) as { version: number; allowances: Allowance[] }
    const isNew = list.version > this.#allowancesVersion
    if (isNew) {
      this.#allowancesVersion = list.version
      this.allowances = list.allowances
    }
    const taken = { version: this.#allowancesVersion, spent: this.spent }
    return { status: isNew ? 'Accepted' : 'Rejected', data: JSON.stringify(taken) }
  }

  #remoteStart(idTag: string): Answer {
    if (this.remoteStart === 'nothing') return 'nothing'
    if (this.remoteStart === 'Rejected' || this.#session !== undefined || this.#startedHere.has(idTag))
      return { status: 'Rejected' }
    if (this.begins) {
      this.#startedHere.add(idTag)
      this.#clock.after(1000, () => this.begin(idTag))
    }
    return { status: 'Accepted' }
  }
}

function payloadOf(action: string, told: object): object {
  if (action === 'DataTransfer' && 'session' in told) {
    const { session, key, endWh } = told as {
      session: { idTag: string; startWh: number; transactionId: number }
      key: SigningKey
      endWh: number
    }
    const { idTag, startWh: beginWh, transactionId } = session
    const record = key.record({ idTag, beginWh, endWh })
    return vendorRequest('MeterSignature', { connectorId: 1, transactionId, keyId: key.keyId, record })
  }
  if (action === 'Authorize') return { idTag: (told as { idTag: string }).idTag }
  if (action === 'StartTransaction') {
    const { session, timestamp } = told as { session: { idTag: string; startWh: number }; timestamp: string }
    return { connectorId: 1, idTag: session.idTag, meterStart: session.startWh, timestamp }
  }
  if (action === 'StopTransaction') {
    const { session, ...rest } = told as { session: { transactionId: number } }
    return { transactionId: session.transactionId, ...rest }
  }
  return told
}
