import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Camera } from '../contracts.ts'

/** A camera that is not ready by then is broken. */
const photoMs = 10_000
/** Ten times what a picture of 1280 × 720 takes. */
const maxPhotoBytes = 4_000_000
/** Start of image, and the first byte of the marker that follows it. */
const jpegBegins = [0xff, 0xd8, 0xff]

/** A camera behind a program that writes one JPEG to its standard output. */
export class CommandCamera implements Camera {
  readonly #program: string
  readonly #args: readonly string[]

  constructor([program, ...args]: readonly [string, ...string[]]) {
    this.#program = program
    this.#args = args
  }

  async takePhoto(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const options = {
        encoding: 'buffer',
        timeout: photoMs,
        killSignal: 'SIGKILL',
        maxBuffer: maxPhotoBytes,
      } as const
      execFile(this.#program, this.#args, options, (error, stdout, stderr) => {
        if (error) reject(new Error(`${this.#program}: ${whyItFailed(error, stderr)}`, { cause: error }))
        else if (isJpeg(stdout)) resolve(stdout)
        else reject(new Error(`${this.#program} has written ${stdout.length} bytes that are no JPEG`))
      })
    })
  }
}

/** A camera of the kernel's (Video4Linux) by way of ffmpeg, which has to be installed. */
export function v4l2Camera(device: string): CommandCamera {
  return new CommandCamera([
    'ffmpeg',
    ...['-hide_banner', '-loglevel', 'error', '-f', 'v4l2', '-video_size', '1280x720', '-i', device],
    ...['-frames:v', '1', '-f', 'mjpeg', '-'],
  ])
}

/** Always the same picture, for benches and demonstrations. */
export class FileCamera implements Camera {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async takePhoto(): Promise<Uint8Array> {
    const photo = await readFile(this.#path)
    if (!isJpeg(photo)) throw new Error(`${this.#path} is no JPEG`)
    return photo
  }
}

function isJpeg(bytes: Uint8Array): boolean {
  return jpegBegins.every((byte, index) => bytes[index] === byte)
}

function whyItFailed(error: { code?: unknown; killed?: boolean; message: string }, stderr: Buffer): string {
  if (error.code === 'ENOENT') return 'it is not installed'
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it writes more than ${maxPhotoBytes} bytes`
  if (error.killed) return `no picture within ${photoMs} ms`
  return stderr.toString('utf8').trim().split('\n').at(-1) || error.message
}
