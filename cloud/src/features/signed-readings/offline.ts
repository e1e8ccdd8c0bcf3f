import type { KeyObject } from 'node:crypto'
import { type OcmfReading, type OcmfRecord, ocmfBounds, readOcmf } from '@colok/shared/ocmf'
import { toIso } from '@colok/shared/time'
import { isSignedBy, keyIdOf, readPublicKey } from './verification.ts'

/** What a file of signed records is worth by itself, without any system of ours. */
export interface OfflineVerdict {
  readonly genuine: boolean
  readonly lines: readonly string[]
}

/**
 * Verifies the OCMF records of a text, one to a line. Without a key, by the one that each record carries: that shows that
 * nothing was changed since, and whose it is is for the reader to compare.
 */
export function verifyOffline(text: string, key: KeyObject | undefined): OfflineVerdict {
  const records = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (records.length === 0) return { genuine: false, lines: ['There is no record in it.'] }
  const verdicts = records.map((record, index) => verdictOf(`Record ${index + 1}`, record, key))
  const genuine = verdicts.every((verdict) => verdict.genuine)
  return { genuine, lines: [...verdicts.flatMap(({ lines }) => lines), conclusion(genuine, key)] }
}

function verdictOf(name: string, text: string, given: KeyObject | undefined): OfflineVerdict {
  const read = readOcmf(text)
  if (read.kind === 'unreadable')
    return { genuine: false, lines: [`${name}: it is no OCMF record: ${read.problem}`] }
  const { record } = read
  const key = given ?? (record.signature.XK === undefined ? undefined : readPublicKey(record.signature.XK))
  if (key === undefined)
    return { genuine: false, lines: [...factsOf(name, record), '  It carries no key: give one by --key.'] }
  const genuine = isSignedBy(record, key)
  const signature = genuine ? `Signed by the key ${keyIdOf(key)}` : `NOT signed by the key ${keyIdOf(key)}`
  return { genuine, lines: [...factsOf(name, record), `  ${signature}`] }
}

function factsOf(name: string, record: OcmfRecord): string[] {
  const { begin, end } = ocmfBounds(record)
  const post = record.connector ?? record.gatewaySerial
  return [
    `${name}: page ${record.page} of ${post}, card ${record.userData}`,
    ...reading('Began', begin),
    ...reading('Ended', end),
    ...(begin?.energyWh !== undefined && end?.energyWh !== undefined
      ? [`  Energy ${((end.energyWh - begin.energyWh) / 1000).toFixed(3)} kWh`]
      : []),
  ]
}

function reading(what: string, one: OcmfReading | undefined): string[] {
  if (one === undefined) return []
  const register =
    one.energyWh === undefined ? 'without a register' : `at ${(one.energyWh / 1000).toFixed(3)} kWh`
  const doubts = [
    ...(one.timeState === 'S' ? [] : ['its clock was not set']),
    ...(one.meterState === 'S' ? ['the last reading before the end'] : []),
    ...(one.meterState !== 'S' && one.meterState !== 'G' ? [`meter state ${one.meterState}`] : []),
    ...(one.errorFlags.includes('E') ? ['its energy must not be billed'] : []),
    ...(one.errorFlags.includes('t') ? ['its time must not be billed'] : []),
  ]
  return [`  ${what} ${register} on ${toIso(one.at)}${doubts.length === 0 ? '' : ` (${doubts.join(', ')})`}`]
}

function conclusion(genuine: boolean, key: KeyObject | undefined): string {
  if (!genuine)
    return 'NOT shown to be genuine: changed since it was signed, signed by somebody else, or without a key.'
  return key === undefined
    ? 'Nothing was changed since it was signed. Compare the key with the one of the post: whoever makes up a record makes up a key.'
    : 'Genuine: signed by the key that you gave, and unchanged.'
}
