import { parseArgs } from 'node:util'
import { everyFault, type FaultKind, faultKinds } from './faults.ts'

export const usage = `Runs chargers and the central system on a virtual clock, with faults drawn from a seed.

  npm run world -- [--seed N] [--chargers N] [--days D | --hours H] [--faults all|none|kind,kind,…]
                   [--seeds N] [--only 3,17] [--log] [--memory] [--replay] [--pace] [--no-shrink] [--json]
  npm run world -- --planted [--seed N]

  --seed N       what everything is drawn from (default: taken from the time, and printed)
  --seeds N      so many seeds, one after another, from --seed on (default 1)
  --chargers N   how many take part (default 10)
  --only 3,17    these chargers instead, by number
  --days, --hours  of virtual time before the calm (default 6 hours)
  --faults       which kinds may strike (default all); kinds: ${faultKinds.join(' ')}
  --log          every event, as it happens
  --memory       what the process has of it, after each day
  --replay       each seed twice: fails unless both tell the same, byte for byte
  --pace         beside each run, how long an empty event loop takes for as many events
  --no-shrink    leave a failing story as it is
  --json         one JSON object for each seed
  --planted      instead: hunts each planted bug with one charger, until its checker finds it; at most 1,000 seeds each`

export interface Arguments {
  readonly kind: 'run'
  readonly seed: number
  readonly seeds: number
  readonly chargers: readonly number[]
  readonly durationMs: number
  readonly faults: ReadonlySet<FaultKind>
  readonly log: boolean
  readonly memory: boolean
  readonly replay: boolean
  readonly pace: boolean
  readonly shrink: boolean
  readonly json: boolean
  readonly planted: boolean
}

type Read = Arguments | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly problem: string }

export function readArguments(argv: readonly string[], nowMs: number = Date.now()): Read {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        seed: { type: 'string' },
        seeds: { type: 'string', default: '1' },
        chargers: { type: 'string', default: '10' },
        only: { type: 'string' },
        days: { type: 'string' },
        hours: { type: 'string' },
        faults: { type: 'string', default: 'all' },
        log: { type: 'boolean', default: false },
        memory: { type: 'boolean', default: false },
        replay: { type: 'boolean', default: false },
        pace: { type: 'boolean', default: false },
        'no-shrink': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        planted: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    if (values.days !== undefined && values.hours !== undefined)
      throw new RangeError('--days or --hours, not both')
    const hours =
      values.days === undefined ? number('hours', values.hours ?? '6') : 24 * number('days', values.days)
    const count = whole('chargers', values.chargers)
    return {
      kind: 'run',
      seed: values.seed === undefined ? nowMs % 1_000_000 : whole('seed', values.seed),
      seeds: whole('seeds', values.seeds),
      chargers:
        values.only === undefined
          ? Array.from({ length: count }, (_, index) => index + 1)
          : values.only.split(',').map((text) => whole('only', text)),
      durationMs: Math.round(hours * 3_600_000),
      faults: faultsOf(values.faults),
      log: values.log,
      memory: values.memory,
      replay: values.replay,
      pace: values.pace,
      shrink: !values['no-shrink'],
      json: values.json,
      planted: values.planted,
    }
  } catch (cause) {
    return { kind: 'wrong', problem: cause instanceof Error ? cause.message : String(cause) }
  }
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0 && value <= 10_000_000_000))
    throw new RangeError(`--${name} wants a number above 0, not "${text}"`)
  return value
}

function whole(name: string, text: string): number {
  const value = number(name, text)
  if (!Number.isInteger(value)) throw new RangeError(`--${name} wants a whole number, not "${text}"`)
  return value
}

function faultsOf(text: string): ReadonlySet<FaultKind> {
  if (text === 'all') return everyFault
  if (text === 'none') return new Set()
  return new Set(
    text.split(',').map((name) => {
      const kind = faultKinds.find((each) => each === name)
      if (kind === undefined) throw new RangeError(`--faults: "${name}" is none of ${faultKinds.join(' ')}`)
      return kind
    }),
  )
}
