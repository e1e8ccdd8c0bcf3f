import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './config.ts'

export const secretFile = (dataDir: string): string => join(dataDir, 'secret.key')

/** Reads the key of the password hashes from the data folder, or makes one, readable by its owner only. */
export function readOrMakeSecret(dataDir: string): string {
  const file = secretFile(dataDir)
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32).toString('hex'), {
      mode: 0o600,
      flag: 'wx',
    })
  } catch (error) {
    if (!isFileExists(error)) throw new ConfigError([`dataDir (COLOK_DATA): ${String(error)}`])
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length >= 32) return secret
  throw new ConfigError([
    `${file}: has no key of 32 characters; restore it, or every password must be set anew`,
  ])
}

function isFileExists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
