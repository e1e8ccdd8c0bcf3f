import { maskIdTag } from '@colok/shared/ids'
import type { Clock } from '@colok/shared/time'
import type { DevicesConfig } from '../../devices/catalogue.ts'
import type { Terminal } from '../terminal.ts'
import type { Check } from './check.ts'
import { type Observation, waitUntil } from './observe.ts'

/** Time to find a card in a pocket. */
const cardMs = 20_000

/** Asks for a card at one reader after the other. */
export async function cardChecks(
  config: DevicesConfig,
  parts: { seen: Observation; clock: Clock; terminal: Terminal },
): Promise<Check[]> {
  const checks: Check[] = []
  for (const [index, { product }] of config.cardReaders.entries()) {
    const device = `Card at ${index + 1}`
    const { cards } = parts.seen.cardReaders[index]!
    const before = cards.length
    parts.terminal.write(`\nHold a card to reader ${index + 1} (${product}) within ${cardMs / 1000} s.\n`)
    const came = await waitUntil(parts.clock, { isDone: () => cards.length > before, timeoutMs: cardMs })
    const idTag = cards.at(-1) ?? ''
    checks.push(
      came
        ? { device, verdict: 'ok', finding: `card ${maskIdTag(idTag)}, ${idTag.length / 2} bytes` }
        : {
            device,
            verdict: 'fail',
            finding: `no card was read within ${cardMs / 1000} s`,
            hint: 'A card of the right kind? Is metal behind the aerial?',
          },
    )
  }
  return checks
}
