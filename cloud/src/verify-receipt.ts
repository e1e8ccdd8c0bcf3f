import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { verifyOffline } from './features/signed-readings/offline.ts'
import { readPublicKey } from './features/signed-readings/verification.ts'

const help = `Verifies signed meter readings (OCMF), as a receipt's page gives them: whether
they are as the charger has signed them. It needs no network and no database.

Usage: npm run -s verify-receipt -w cloud -- FILE [--key FILE]

  FILE        the records, one to a line; - for standard input
  --key FILE  the public key of the post, PEM, or SubjectPublicKeyInfo in base64
  --help      this text

Without --key each record is verified by the key that it carries itself: then
compare that key with the one that the receipt's page or the operator shows.
The exit status is 0 when all are genuine, 1 when one is not, 2 when a file
cannot be read.`

/** Nobody's receipt is longer; a mistaken file may be. */
const longestFile = 1_000_000

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) return print([help], 0)
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0)
    throw new Error('name one file of records, or - for standard input; --help says more')
  if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
  const key = values.key === undefined ? undefined : readPublicKey(read(values.key).trim())
  if (values.key !== undefined && key === undefined)
    throw new Error(`${values.key}: it holds no public key on an elliptic curve, in PEM or base64`)
  const { genuine, lines } = verifyOffline(read(file), key)
  return print(lines, genuine ? 0 : 1)
}

function read(file: string): string {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    throw new Error(`${file}: it cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
  if (text.length > longestFile)
    throw new Error(`${file}: more than ${longestFile} characters are no receipt`)
  return text
}

function print(lines: readonly string[], status: number): number {
  process.stdout.write(`${lines.join('\n')}\n`)
  return status
}

try {
  process.exitCode = main()
} catch (cause) {
  process.stderr.write(`colok-verify-receipt: ${cause instanceof Error ? cause.message : cause}\n`)
  process.exitCode = 2
}
