import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Clock, toIso } from '@colok/shared/time'
import { z } from 'zod'
import { ConfigError } from '../../config.ts'
import { firmwareVersion } from '../../version.ts'
import { AtomicFile } from '../atomic-file.ts'
import { readConfig } from '../run.ts'
import { type Terminal, wrap } from '../terminal.ts'
import { parseToolArguments } from '../tool-arguments.ts'
import { type Answers, AnswersError, passes, readAnswers, readTyped, saveAnswers } from './answers.ts'
import { chargerKey, isSignatureOf, keyFingerprint, signContents } from './charger-key.ts'
import { type ChecklistItem, type ChecklistSection, checklistFor } from './checklist.ts'
import { buildContents, contentsBytes, IncompleteReport } from './contents.ts'
import { reportPdf } from './report-pdf.ts'

const commissionUsage = `colok-charger commission --config <file> --answers <file> --out <folder>
colok-charger commission --verify <folder>

Asks at a terminal for each item of the commissioning checklist that has no
answer yet, keeps the answers in their file, and writes the signed report:
commissioning.pdf, commissioning.json and commissioning.signature.json.

  --answers   JSON; made if it is not there. Photos are named by their path,
              from the folder of this file
  --out       the folder for the report; one that is there is kept
  --verify    check a report's contents against its signature

Exit status: 0 written and passed (or genuine), 1 not passed, not complete or
not genuine, 2 wrong usage, 73 it cannot be written, 78 wrong configuration.
`

const askMs = 30 * 60_000
const names = {
  pdf: 'commissioning.pdf',
  contents: 'commissioning.json',
  signature: 'commissioning.signature.json',
}

export interface CommissionParts {
  readonly terminal: Terminal
  readonly clock: Clock
}

/** Runs the tool and answers its exit status. */
export async function commission(args: readonly string[], parts: CommissionParts): Promise<number> {
  const { terminal } = parts
  const options = parseToolArguments(args, {
    config: { type: 'string' },
    answers: { type: 'string' },
    out: { type: 'string' },
    verify: { type: 'string' },
  })
  if (options.kind === 'help') {
    terminal.write(commissionUsage)
    return 0
  }
  const usageError = (problem: string) => {
    terminal.writeError(`${problem}\n\n${commissionUsage}`)
    return 2
  }
  if (options.kind === 'wrong') return usageError(options.problem)
  const { config, answers, out, verify } = options.values
  if (verify !== undefined) return verifyReport(verify, terminal)
  if (config === undefined || answers === undefined || out === undefined)
    return usageError('commission needs --config, --answers and --out')
  try {
    return await makeReport({ config: readConfig(config), answersPath: answers, out, ...parts })
  } catch (cause) {
    const status = statusOf(cause)
    if (status === undefined) throw cause
    terminal.writeError(`${cause instanceof Error ? cause.message : cause}\n`)
    return status
  }
}

function statusOf(cause: unknown): number | undefined {
  if (cause instanceof IncompleteReport || cause instanceof AnswersError) return 1
  if (cause instanceof ConfigError) return 78
  return cause instanceof Error && 'syscall' in cause ? 73 : undefined
}

