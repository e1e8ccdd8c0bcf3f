import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type FuzzReport, fuzz } from './fuzz.ts'
import { fuzzWire, type WireReport } from './wire.ts'

const help = `Sends hostile texts and bytes to the whole central system and judges every answer and everything stored.

Usage: npm run fuzz -w cloud -- [options]

  --inputs N   texts over OCPP-J, to every handler, on a virtual clock (10000)
  --wire N     hostile byte sequences over real sockets (a fiftieth of the inputs)
  --seed N     the same seed sends the same (a new one each time; it is printed)
  --help       this text

Ends with status 1 and what was wrong: a crash, a hang, a wrong CALLERROR, an answer that is missing or too many, a row
that is not sound, a neighbour that was not served.`

/** What hangs takes the whole process with it, so another one watches: a hundred bursts take far less than this. */
const silenceMs = 120_000

interface Progress {
  readonly what: string
  readonly done: number
  readonly complaints: number
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '10000' },
      wire: { type: 'string' },
      seed: { type: 'string' },
      watched: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${help}\n`)
    return
  }
  const inputs = wholeNumber('--inputs', values.inputs)
  const wire = wholeNumber('--wire', values.wire ?? String(Math.floor(inputs / 50)))
  const seed = wholeNumber('--seed', values.seed ?? String(Date.now() % 1_000_000))
  if (values.watched) await run({ inputs, wire, seed })
  else await watch({ inputs, wire, seed })
}

/** Runs in a process of its own; ends it, and says where it was, when nothing is heard of it. */
function watch(work: { inputs: number; wire: number; seed: number }): Promise<void> {
  process.stderr.write(`… ${work.inputs} texts and ${work.wire} byte sequences with --seed ${work.seed}\n`)
  const args = ['--watched', ...Object.entries(work).map(([name, value]) => `--${name}=${value}`)]
  const child = fork(fileURLToPath(import.meta.url), args)
  let last: Progress = { what: 'start', done: 0, complaints: 0 }
  let printed = performance.now()
  const hung = () => {
    process.stderr.write(
      `nothing was heard for ${silenceMs / 1000} s after ${last.what} ${last.done}: it hangs; --seed ${work.seed}\n`,
    )
    child.kill('SIGKILL')
  }
  let timer = setTimeout(hung, silenceMs)
  child.on('message', (message) => {
    last = message as Progress
    clearTimeout(timer)
    timer = setTimeout(hung, silenceMs)
    if (performance.now() - printed < 5000) return
    printed = performance.now()
    process.stderr.write(`… ${last.done} ${last.what}, ${last.complaints} complaints\n`)
  })
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      if (code !== 0 && code !== 1)
        process.stderr.write(
          `it ended with ${code ?? signal} after ${last.what} ${last.done}; --seed ${work.seed}\n`,
        )
      process.exitCode = code ?? 1
      resolve()
    })
  })
}

async function run({ inputs, wire, seed }: { inputs: number; wire: number; seed: number }): Promise<void> {
  const tellOfTexts = tell('texts')
  const texts = await fuzz({ inputs, seed, progress: tellOfTexts })
  tellOfTexts(texts.inputs, texts.complaints)
  const tellOfBytes = tell('byte sequences')
  const bytes = await fuzzWire({ inputs: wire, seed, progress: tellOfBytes })
  tellOfBytes(bytes.inputs, bytes.complaints)
  process.stdout.write(summary(texts, bytes))
  process.exitCode = texts.complaints.length + bytes.complaints.length === 0 ? 0 : 1
  process.disconnect?.()
}

/** Each complaint is printed as it comes: a run that is cut short has told what it found. */
function tell(what: string): (done: number, complaints: readonly string[]) => void {
  let printed = 0
  return (done, complaints) => {
    for (const complaint of complaints.slice(printed)) process.stdout.write(`${complaint}\n`)
    printed = complaints.length
    process.send?.({ what, done, complaints: complaints.length } satisfies Progress)
  }
}

function summary(texts: FuzzReport, bytes: WireReport): string {
  const outcomes = [...texts.outcomes].sort(([, a], [, b]) => b - a)
  const width = Math.max(0, ...outcomes.map(([name]) => name.length))
  const ends = [...bytes.ends].map(([how, count]) => `${count} ${how}`).join(', ')
  return [
    `${texts.inputs} texts, ${texts.commands} commands with hostile answers, ${texts.rowsStored} rows looked at`,
    ...outcomes.map(([name, count]) => `  ${name.padEnd(width)}  ${count}`),
    `${bytes.inputs} byte sequences over real sockets: ${ends}`,
    `${texts.complaints.length + bytes.complaints.length} complaints`,
    '',
  ].join('\n')
}

/** Throws a RangeError for what is no whole number from 0 up. */
function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new RangeError(`${option} ${text}: it is a whole number from 0 up`)
  return Number(text)
}

await main()
