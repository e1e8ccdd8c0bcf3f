import type { Context } from 'hono'
import { readCsv } from '../../core/csv.ts'
import { csvLine } from '../../http/csv.ts'
import { Problem } from '../../http/problem.ts'
import { Candidate, type Study, type StudyContent } from './schemas.ts'

const columns = ['name', 'latitude', 'longitude'] as const

/** One candidate a line, then a column for each criterion; nothing where nothing is known. */
function candidatesCsv({ criteria, candidates }: StudyContent): string {
  const keys = criteria.map(({ key }) => key)
  const lines = candidates.map(({ name, latitude, longitude, facts }) => [
    name,
    latitude,
    longitude,
    ...keys.map((key) => facts[key] ?? null),
  ])
  return [[...columns, ...keys], ...lines].map(csvLine).join('')
}

/** The file, for whoever asks for it by HTTP. */
export function csvAnswer(c: Context, study: Study): Response {
  return c.body(candidatesCsv(study), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${study.slug}.csv"`,
  })
}

/** Reads what `candidatesCsv` writes, and what a spreadsheet makes of it. Throws a Problem that names each wrong line. */
export function readCandidatesCsv(text: string, { criteria }: StudyContent): Candidate[] {
  const [heads = [], ...lines] = readCsv(text)
  const places = new Map(heads.map((head, place) => [head.trim(), place]))
  const missing = columns.filter((column) => !places.has(column))
  if (missing.length > 0)
    throw new Problem(
      'invalid-request',
      `There is no column ${missing.join(', ')}; the first line names them.`,
    )
  const known = new Set<string>([...columns, ...criteria.map(({ key }) => key)])
  const strange = [...places.keys()].filter((head) => head !== '' && !known.has(head))
  if (strange.length > 0)
    throw new Problem(
      'invalid-request',
      `The study has no criterion ${strange.join(', ')}; add it or leave it out.`,
    )
  const problems: { path: string; message: string }[] = []
  const read = lines.flatMap((fields, index) => {
    const cell = (column: string) => (fields[places.get(column) ?? -1] ?? '').trim()
    const facts = criteria.flatMap(({ key, scale }) => {
      if (cell(key) === '') return []
      return [[key, scale.kind === 'bands' ? numberOf(cell(key)) : cell(key)] as const]
    })
    const row = {
      name: cell('name'),
      latitude: numberOf(cell('latitude')),
      longitude: numberOf(cell('longitude')),
    }
    const parsed = Candidate.safeParse({ ...row, facts: Object.fromEntries(facts) })
    if (parsed.success) return [parsed.data]
    for (const { path, message } of parsed.error.issues)
      problems.push({ path: `line ${index + 2}: ${path.join('.')}`, message })
    return []
  })
  if (problems.length > 0)
    throw new Problem('invalid-request', 'Some lines cannot be read; nothing was changed.', problems)
  return read
}

function numberOf(text: string): number {
  return text === '' ? Number.NaN : Number(text)
}
