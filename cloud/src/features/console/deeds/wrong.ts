import type { z } from 'zod'
import { sayIssue } from '../../../web/issue-words.ts'
import type { Language } from '../../../web/language.ts'

/** What is wrong with what was typed: by the name of the field, and what is about none of them. */
export interface Wrong {
  readonly byField: ReadonlyMap<string, string>
  readonly beside: readonly string[]
}

type Issue = z.core.$ZodIssue

/** The issues of a schema as they are said beside their fields. */
export function wrongOf(issues: readonly Issue[], fields: ReadonlySet<string>, language: Language): Wrong {
  const byField = new Map<string, string>()
  const beside: string[] = []
  for (const issue of issues.flatMap(innermost)) {
    const path = issue.path.map(String)
    const said = sayIssue(issue, language)
    const field = fieldAt(path, fields)
    if (field === undefined) beside.push(path.length === 0 ? said : `${path.join('.')}: ${said}`)
    else if (!byField.has(field)) byField.set(field, `${lineOf(issue, field)}${said}`)
  }
  return { byField, beside }
}

/** Which line of a list it is about, where the list is one field. */
function lineOf({ path, input }: Issue, field: string): string {
  const isWithin = path.join('.').startsWith(`${field}.`)
  const isLine = isWithin && (typeof input === 'string' || typeof input === 'number') && input !== ''
  return isLine ? `${String(input).slice(0, mostOfLine)}: ` : ''
}

const mostOfLine = 60

/** The issues within the one of several shapes that comes nearest. */
function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const [nearest = []] = [...issue.errors].sort((one, other) => one.length - other.length)
  return nearest.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] } as Issue))
}

/** The field at a path, or the one in which it lies: a line of a list is told beside the list. */
export function fieldAt(path: readonly string[], fields: ReadonlySet<string>): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join('.')
    if (fields.has(name)) return name
  }
  const within = `${path.join('.')}.`
  return path.length === 0 ? undefined : [...fields].find((name) => name.startsWith(within))
}
