import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ActivityLink, checkLink, emptyChain, hashedText } from './activity-chain.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const words = fc.string({ maxLength: 12 })
const maybe = fc.option(words, { nil: null })
const contents = fc.array(
  fc.record({
    id: fc.uuid(),
    at: words,
    actorKind: fc.constantFrom('key', 'user', 'system'),
    actorId: maybe,
    actor: maybe,
    sealedActor: maybe,
    channel: words,
    address: maybe,
    request: maybe,
    action: words,
    subject: words,
    valueBefore: maybe,
    valueAfter: maybe,
    detail: words,
    personId: maybe,
    sealedPersonal: maybe,
  }),
  { minLength: 1, maxLength: 8 },
)

const chained = (entries: readonly Omit<ActivityLink, 'seq' | 'hash'>[]): ActivityLink[] => {
  const links: ActivityLink[] = []
  for (const entry of entries) {
    const content = { ...entry, seq: links.length + 1 }
    links.push({ ...content, hash: sha256(hashedText(links.at(-1)?.hash ?? '', content)) })
  }
  return links
}

const firstBroken = (links: readonly ActivityLink[]) => {
  let head = emptyChain
  for (const link of links) {
    const verdict = checkLink(head, link, sha256)
    if (verdict.kind === 'broken') return verdict
    head = verdict.head
  }
  return undefined
}

const fields = Object.keys({
  id: 0,
  at: 0,
  actorKind: 0,
  actorId: 0,
  actor: 0,
  sealedActor: 0,
  channel: 0,
  address: 0,
  request: 0,
  action: 0,
  subject: 0,
  valueBefore: 0,
  valueAfter: 0,
  detail: 0,
  personId: 0,
  sealedPersonal: 0,
})

test('a chain as it was written holds', () => {
  fc.assert(fc.property(contents, (entries) => firstBroken(chained(entries)) === undefined))
})

test('whatever field of whatever entry is changed, that entry is the first broken one', () => {
  fc.assert(
    fc.property(contents, fc.nat(), fc.constantFrom(...fields), words, (entries, index, field, text) => {
      const links = chained(entries)
      const changed = links[index % links.length]
      fc.pre(changed !== undefined && changed[field as keyof ActivityLink] !== text)
      const forged = links.map((link) => (link === changed ? { ...link, [field]: text } : link))
      expect(firstBroken(forged)).toMatchObject({ seq: changed?.seq, reason: 'changed' })
    }),
  )
})

test('an entry that was taken out is missed, and so is one that was hashed anew without its followers', () => {
  fc.assert(
    fc.property(contents, fc.nat(), (entries, index) => {
      const links = chained(entries)
      const gone = index % links.length
      const without = links.filter((_, at) => at !== gone)
      if (gone < links.length - 1)
        expect(firstBroken(without)).toEqual({ kind: 'broken', seq: gone + 1, reason: 'missing' })
      const rewritten = links.map((link, at) => {
        if (at !== gone) return link
        const content = { ...link, detail: `${link.detail}!` }
        return { ...content, hash: sha256(hashedText(links[at - 1]?.hash ?? '', content)) }
      })
      if (gone < links.length - 1) expect(firstBroken(rewritten)).toMatchObject({ seq: gone + 2 })
    }),
  )
})

test('fields cannot be moved into each other', () => {
  const [entry] = chained([
    {
      id: '1',
      at: '',
      actorKind: 'key',
      actorId: null,
      actor: 'a',
      sealedActor: null,
      channel: 'b',
      address: null,
      request: null,
      action: 'c',
      subject: 'd',
      valueBefore: null,
      valueAfter: null,
      detail: '{}',
      personId: null,
      sealedPersonal: null,
    },
  ])
  if (entry === undefined) throw new Error('no entry')
  const moved = { ...entry, action: 'cd', subject: '' }
  expect(hashedText('', moved)).not.toBe(hashedText('', entry))
  expect(hashedText('', { ...entry, actor: null })).not.toBe(hashedText('', { ...entry, actor: 'null' }))
})
