import { closeSync, constants, openSync, rmSync, symlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReadStream } from 'node:tty'
import { open } from '@lydell/node-pty'
import type { DeviceLine } from './device-line.ts'

/**
 * A line behind a pseudo-terminal that any serial library opens. The path is a symbolic link in a folder of its own,
 * so that a device that is unplugged and plugged in again, which is a new pseudo-terminal, keeps its path, as udev
 * rules do for a real one.
 */
export class PtyLine implements DeviceLine {
  readonly #name: string
  #folder: string | undefined
  #terminal: { master: ReadStream; heldOpen: number } | undefined
  #onBytes: (bytes: Uint8Array) => void = () => {}

  constructor(name: string) {
    this.#name = name
  }

  get path(): string {
    if (!this.#folder) throw new Error(`the line ${this.#name} has no path before start()`)
    return join(this.#folder, this.#name)
  }

  async start(): Promise<void> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'colok-line-'))
    this.plug()
  }

  async stop(): Promise<void> {
    this.unplug()
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }

  send(bytes: Uint8Array): void {
    this.#terminal?.master.write(bytes)
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#onBytes = listener
  }

  plug(): void {
    if (this.#terminal) return
    const terminal = open({ encoding: null })
    // The library's own reader of the slave end would steal the host's bytes.
    terminal.slave.destroy()
    // While nobody has the slave end open the kernel answers reads of the master with EIO; this keeps it quiet
    // between two hosts.
    const heldOpen = openSync(terminal.ptsName, constants.O_RDWR | constants.O_NOCTTY)
    const { master } = terminal
    this.#terminal = { master, heldOpen }
    master.on('data', (bytes: Uint8Array) => this.#onBytes(bytes))
    master.on('error', () => this.unplug())
    symlinkSync(terminal.ptsName, this.path)
  }

  unplug(): void {
    const terminal = this.#terminal
    if (!terminal) return
    this.#terminal = undefined
    rmSync(this.path, { force: true })
    closeSync(terminal.heldOpen)
    terminal.master.destroy()
  }
}

declare module '@lydell/node-pty' {
  /**
   * A bare pseudo-terminal; missing from the library's types. Only these three of what it returns are safe to touch:
   * its `kill` and `destroy` would signal process id -1, which is every process of the user.
   */
  export function open(options: { encoding: null }): {
    readonly master: ReadStream
    readonly slave: ReadStream
    readonly ptsName: string
  }
}
