import { constants } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type DownloadSink, TransferError, type TransferRequest } from './contract.ts'

const noteSchema = z.object({
  name: z.string(),
  validator: z.string().optional(),
  totalBytes: z.int().nonnegative().optional(),
})
type Note = z.infer<typeof noteSchema>

interface Options {
  /** Tells remote files apart. */
  readonly name: string
  readonly maxBytes: number
  readonly onProgress?: TransferRequest['onProgress']
}

/**
 * A download in the making: `<path>.part` holds its bytes, `<path>.part.json` says of what. Both survive the power; what
 * belongs to another file, or cannot be read, is begun anew.
 */
export class PartialFile implements DownloadSink {
  readonly #path: string
  readonly #options: Options
  readonly #handle: FileHandle
  #note: Note
  #bytes: number
  #isOpen = true

  private constructor(path: string, options: Options, handle: FileHandle, note: Note, bytes: number) {
    this.#path = path
    this.#options = options
    this.#handle = handle
    this.#note = note
    this.#bytes = bytes
  }

  /** Opens what is there, or makes it. Throws a TransferError `disk`. */
  static open(path: string, options: Options): Promise<PartialFile> {
    return onDisk(path, async () => {
      const { name } = options
      const note = await readNote(`${path}.part.json`)
      const handle = await open(`${path}.part`, constants.O_RDWR | constants.O_CREAT, 0o600)
      const isSame = note?.name === name
      if (!isSame) await handle.truncate(0)
      const { size } = await handle.stat()
      return new PartialFile(path, options, handle, isSame ? note : { name }, size)
    })
  }

  get bytes(): number {
    return this.#bytes
  }

  get validator(): string | undefined {
    return this.#note.validator
  }

  get totalBytes(): number | undefined {
    return this.#note.totalBytes
  }

  async begin(remote: {
    from: number
    validator: string | undefined
    totalBytes: number | undefined
  }): Promise<void> {
    const { validator, totalBytes } = remote
    const { maxBytes, name } = this.#options
    if (totalBytes !== undefined && totalBytes > maxBytes) throw tooLarge(totalBytes, maxBytes)
    this.#note = {
      name,
      ...(validator === undefined ? {} : { validator }),
      ...(totalBytes === undefined ? {} : { totalBytes }),
    }
    await onDisk(this.#path, async () => {
      if (remote.from < this.#bytes) {
        await this.#handle.truncate(remote.from)
        this.#bytes = remote.from
      }
      await writeFile(`${this.#path}.part.json`, JSON.stringify(this.#note), { mode: 0o600 })
    })
  }

  async write(chunk: Uint8Array): Promise<void> {
    const end = this.#bytes + chunk.length
    if (end > this.#options.maxBytes) throw tooLarge(end, this.#options.maxBytes)
    await onDisk(this.#path, async () => {
      for (let written = 0; written < chunk.length; ) {
        const { bytesWritten } = await this.#handle.write(
          chunk,
          written,
          chunk.length - written,
          this.#bytes + written,
        )
        written += bytesWritten
      }
    })
    this.#bytes = end
    this.#options.onProgress?.({ bytes: end, totalBytes: this.#note.totalBytes })
  }

  /** The whole is there: on the disk for certain, and under its own name. */
  async finish(): Promise<void> {
    await onDisk(this.#path, async () => {
      await this.#handle.sync()
      await this.close()
      await rename(`${this.#path}.part`, this.#path)
      await rm(`${this.#path}.part.json`, { force: true })
      await syncFolder(dirname(this.#path))
    })
  }

  /** Leaves what is there for a later attempt. */
  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.#handle.close()
  }
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/** Writes the folder's own entry down, so that a rename outlives a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function onDisk<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TransferError('disk', `${path} cannot be written: ${why}`, cause)
  }
}

function tooLarge(bytes: number, maxBytes: number): TransferError {
  return new TransferError('tooLarge', `The file has ${bytes} bytes, and at most ${maxBytes} are taken`)
}
