import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Only its owner may read what holds a password. */
const ownerOnly = 0o600

/** A file that is being written beside its place; it stands there whole after `commit`, or not at all. */
export class AtomicFile {
  readonly #path: string
  readonly #draft: string
  #handle: number | undefined

  /** Throws the system's error when the folder cannot be written. */
  constructor(path: string) {
    this.#path = path
    this.#draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`)
    this.#handle = openSync(this.#draft, 'wx', ownerOnly)
  }

  /**
   * Puts the text into its place, on the disk by the time that this returns. Throws the system's error EEXIST when
   * something stands there by now and is not to be replaced.
   */
  commit(text: string | Uint8Array, { replace }: { replace: boolean }): void {
    const handle = this.#handle
    if (handle === undefined) throw new Error(`${this.#path} has been written or given up already`)
    const bytes = Buffer.from(text)
    let written = 0
    while (written < bytes.length) written += writeSync(handle, bytes, written)
    fsyncSync(handle)
    this.#close()
    if (replace) renameSync(this.#draft, this.#path)
    else {
      // A link, unlike a rename, refuses to take the place of another file.
      linkSync(this.#draft, this.#path)
      rmSync(this.#draft)
    }
    const folder = openSync(dirname(this.#path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }

  /** Leaves nothing behind; harmless after `commit`. */
  discard(): void {
    this.#close()
    rmSync(this.#draft, { force: true })
  }

  #close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle)
    this.#handle = undefined
  }
}
