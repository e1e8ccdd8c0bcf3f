import { existsSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readPrivately, syncFolder, writePrivately } from '../store/private-file.ts'
import {
  InstallError,
  type Installer,
  type InstallStanding,
  type PackageInfo,
  type UpdateJob,
  updateJobSchema,
} from './contract.ts'
import { type UnpackBounds, unpackFirmware } from './firmware-package.ts'

type Slot = 'a' | 'b'

/** So often a new firmware may start without being confirmed: a power cut or two at a bad moment are no fault of its. */
const mostStarts = 3

const trialSchema = z.strictObject({
  state: z.enum(['trial', 'rolledBack']),
  slot: z.enum(['a', 'b']),
  version: z.string(),
  starts: z.int(),
  job: updateJobSchema,
})

/**
 * Two places for the firmware, `a` and `b`, and two links: `current` is what the next start runs, `proven` the last one
 * that was confirmed. An update goes into the place that does not run, then `current` moves. `trial.json` remembers what
 * is on trial. Each step leaves things so that a power cut right after it is made good by `beforeStart`.
 *
 * `beforeStart` must run before every start, from `proven`, so that a firmware which does not even start is noticed:
 * `ExecStartPre=<base>/proven/… boot-check`, then `ExecStart=<base>/current/…`.
 */
export class SlotInstaller implements Installer {
  readonly #base: string
  readonly #bounds: UnpackBounds
  #unpacked: PackageInfo | undefined

  constructor(base: string, bounds: UnpackBounds) {
    this.#base = base
    this.#bounds = bounds
  }

  async unpack(path: string): Promise<PackageInfo> {
    if (this.#trial()?.state === 'trial')
      throw new InstallError('onTrial', 'The firmware that runs has yet to be confirmed')
    const folder = join(this.#base, this.#idleSlot())
    this.#unpacked = undefined
    try {
      await rm(`${folder}.new`, { recursive: true, force: true })
      await mkdir(`${folder}.new`, { recursive: true })
      const info = await unpackFirmware(path, `${folder}.new`, this.#bounds)
      await rm(folder, { recursive: true, force: true })
      await rename(`${folder}.new`, folder)
      this.#unpacked = info
      return info
    } catch (cause) {
      await rm(`${folder}.new`, { recursive: true, force: true })
      if (cause instanceof InstallError) throw cause
      throw new InstallError('disk', `${folder} cannot be filled: ${String(cause)}`, cause)
    }
  }

  async activate(job: UpdateJob): Promise<{ readonly restart: boolean }> {
    if (this.#unpacked === undefined) throw new InstallError('notAPackage', 'Nothing was unpacked')
    const slot = this.#idleSlot()
    const { version } = this.#unpacked
    this.#unpacked = undefined
    try {
      writePrivately(this.#trialPath, { state: 'trial', slot, version, starts: 0, job })
      this.#point('current', slot)
    } catch (cause) {
      throw new InstallError('disk', `${slot} cannot be made the current firmware`, cause)
    }
    return { restart: true }
  }

  standing(): InstallStanding {
    const trial = this.#trial()
    if (trial === undefined) return { kind: 'settled' }
    const { state, version, job } = trial
    return { kind: state, version, job }
  }

  confirm(): void {
    const trial = this.#trial()
    if (trial?.state !== 'trial') return
    this.#point('proven', trial.slot)
    rmSync(this.#trialPath)
  }

  forget(): void {
    if (this.#trial()?.state === 'rolledBack') rmSync(this.#trialPath)
  }

  /**
   * Counts the start that is about to come, and goes back to what is proven when a trial has had its chances. Says what
   * it has decided, for the log.
   */
  beforeStart(): 'settled' | 'trial' | 'rolledBack' {
    const trial = this.#trial()
    if (trial === undefined) {
      const current = this.#target('current')
      if (current !== undefined) this.#point('proven', current)
      return 'settled'
    }
    if (trial.state === 'rolledBack' || trial.starts >= mostStarts) {
      this.#point('current', this.#target('proven') ?? other(trial.slot))
      if (trial.state === 'trial') writePrivately(this.#trialPath, { ...trial, state: 'rolledBack' })
      return 'rolledBack'
    }
    writePrivately(this.#trialPath, { ...trial, starts: trial.starts + 1 })
    // The power may have gone between the two steps of `activate`, or of `confirm`.
    this.#point('current', trial.slot)
    return 'trial'
  }

  get #trialPath(): string {
    return join(this.#base, 'trial.json')
  }

  #trial() {
    return readPrivately(this.#trialPath, trialSchema)
  }

  /** Where the next firmware goes: not where the one is that runs. */
  #idleSlot(): Slot {
    return other(this.#target('current') ?? 'b')
  }

  #target(link: 'current' | 'proven'): Slot | undefined {
    const path = join(this.#base, link)
    if (!existsSync(path)) return undefined
    return readlinkSync(path) === 'b' ? 'b' : 'a'
  }

  /** A link is made beside and moved over the old one, so that at each moment there is one. */
  #point(link: 'current' | 'proven', slot: Slot): void {
    if (this.#target(link) === slot) return
    const path = join(this.#base, link)
    rmSync(`${path}.new`, { force: true })
    symlinkSync(slot, `${path}.new`)
    renameSync(`${path}.new`, path)
    syncFolder(this.#base)
  }
}

function other(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a'
}
