import { readFileSync } from 'node:fs'
import {
  InstallError,
  type Installer,
  type InstallStanding,
  type PackageInfo,
  type UpdateJob,
} from '../update/contract.ts'

/** Takes every file that begins with `package `, and what follows is its version; keeps the promises of the contract. */
export class FakeInstaller implements Installer {
  readonly #restart: boolean
  #unpacked: PackageInfo | undefined
  #standing: InstallStanding = { kind: 'settled' }
  /** What runs. */
  version = '0.1.0'
  /** While set, unpacking waits for it. */
  hold: Promise<void> | undefined

  constructor({ restart }: { readonly restart: boolean }) {
    this.#restart = restart
  }

  async unpack(path: string): Promise<PackageInfo> {
    await this.hold
    const version = /^package (\S+)/.exec(readFileSync(path, 'utf8'))?.[1]
    if (version === undefined) throw new InstallError('notAPackage', `${path} is no package`)
    this.#unpacked = { version }
    return this.#unpacked
  }

  async activate(job: UpdateJob): Promise<{ readonly restart: boolean }> {
    if (this.#unpacked === undefined) throw new InstallError('notAPackage', 'Nothing was unpacked')
    this.#standing = { kind: 'trial', version: this.#unpacked.version, job }
    this.version = this.#unpacked.version
    return { restart: this.#restart }
  }

  standing(): InstallStanding {
    return this.#standing
  }

  confirm(): void {
    if (this.#standing.kind === 'trial') this.#standing = { kind: 'settled' }
  }

  forget(): void {
    if (this.#standing.kind === 'rolledBack') this.#standing = { kind: 'settled' }
  }

  /** As when the new firmware was never confirmed. */
  rollBack(): void {
    if (this.#standing.kind !== 'trial') return
    this.#standing = { ...this.#standing, kind: 'rolledBack' }
    this.version = '0.1.0'
  }
}