async function makeReport(
  job: CommissionParts & {
    config: ReturnType<typeof readConfig>
    answersPath: string
    out: string
  },
): Promise<number> {
  const { config, answersPath, out, terminal, clock } = job
  const sections = checklistFor(config.devices.connectors.length)
  const { technician, answers } = terminal.interactive
    ? await askAll(sections, answersPath, terminal)
    : readAnswers(answersPath)
  const { contents, photos } = buildContents({
    sections,
    answers,
    photoFolder: dirname(answersPath),
    about: {
      chargePointId: config.chargePointId,
      serialNumber: config.serialNumber ?? null,
      firmwareVersion,
      madeAt: toIso(clock.wallMs()),
      technician: technician.trim(),
    },
  })
  const bytes = contentsBytes(contents)
  const signature = signContents(bytes, chargerKey(join(config.dataDir, 'charger-key.pem')))
  const pdf = await reportPdf(contents, { photos, signature }).catch((cause: unknown) => {
    throw new IncompleteReport([
      `a photo cannot be printed: ${cause instanceof Error ? cause.message : cause}; save it anew as JPEG`,
    ])
  })
  mkdirSync(out, { recursive: true })
  writeReport(join(out, names.contents), bytes)
  writeReport(join(out, names.signature), `${JSON.stringify(signature, null, 2)}\n`)
  writeReport(join(out, names.pdf), pdf)
  terminal.write(`${join(out, names.pdf)} is written.\nKey: ${keyFingerprint(signature.publicKey)}\n`)
  if (contents.passed) return 0
  const failed = contents.sections.flatMap(({ items }) => items.filter((item) => !item.passed))
  terminal.writeError(`NOT PASSED:\n${failed.map(({ id, text }) => `  ${id}: ${text}`).join('\n')}\n`)
  return 1
}

/** A report is never replaced: it is a record. Throws the system's error EEXIST. */
function writeReport(path: string, text: string | Uint8Array): void {
  const file = new AtomicFile(path)
  try {
    file.commit(text, { replace: false })
  } finally {
    file.discard()
  }
}

/** Asks for what is missing, one after the other; each answer is kept at once. */
async function askAll(
  sections: readonly ChecklistSection[],
  path: string,
  terminal: Terminal,
): Promise<Answers> {
  let kept = readAnswers(path)
  const keep = (change: Partial<Answers>) => {
    kept = { ...kept, ...change }
    saveAnswers(path, kept)
  }
  if (kept.technician.trim() === '')
    keep({ technician: (await terminal.ask('Your name: ', askMs))?.trim() ?? '' })
  for (const { title, items } of sections) {
    const open = items.filter(({ id }) => (kept.answers[id] ?? null) === null)
    if (open.length > 0) terminal.write(`\n${title}\n`)
    for (const item of open) {
      const typed = await terminal.ask(`${question(item)} `, askMs)
      if (typed === undefined) return kept
      const read = readTyped(item, typed)
      if (read.kind === 'wrong') terminal.write(`  ${read.problem}; asked again the next time\n`)
      else {
        keep({ answers: { ...kept.answers, [item.id]: read.answer } })
        if (!passes(item, read.answer)) terminal.write('  not passed: mend it, and correct the answer\n')
      }
    }
  }
  return kept
}

function question(item: ChecklistItem): string {
  return wrap(`${item.text} ${wanted(item)}:`, { indent: '    ', first: '  ' })
}

function wanted(item: ChecklistItem): string {
  switch (item.kind) {
    case 'confirm':
      return '[y/n]'
    case 'measure':
      return `[${item.min} to ${item.max} ${item.unit}]`
    case 'text':
      return '[text]'
    case 'photo':
      return '[path of a photo]'
  }
}

const signatureSchema = z.object({
  algorithm: z.literal('Ed25519'),
  sha256: z.string(),
  publicKey: z.string(),
  signature: z.string(),
})

function verifyReport(folder: string, terminal: Terminal): number {
  const contentsPath = join(folder, names.contents)
  const signaturePath = join(folder, names.signature)
  const missing = [contentsPath, signaturePath].find((path) => !existsSync(path))
  if (missing !== undefined) {
    terminal.writeError(`${missing} is not there\n`)
    return 1
  }
  const signature = readSignature(signaturePath)
  if (!signature || !isSignatureOf(readFileSync(contentsPath), signature)) {
    terminal.writeError('NOT GENUINE: the contents are not the ones that were signed\n')
    return 1
  }
  terminal.write(`Genuine, signed with the key ${keyFingerprint(signature.publicKey)}\n`)
  return 0
}

function readSignature(path: string): z.infer<typeof signatureSchema> | undefined {
  try {
    return signatureSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch {
    return undefined
  }
}
