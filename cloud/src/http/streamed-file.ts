import type { Context } from 'hono'

/**
 * A file that is written while it is sent: it is never in memory at once, and no more of it is read when the reader goes.
 * What cannot be read to its end breaks the transfer off, so that nobody takes a part of a list for the whole.
 */
export function streamedFile(
  c: Context,
  file: {
    readonly type: string
    /** As it is saved; letters, digits, `-` and `.` alone. */
    readonly name: string
    readonly pieces: AsyncIterable<string>
  },
): Response {
  const pieces = file.pieces[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return?.()
    },
  })
  return c.body(body, 200, {
    'Content-Type': `${file.type}; charset=utf-8`,
    'Content-Disposition': `attachment; filename="${file.name}"`,
  })
}
