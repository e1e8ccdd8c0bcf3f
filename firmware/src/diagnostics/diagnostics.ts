import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type Instant, toIso } from '@colok/shared/time'
import { type Now, type Stamp, stampToIso } from '../core/now.ts'
import type { ArchivePart } from './archive.ts'
import { logFiles } from './log-file.ts'
import { redacted, redactedLine } from './redaction.ts'

/** What an archive is asked for; left out, there is no bound on that side. */
export interface Range {
  readonly from?: Instant | undefined
  readonly until?: Instant | undefined
}

/** What the archives are made of. Each is asked for once an archive is made, not before. */
export interface DiagnosticsSources {
  readonly chargePointId: string
  readonly firmwareVersion: string
  readonly logs: { readonly folder: string; readonly files: number }
  /** The configuration file, and the configuration keys in force. */
  readonly configuration: () => unknown
  /** What the charger is doing, and the slices of its state, but for lists of cards. */
  readonly state: () => unknown
  /** Rows of the store that have a stamp: readings, waiting and dead messages. */
  readonly journal: () => Iterable<{ readonly at: Stamp } & object>
  /** What happened to the security of this charger, the oldest first. */
  readonly securityLog: () => Iterable<{
    readonly type: string
    readonly at: Stamp
    readonly techInfo: string | null
  }>
}

/** The files of GetDiagnostics, and of GetLog's DiagnosticsLog: secrets removed, card numbers masked. */
export async function* diagnosticsParts(
  sources: DiagnosticsSources,
  range: Range,
  now: Now,
): AsyncGenerator<ArchivePart> {
  yield about(sources, range, now)
  yield { name: 'configuration.json', content: toJson(sources.configuration()) }
  yield { name: 'state.json', content: toJson(sources.state()) }
  yield { name: 'security.jsonl', content: await securityLines(sources, range, now) }
  yield { name: 'journal.jsonl', content: await journalLines(sources, range, now) }
  // The newest last lines matter most, so when room is short the oldest files are left out.
  for (const path of [...logFiles(sources.logs)].reverse())
    yield { name: `logs/${basename(path)}`, content: await logLines(await readFile(path, 'utf8'), range) }
}

/** The files of GetLog's SecurityLog. */
export async function* securityLogParts(
  sources: DiagnosticsSources,
  range: Range,
  now: Now,
): AsyncGenerator<ArchivePart> {
  yield about(sources, range, now)
  yield { name: 'security.jsonl', content: await securityLines(sources, range, now) }
}

/** `CLK-0001-diagnostics-20261123T032200Z.tar.gz`: says whose it is, what and from when, and is a plain file name. */
export function archiveName(chargePointId: string, kind: 'diagnostics' | 'security', at: Instant): string {
  const time = toIso(at).replace(/\.\d+/, '').replaceAll(/[-:]/g, '')
  return `${chargePointId.replaceAll(/[^\w.-]/g, '_')}-${kind}-${time}.tar.gz`
}

function about({ chargePointId, firmwareVersion }: DiagnosticsSources, range: Range, now: Now): ArchivePart {
  const content = toJson({
    chargePointId,
    firmwareVersion,
    madeAt: now.wall === 'unsynced' ? null : toIso(now.wall),
    bootId: now.bootId,
    monotonicMs: Math.round(now.monotonicMs),
    from: range.from === undefined ? null : toIso(range.from),
    until: range.until === undefined ? null : toIso(range.until),
  })
  return { name: 'about.json', content }
}

function securityLines(sources: DiagnosticsSources, range: Range, now: Now): Promise<string> {
  const entries = [...sources.securityLog()].filter(({ at }) => isIn(range, at.wallMs))
  return inSlices(entries, ({ type, at, techInfo }) => toLine({ at: stampToIso(at, now), type, techInfo }))
}

function journalLines(sources: DiagnosticsSources, range: Range, now: Now): Promise<string> {
  return inSlices(sources.journal(), (row) =>
    isIn(range, row.at.wallMs) ? toLine({ ...row, at: stampToIso(row.at, now), stamp: row.at }) : '',
  )
}

/** The lines whose `time` is in the range, and what belongs to no time behind the line before it. */
function logLines(text: string, range: Range): Promise<string> {
  let isWanted = range.from === undefined
  return inSlices(text.split('\n'), (line) => {
    const timeMs = /"time":(\d{10,16})\b/.exec(line)?.[1]
    if (timeMs !== undefined) isWanted = isIn(range, Number(timeMs))
    return isWanted && line !== '' ? `${redactedLine(line)}\n` : ''
  })
}

/** Some milliseconds of a small computer: meters, cards and stops are not kept waiting by an archive. */
const sliceRows = 50

async function inSlices<T>(rows: Iterable<T>, convert: (row: T) => string): Promise<string> {
  const parts: string[] = []
  for (const row of rows) {
    parts.push(convert(row))
    if (parts.length % sliceRows === 0) await setImmediate()
  }
  return parts.join('')
}

/** What has no calendar time may belong to any range. */
function isIn({ from, until }: Range, at: Instant | null): boolean {
  if (at === null) return true
  return at >= (from ?? Number.NEGATIVE_INFINITY) && at <= (until ?? Number.POSITIVE_INFINITY)
}

function toJson(value: unknown): string {
  return `${JSON.stringify(redacted(value), null, 2)}\n`
}

function toLine(row: object): string {
  return `${JSON.stringify(redacted(row))}\n`
}
