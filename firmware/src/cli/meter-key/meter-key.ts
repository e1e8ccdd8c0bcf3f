import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError, parseConfig } from '../../config.ts'
import { devicesConfig } from '../../devices/catalogue.ts'
import { openChargerKey, pathOfChargerKey } from '../../metering/charger-key.ts'
import { PrivateFileError } from '../../store/private-file.ts'
import type { Terminal } from '../terminal.ts'
import { parseToolArguments } from '../tool-arguments.ts'

const help = `colok-charger meter-key: show the public key that meter readings are signed by

Usage:
  colok-charger meter-key --config <file> [--pem]

Prints the key's fingerprint, as receipts and the central system show it: an
operator compares the two before a changed key is accepted. With --pem the key
itself, to verify receipts by. A charger that has no key yet makes it now; run
it as the user of the service, whom the file belongs to.

Exit status: 0 done, 1 no key of its own signs here, 2 wrong usage, 74 the key
cannot be read or written, 78 the configuration is wrong.
`

/** Runs the tool; resolves with the exit status. */
export async function meterKey(
  args: readonly string[],
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const parsed = parseToolArguments(args, { config: { type: 'string' }, pem: { type: 'boolean' } })
  if (parsed.kind === 'help') {
    terminal.write(help)
    return 0
  }
  const { config, pem = false } = parsed.kind === 'parsed' ? parsed.values : {}
  if (parsed.kind === 'wrong' || config === undefined) {
    terminal.writeError(
      `${parsed.kind === 'wrong' ? parsed.problem : '--config <file> is wanted'}\n\n${help}`,
    )
    return 2
  }
  try {
    const { dataDir, meterSignature } = parseConfig(config, readFileSync(config, 'utf8'), devicesConfig)
    if (meterSignature !== 'charger') {
      terminal.writeError(`meterSignature is "${meterSignature}": no key of this charger's own signs.\n`)
      return 1
    }
    const { keyId, spki } = openChargerKey(pathOfChargerKey(dataDir)).publicKey
    terminal.write(pem ? pemOf(spki) : `${keyId}\n`)
    return 0
  } catch (cause) {
    terminal.writeError(`${cause instanceof Error ? cause.message : String(cause)}\n`)
    return cause instanceof PrivateFileError ? 74 : cause instanceof ConfigError ? 78 : 70
  }
}

function pemOf(spki: string): string {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
  return key.export({ type: 'spki', format: 'pem' }).toString()
}
