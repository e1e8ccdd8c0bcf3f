import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { exceptionDetails, knownDetail } from '../../features/payments/exception-words.ts'
import { words } from '../../web/language.ts'
import { Problem } from '../problem.ts'
import { knownRefusal, refusals } from './catalogue.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = globSync('**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !/\.test\.|(^|\/)testing\//.test(file))
  .map((file) => ({ file, text: readFileSync(`${root}/${file}`, 'utf8') }))

/** What refusals say that are thrown where what they say is not written: found out by somebody else. */
const saidElsewhere = [
  ...['features/access/commands.ts', 'features/cdrs/correcting.ts', 'features/charging/resolution.ts'],
  ...[
    'features/payments/correcting.ts',
    'features/charging/message-resolution.ts',
    'features/chargers/security-profile.ts',
  ],
  ...['features/organisations/commands.ts', 'features/tariffs/commands.ts', 'core/stock.ts'],
  ...['core/comparison.ts', 'core/site-ranking.ts', 'features/chargers/commands-to-chargers.ts'],
]

/**
 * The texts of a piece of a program, from a quote or backtick to the next, each with `thing` for what is put in. Strings within
 * what is put in are part of it.
 */
function textsIn(program: string): string[] {
  const texts: string[] = []
  for (let at = 0; at < program.length; at += 1) {
    if (program[at] === "'") {
      const end = endOfString(program, at)
      texts.push(program.slice(at + 1, end).replaceAll("\\'", "'"))
      at = end
    } else if (program[at] === '`') {
      const { text, end } = template(program, at)
      texts.push(text)
      at = end
    }
  }
  return texts
}

function endOfString(program: string, from: number): number {
  let at = from + 1
  while (program[at] !== "'" && at < program.length) at += program[at] === '\\' ? 2 : 1
  return at
}

function template(program: string, from: number): { text: string; end: number } {
  let text = ''
  let at = from + 1
  while (program[at] !== '`' && at < program.length) {
    if (program.startsWith('${', at)) {
      at = endOfGroup(program, at + 1, '{', '}') + 1
      text += 'thing'
    } else {
      text += program[at]
      at += 1
    }
  }
  return { text, end: at }
}

/** Where the group ends that opens at a place. */
function endOfGroup(program: string, from: number, opens: string, closes: string): number {
  let depth = 0
  for (let at = from; at < program.length; at += 1) {
    if (program[at] === "'") at = endOfString(program, at)
    else if (program[at] === '`') at = template(program, at).end
    else if (program[at] === opens) depth += 1
    else if (program[at] === closes && --depth === 0) return at
  }
  return program.length
}

const isSentence = (text: string) => /^\S+ .*[.:]$/s.test(text) && !text.startsWith('select ')

function thrownIn(program: string): string[] {
  return [...program.matchAll(/new Problem\(/g)].flatMap(({ index }) => {
    const from = index + 'new Problem'.length
    return textsIn(program.slice(from, endOfGroup(program, from, '(', ')'))).filter(isSentence)
  })
}

test('whatever the API refuses is said in Indonesian too', () => {
  const said = sources.flatMap(({ file, text }) => thrownIn(text).map((sentence) => ({ file, sentence })))
  const elsewhere = sources
    .filter(({ file }) => saidElsewhere.includes(file))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/(?:why: |return |\? |^ *: |Error\(\s*(?:'\w+', )?)(?=['`][A-Z$])/gm)].flatMap(
        ({ index, 0: before }) =>
          textsIn(text.slice(index + before.length, text.indexOf('\n', index + before.length)))
            .slice(0, 1)
            .filter(isSentence)
            .map((sentence) => ({ file, sentence })),
      ),
    )
  expect(said.length).toBeGreaterThan(250)
  expect(elsewhere.length).toBeGreaterThan(30)
  const without = [...said, ...elsewhere].filter(({ sentence }) => knownRefusal(sentence) === undefined)
  expect(without).toEqual([])
})

test('whatever is told of money that a person must look at is said in Indonesian too', () => {
  const told = sources
    .filter(({ text }) => text.includes('queueException('))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/detail: (?=['`])/g)].flatMap(({ index, 0: before }) =>
        textsIn(text.slice(index + before.length))
          .slice(0, 1)
          .map((sentence) => ({ file, sentence })),
      ),
    )
    // Of a notification that was refused, the reason stands before what its gateway says of it.
    .filter(({ sentence }) => sentence !== 'thing: thing')
  expect(told.length).toBeGreaterThan(12)
  expect(told.filter(({ sentence }) => knownDetail(sentence) === undefined)).toEqual([])
  for (const why of ['signature', 'token', 'malformed', 'replayed'])
    expect([why, knownDetail(`${why}: The Client-Id is another one.`)?.code]).not.toContain(undefined)
})

test.each([
  ['refusal', refusals, knownRefusal],
  ['detail of an exception', exceptionDetails, knownDetail],
] as const)(
  'each %s has one code and one pattern, which finds itself, and words of what it says alone',
  (_, sentences, find) => {
    const wrong = Object.entries(sentences).filter(([code, { en, id }]) => {
      const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const found = find(en.replaceAll(/\{(\w+)\}/g, '<$1>'))
      const isItself = found?.code === code && found.id === id.replaceAll(/\{(\w+)\}/g, '<$1>')
      return !isItself || !names(id).every((name) => names(en).includes(name)) || !/[.)}]$/.test(id)
    })
    expect(wrong).toEqual([])
  },
)

test('figures and names go into the words; what the catalogue has not is said in general', () => {
  const problem = new Problem('conflict', 'Rp 4100 is free in it; Rp 5000 cannot be paid out.')
  expect(problem.known?.code).toBe('wallet-has-less')
  expect(problem.in('id')).toBe('Yang bebas di dalamnya Rp 4100; Rp 5000 tidak bisa dibayarkan.')
  expect(problem.in('en')).toBe('Rp 4100 is free in it; Rp 5000 cannot be paid out.')
  expect(new Problem('not-found', 'There is no charger CLK-0009 at kuta.').in('id')).toBe(
    'Tidak ada pos CLK-0009 di kuta.',
  )
  expect(new Problem('conflict', 'Something new.').in('id')).toBeUndefined()
  expect(new Problem('conflict', `There is no charger ${'x'.repeat(5000)}.`).known).toBeUndefined()
  expect(words.id.problem.conflict.text).not.toBe('')
})
