import { createHash } from 'node:crypto'

const lastRecord = /^:00000001FF\s*$/im
const record = /^:([0-9a-f]{2}){5,}$/i

/** What is wrong with a file that should hold the locked machine code; `undefined` when it is that, byte for byte. */
export function hexProblem(text: string, lockedSha256: string): string | undefined {
  const sha256 = createHash('sha256').update(text).digest('hex')
  if (sha256 === lockedSha256) return undefined
  const firstLine = text.split(/\r?\n/, 1)[0] ?? ''
  if (text.trim() === '') return 'it is empty'
  if (/^\x7fELF/.test(text)) return 'it is an ELF file: the .hex beside it is wanted'
  if (!record.test(firstLine)) return 'it is no Intel HEX file: each line of one begins with a colon'
  if (!lastRecord.test(text)) return 'it has been cut off: the end record is missing'
  return (
    `it is another program than the tested one (SHA-256 ${sha256.slice(0, 12)}…, ` +
    `board.lock.json has ${lockedSha256.slice(0, 12)}…)`
  )
}
