import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallResult } from '@colok/shared/ocpp/rpc'
import { type Clock, toIso } from '@colok/shared/time'
import { DoorEvent, DoorPhotoPlace, vendorRequest } from '@colok/shared/vendor'
import type { DoorNotice } from '../core/effects.ts'
import { type Now, stampToIso } from '../core/now.ts'
import type { Camera } from '../devices/contracts.ts'
import { readPrivately, writePrivately } from '../store/private-file.ts'
import type { FileTransfer, TransferOutcome } from '../transfer/contract.ts'
import type { ChargerLog } from './log.ts'
import { pause } from './pause.ts'

/** More than a service visit makes; beyond it the oldest are given up, so that the disk never fills. */
const mostWaiting = 30
/** How soon it is looked again whether somebody listens. */
const tryAgainMs = 15_000
const unreadable = 'What waits of the service door cannot be read'
/** A photo that the other end refuses so often is given up; the event was told. */
const mostRefusals = 3
/** A photo is 200 kB; a weak network takes minutes for it. */
const photoPolicy = {
  attempts: 2,
  retryIntervalMs: 5_000,
  stallMs: 30_000,
  deadlineMs: 10 * 60_000,
  maxBytes: 8_000_000,
}

export interface DoorReporterParts {
  /** Nobody else's; what waits here outlives the power. */
  readonly folder: string
  readonly clock: Clock
  readonly now: () => Now
  readonly newId: () => string
  readonly camera: Camera | undefined
  readonly transfer: FileTransfer
  /** Whether the central system has accepted this charger and listens. */
  readonly isOnline: () => boolean
  readonly call: (request: ReturnType<typeof vendorRequest>) => Promise<CallResult<'DataTransfer'>>
  readonly log: ChargerLog
}

/**
 * Tells the central system what happens at the service door, in order, each with a photo where a camera is: the event by
 * DataTransfer, the photo by HTTPS to the address that the answer names. What cannot be told yet waits on the disk.
 */
export class DoorReporter {
  readonly #parts: DoorReporterParts
  readonly #ending = new AbortController()
  #taking: Promise<void> = Promise.resolve()
  #telling: Promise<void> | undefined
  #refusals = 0

  constructor(parts: DoorReporterParts) {
    this.#parts = parts
  }

  /** Goes on with what the last run has left. */
  start(): void {
    this.#guarded(unreadable, () => this.#tellSoon())
  }

  /** Leaves what is not told on the disk. */
  async stop(): Promise<void> {
    this.#ending.abort()
    await Promise.all([this.#taking, this.#telling])
  }

  /** Takes a photo at once, keeps both, and tells when somebody listens. */
  report(notice: DoorNotice): void {
    this.#taking = this.#taking.then(() => this.#take(notice))
  }

  async #take({ event, at, idTag }: DoorNotice): Promise<void> {
    const { newId, now, folder } = this.#parts
    const photo = event === 'closed' ? undefined : await this.#photo()
    this.#guarded('An event of the service door cannot be kept', () => {
      const eventId = newId()
      mkdirSync(folder, { recursive: true })
      const order = `${toIso(this.#parts.clock.wallMs()).replace(/\W/g, '')}-${eventId}`
      if (photo !== undefined) writeFileSync(join(folder, `${order}.jpg`), photo, { mode: 0o600 })
      writePrivately(join(folder, `${order}.json`), {
        eventId,
        event,
        at: stampToIso(at, now()),
        ...(idTag !== null && { idTag }),
        hasPhoto: photo !== undefined,
      })
      for (const name of this.#waiting().slice(0, -mostWaiting)) this.#drop(name, 'too many wait')
      this.#tellSoon()
    })
  }

  async #photo(): Promise<Uint8Array | undefined> {
    const { camera, log } = this.#parts
    try {
      return await camera?.takePhoto()
    } catch (cause) {
      log.warn({ err: cause }, 'No photo of the service door')
      return undefined
    }
  }

  /** Names of events, the oldest first. */
  #waiting(): string[] {
    const { folder } = this.#parts
    mkdirSync(folder, { recursive: true })
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    return names.map((name) => name.slice(0, -'.json'.length)).sort()
  }

  #tellSoon(): void {
    if (this.#telling !== undefined || this.#ending.signal.aborted || this.#waiting().length === 0) return
    this.#telling = this.#tellAll().then(
      () => {
        this.#telling = undefined
        // One may have come after the last look.
        this.start()
      },
      (cause: unknown) => {
        this.#telling = undefined
        this.#parts.log.error({ err: cause }, unreadable)
      },
    )
  }

  async #tellAll(): Promise<void> {
    const { clock, isOnline } = this.#parts
    const { signal } = this.#ending
    for (let [name] = this.#waiting(); name !== undefined && !signal.aborted; [name] = this.#waiting()) {
      const isOver = isOnline() && (await this.#tell(name))
      if (!isOver) await pause(clock, tryAgainMs, signal)
    }
  }

  /** Whether there is nothing left to do about this event. */
  async #tell(name: string): Promise<boolean> {
    const { folder, call } = this.#parts
    const event = this.#read(name)
    if (event === undefined) return true
    const result = await call(vendorRequest('DoorEvent', event))
    if (result.kind === 'error') return this.#drop(name, `the central system answers ${result.code}`)
    if (result.kind !== 'confirmed') return false
    if (result.confirmation.status !== 'Accepted')
      return this.#drop(name, `the central system answers ${result.confirmation.status}`)
    const place = event.hasPhoto ? placeIn(result.confirmation.data) : undefined
    if (place === undefined) return this.#forget(name)
    const outcome = await this.#parts.transfer.upload({
      url: place,
      path: join(folder, `${name}.jpg`),
      fileName: 'door.jpg',
      policy: photoPolicy,
      signal: this.#ending.signal,
    })
    return this.#afterPhoto(name, outcome)
  }

  #afterPhoto(name: string, outcome: TransferOutcome): boolean {
    if (outcome.kind === 'done') return this.#forget(name)
    if (outcome.kind === 'cancelled' || outcome.error.code === 'unreachable') return false
    this.#refusals += 1
    return this.#refusals >= mostRefusals ? this.#drop(name, outcome.error.message) : false
  }

  #read(name: string): DoorEvent | undefined {
    try {
      return readPrivately(join(this.#parts.folder, `${name}.json`), DoorEvent)
    } catch (cause) {
      this.#drop(name, String(cause))
      return undefined
    }
  }

  #drop(name: string, why: string): true {
    this.#parts.log.warn({ why }, 'An event of the service door is given up')
    return this.#forget(name)
  }

  #forget(name: string): true {
    this.#refusals = 0
    for (const suffix of ['jpg', 'json'])
      rmSync(join(this.#parts.folder, `${name}.${suffix}`), { force: true })
    return true
  }

  /** A disk that fails must not stop a charger from charging. */
  #guarded(message: string, work: () => void): void {
    try {
      work()
    } catch (cause) {
      this.#parts.log.error({ err: cause }, message)
    }
  }
}

function placeIn(data: string | undefined): string | undefined {
  try {
    return DoorPhotoPlace.parse(JSON.parse(data ?? '')).photoUrl
  } catch {
    return undefined
  }
}
