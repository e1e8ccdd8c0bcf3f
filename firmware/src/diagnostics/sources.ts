import type { ChargerConfig } from '../config.ts'
import { textOf } from '../core/configuration.ts'
import { type ConfigurationKey, configurationKeys } from '../core/configuration-keys.ts'
import { type OutboxEntry, outboxEntrySchema } from '../core/durable.ts'
import type { Stamp } from '../core/now.ts'
import type { ChargerState } from '../core/state.ts'
import type { Store } from '../store/contract.ts'
import { firmwareVersion } from '../version.ts'
import type { DiagnosticsSources } from './diagnostics.ts'

/** What a charger's archives are made of, but for the files of its log. */
export function sourcesOf(
  { config, store }: { config: Omit<ChargerConfig, 'devices'>; store: Store },
  look: () => ChargerState,
): Omit<DiagnosticsSources, 'logs'> {
  return {
    chargePointId: config.chargePointId,
    firmwareVersion,
    configuration: () => ({ file: config, keys: keysInForce(look()) }),
    state: () => withoutCards(look()),
    journal: () => journalRows(store),
    securityLog: () => store.securityLog(),
  }
}

function keysInForce(state: ChargerState): Record<string, string> {
  const names = Object.keys(configurationKeys) as ConfigurationKey[]
  return Object.fromEntries(names.map((name) => [name, textOf(state, name)]))
}

/** Lists of cards are nobody's affair, and what waits is in the journal. */
function withoutCards({ localList, cache, outbox, settings, paidLimits, ...rest }: ChargerState): object {
  return {
    ...rest,
    localList: { version: localList.version, entries: Object.keys(localList.entries).length },
    cache: Object.keys(cache).length,
    paidLimits: Object.keys(paidLimits).length,
    outbox: { ...outbox, entries: outbox.entries.length },
  }
}

interface Row {
  readonly row: string
  readonly at: Stamp
}

/** Readings, and the messages that wait or were given up, each with a moment. */
function* journalRows(store: Store): Generator<Row> {
  const { outbox } = store.load()
  for (const reading of store.journal()) yield { row: 'reading', ...reading }
  for (const entry of outbox) yield* entryRow('waiting', entry, {})
  for (const { why, entry } of store.deadLetters())
    yield* entryRow('givenUp', outboxEntrySchema.parse(JSON.parse(entry)), { why })
}

function* entryRow(row: string, entry: OutboxEntry, more: object): Generator<Row> {
  const at = momentOf(entry)
  if (at !== undefined) yield { row, ...entry, ...more, at }
}

function momentOf(entry: OutboxEntry): Stamp | undefined {
  switch (entry.kind) {
    case 'started':
    case 'stopped':
      return entry.at
    case 'metered':
      return entry.samples[0]?.at
    case 'signed':
      return entry.readings.at(-1)?.at
  }
}
