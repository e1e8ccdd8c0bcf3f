import { parseArgs } from 'node:util'

export type HilCommand =
  | { readonly kind: 'measure'; readonly seconds: number }
  | { readonly kind: 'soak'; readonly durationMs: number; readonly seed: number }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string }

export const hilHelp = `npm run hil                    every safety case, then the charger at work
npm run hil -- --seconds 60    how long it is measured at work; 30 without it
npm run hil -- --soak 30m      customers and random faults for so long: 90s, 30m, 2h
npm run hil -- --seed 7        which faults; 1 without it
`

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 }

/** The command line; what cannot be understood is said in one sentence. */
export function parseHilCommand(args: readonly string[]): HilCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        soak: { type: 'string' },
        seed: { type: 'string', default: '1' },
        seconds: { type: 'string', default: '30' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return { kind: 'help' }
    const seed = wholeNumber(values.seed)
    const seconds = wholeNumber(values.seconds)
    if (seed === undefined) return wrong(`--seed takes a whole number, not "${values.seed}"`)
    if (seconds === undefined || seconds < 5)
      return wrong(`--seconds takes 5 or more, not "${values.seconds}"`)
    if (values.soak === undefined) return { kind: 'measure', seconds }
    const [, amount, unit] = /^(\d{1,4})([smh])$/.exec(values.soak) ?? []
    if (amount === undefined || Number(amount) === 0)
      return wrong(`--soak takes a time such as 90s, 30m or 2h, not "${values.soak}"`)
    return { kind: 'soak', durationMs: Number(amount) * unitMs[unit as keyof typeof unitMs], seed }
  } catch (cause) {
    return wrong(cause instanceof Error ? cause.message : String(cause))
  }
}

function wrong(problem: string): HilCommand {
  return { kind: 'wrong', problem }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
