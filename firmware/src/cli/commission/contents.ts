import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Answer, passes } from './answers.ts'
import { type ChecklistItem, type ChecklistSection, checklistVersion } from './checklist.ts'

export interface ReportItem {
  readonly id: string
  readonly text: string
  readonly kind: ChecklistItem['kind']
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  readonly answer: Answer
  readonly passed: boolean
  /** Of a photo's bytes, in hex. */
  readonly sha256?: string
}

/** What is signed. The photos are part of it by their checksums. */
export interface ReportContents {
  readonly checklistVersion: string
  readonly chargePointId: string
  readonly serialNumber: string | null
  readonly firmwareVersion: string
  /** UTC with milliseconds. */
  readonly madeAt: string
  readonly technician: string
  readonly passed: boolean
  readonly sections: readonly { readonly title: string; readonly items: readonly ReportItem[] }[]
}

export interface Photo {
  readonly item: ReportItem
  readonly bytes: Buffer
}

/** Answers that make no report: every problem at once. */
export class IncompleteReport extends Error {
  override readonly name = 'IncompleteReport'
  readonly code = 'incomplete'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

const largestPhotoBytes = 15_000_000

/** Puts the report together and reads its photos. Throws IncompleteReport. */
export function buildContents(options: {
  sections: readonly ChecklistSection[]
  answers: Readonly<Record<string, Answer | null>>
  photoFolder: string
  about: Pick<ReportContents, 'chargePointId' | 'serialNumber' | 'firmwareVersion' | 'madeAt' | 'technician'>
}): { contents: ReportContents; photos: Photo[] } {
  const { about, answers, photoFolder } = options
  const problems: string[] = about.technician.trim() === '' ? ['the technician’s name is missing'] : []
  const known = new Set(options.sections.flatMap(({ items }) => items.map(({ id }) => id)))
  problems.push(
    ...Object.keys(answers).flatMap((id) =>
      known.has(id) ? [] : [`${id}: the checklist does not ask this`],
    ),
  )
  const photos: Photo[] = []
  const sections = options.sections.map(({ title, items }) => ({
    title,
    items: items.flatMap((item): ReportItem[] => {
      const answer = answers[item.id] ?? null
      if (answer === null) {
        problems.push(`${item.id} is not answered: ${item.text}`)
        return []
      }
      const photo = item.kind === 'photo' ? readPhoto(resolve(photoFolder, String(answer))) : undefined
      if (typeof photo === 'string') {
        problems.push(`${item.id}: ${photo}`)
        return []
      }
      const found: ReportItem = {
        ...item,
        answer,
        passed: passes(item, answer),
        ...(photo && { sha256: createHash('sha256').update(photo).digest('hex') }),
      }
      if (photo) photos.push({ item: found, bytes: photo })
      return [found]
    }),
  }))
  if (problems.length > 0) throw new IncompleteReport(problems)
  const passed = sections.every(({ items }) => items.every((item) => item.passed))
  return { contents: { checklistVersion, ...about, passed, sections }, photos }
}

/** The bytes that are signed and kept. */
export function contentsBytes(contents: ReportContents): Buffer {
  return Buffer.from(`${JSON.stringify(contents, null, 2)}\n`)
}

function readPhoto(path: string): Buffer | string {
  try {
    const bytes = readFileSync(path)
    const isPng = bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
    const isJpeg = bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))
    if (!isPng && !isJpeg) return `${path} is neither JPEG nor PNG`
    return bytes.length > largestPhotoBytes ? `${path} is larger than 15 MB` : bytes
  } catch (cause) {
    return `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`
  }
}
