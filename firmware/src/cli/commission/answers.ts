import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { AtomicFile } from '../atomic-file.ts'
import type { ChecklistItem } from './checklist.ts'

export type Answer = boolean | number | string

/** The file in which a technician's answers are kept while they are found; photos are paths beside it. */
const answersSchema = z.strictObject({
  technician: z.string().max(80).default(''),
  answers: z.record(z.string(), z.union([z.boolean(), z.number(), z.string(), z.null()])).default({}),
})
export type Answers = z.infer<typeof answersSchema>

/** Answers that cannot be used: which file, and why. */
export class AnswersError extends Error {
  override readonly name = 'AnswersError'
  readonly code = 'unreadable'
}

/** No file yet is no answers yet. Throws AnswersError. */
export function readAnswers(path: string): Answers {
  if (!existsSync(path)) return { technician: '', answers: {} }
  try {
    const result = answersSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    if (result.success) return result.data
    throw new AnswersError(`${path}: ${z.prettifyError(result.error)}`)
  } catch (cause) {
    if (cause instanceof AnswersError) throw cause
    throw new AnswersError(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
}

/** Whole or not at all, so that a cut connection costs one answer at most. */
export function saveAnswers(path: string, answers: Answers): void {
  const file = new AtomicFile(path)
  try {
    file.commit(`${JSON.stringify(answers, null, 2)}\n`, { replace: true })
  } finally {
    file.discard()
  }
}

export type ReadAnswer =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'wrong'; readonly problem: string }

/** What a technician has typed for an item: `y` or `n`, a number with a point or a comma, a text, a path. */
export function readTyped(item: ChecklistItem, typed: string): ReadAnswer {
  const words = typed.trim()
  if (words === '') return { kind: 'wrong', problem: 'nothing was typed' }
  switch (item.kind) {
    case 'confirm':
      if (/^(y|yes|ya)$/i.test(words)) return { kind: 'answer', answer: true }
      if (/^(n|no|t|tidak)$/i.test(words)) return { kind: 'answer', answer: false }
      return { kind: 'wrong', problem: 'y or n is wanted' }
    case 'measure': {
      const number = Number(words.replace(',', '.'))
      return Number.isFinite(number)
        ? { kind: 'answer', answer: number }
        : { kind: 'wrong', problem: `a number of ${item.unit} is wanted` }
    }
    case 'text':
    case 'photo':
      return { kind: 'answer', answer: words }
  }
}

/** Whether an answer is of the item's kind and good. */
export function passes(item: ChecklistItem, answer: Answer): boolean {
  switch (item.kind) {
    case 'confirm':
      return answer === true
    case 'measure':
      return typeof answer === 'number' && answer >= item.min && answer <= item.max
    case 'text':
    case 'photo':
      return typeof answer === 'string' && answer.trim() !== ''
  }
}
