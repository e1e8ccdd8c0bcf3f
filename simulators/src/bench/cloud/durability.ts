import { fileURLToPath } from 'node:url'
import { flood, rate } from './messages.ts'
import type { CloudFigure } from './report.ts'
import { cloudSubject } from './subjects.ts'

const rounds = 2

/** What it costs that a commit waits for the disk: the same program that does not, as with `synchronous=NORMAL`, beside it. */
export async function measureDurability(options: {
  readonly chargers: number
  readonly seconds: number
  readonly progress: (text: string) => void
}): Promise<CloudFigure> {
  const { chargers, seconds, progress } = options
  const preload = fileURLToPath(new URL('./synchronous-normal.ts', import.meta.url))
  const full = await cloudSubject({ chargers, name: 'central system' })
  const normal = await cloudSubject({
    chargers,
    name: 'central system that does not wait',
    nodeOptions: ['--import', preload],
  })
  const best = { full: 0, normal: 0 }
  try {
    // In turns, so that a busy moment of the machine falls on both.
    for (let round = 0; round < rounds; round++) {
      progress(`MeterValues, with the disk waited for and not, round ${round + 1} of ${rounds}`)
      best.full = Math.max(best.full, rate(await flood(full, 'MeterValues', seconds)))
      best.normal = Math.max(best.normal, rate(await flood(normal, 'MeterValues', seconds)))
    }
  } finally {
    await Promise.all([full.stop(), normal.stop()])
  }
  return {
    what: 'durable MeterValues in groups (as synchronous=FULL)',
    value: best.full,
    unit: 'messages/s',
    beside: { what: 'not waited for (NORMAL)', value: best.normal },
    aim: '≥ 0.75',
  }
}
