import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'
import { Problem } from '../../../http/problem.ts'
import type { Typed } from './fields.ts'

/** More than any form of ours has. */
const limits = { fields: 50, fieldSize: 20_000, files: 1, headerPairs: 50 }

/** What a form adds around its file. */
const aroundBytes = 64 * 1024

/** A form with a file, as far as the file: what was typed stands before it. */
interface SentForm {
  readonly typed: Typed
  /** The bytes as they come; undefined where none was chosen. It fails when whoever sends it breaks off. */
  readonly file: ReadableStream<Uint8Array> | undefined
}

/** Whether a form says by its length that its file is larger than may be. */
export const isTooLong = (request: Request, mostBytes: number): boolean =>
  Number(request.headers.get('Content-Length') ?? 0) > mostBytes + aroundBytes

/** Reads a form as far as its file, which is read on while it comes: nothing of it is kept. */
export function receiveForm(request: Request): Promise<SentForm> {
  const { body } = request
  const contentType = request.headers.get('Content-Type') ?? ''
  if (body === null || !contentType.startsWith('multipart/form-data'))
    throw new Problem('invalid-request', 'The form is not as described.')
  const form = new Busboy({ headers: { 'content-type': contentType }, limits })
  const typed: Record<string, string[]> = Object.create(null)
  const { promise, resolve, reject } = Promise.withResolvers<SentForm>()
  let file: Readable | undefined
  form.on('field', (name: string, text: string) => {
    typed[name] ??= []
    typed[name].push(text.replaceAll('\u0000', '').replaceAll('\r\n', '\n'))
  })
  form.on('file', (_field, stream, fileName) => {
    // A browser sends an empty file without a name where none was chosen.
    if (fileName === undefined || fileName === '') return stream.resume()
    file = stream
    resolve({ typed, file: Readable.toWeb(stream) as ReadableStream<Uint8Array> })
  })
  pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), form).then(
    () => resolve({ typed, file: undefined }),
    (cause: Error) => {
      file?.destroy(cause)
      reject(new Problem('invalid-request', 'The form is not as described.'))
    },
  )
  return promise
}
