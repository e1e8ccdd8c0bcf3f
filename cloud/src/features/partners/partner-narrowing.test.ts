import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessMatrix } from '../../access-matrix.ts'
import { addPartnerPeople } from '../../testing/partner-people.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { startTestCloud, type TestCloud, testSeed } from '../../testing/test-cloud.ts'

/** One of two partners with everything that a partner has, and the words that stand in nobody else's things. */
interface Side {
  readonly name: string
  readonly key: string
  readonly names: Readonly<Record<string, string>>
  readonly marks: readonly string[]
}

let system: TestCloud
let alfa: Side
let bravo: Side
beforeAll(async () => {
  system = await startTestCloud()
  await ask('PUT', '/assets/items/fuse', { name: 'Sekering', tracked: 'serial' })
  alfa = await side('alfa', 1)
  bravo = await side('bravo', 2)
})
afterAll(() => system.stop())

async function ask<Body>(
  method: string,
  path: string,
  body?: object,
  key = system.operatorKey,
): Promise<Body> {
  const response = await system.cloud.app.request(`/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Body
  if (response.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer
}

async function side(name: string, number: number): Promise<Side> {
  const { slug: _, ...site } = testSeed.sites[0]!
  await ask('PUT', `/sites/taman-${name}`, { ...site, name: `Taman ${name}` })
  await addPartnerPeople(system, { organisation: name, site: `taman-${name}`, email: `${name}@mail.example` })
  const guaranteedIdrPerMonth = 100_000 + 1111 * number
  const agreement = await ask<{ id: string }>('POST', '/agreements', {
    organisation: name,
    places: [{ site: `taman-${name}`, holding: 'hosted' }],
    terms: { share: { of: 'net', basisPoints: 5000 }, guaranteedIdrPerMonth },
    startsOn: '2026-09-01',
  })
  const { number: statement } = await ask<{ number: number }>('POST', '/statements', {
    organisation: name,
    period: '2026-09',
  })
  const key = await keyFor(system, 'partner', name)
  const account = { bank: `Bank ${name}`, accountNumber: `10203040${number}`, holder: `Made ${name}` }
  const { bankAccounts } = await ask<{ bankAccounts: { id: string }[] }>(
    'POST',
    `/partners/${name}/bank-accounts`,
    account,
    key,
  )
  await ask('POST', `/partners/${name}/bank-accounts/${bankAccounts[0]?.id}/confirmation`)
  const payout = await ask<{ number: number }>('POST', '/payouts', {
    organisation: name,
    amountIdr: 50_000 + number,
  })
  const serialNumber = `SERIAL-${name}`
  const lines = [{ item: 'fuse', serialNumber }]
  await ask('POST', '/assets/acquisitions', { lines, note: name })
  const note = await ask<{ number: number }>('POST', '/delivery-notes', {
    to: `taman-${name}`,
    lines,
    note: name,
  })
  await ask('POST', `/delivery-notes/${note.number}/receipt`, {}, key)
  const taking = await ask<{ number: number }>('POST', '/stock-takings', { site: `taman-${name}` }, key)
  return {
    ...{ name, key },
    names: {
      ...{ agreements: agreement.id, statements: String(statement), partners: name },
      ...{ payouts: String(payout.number), 'delivery-notes': String(note.number) },
      ...{ 'stock-takings': String(taking.number), 'serial-numbers': serialNumber, stock: `taman-${name}` },
    },
    marks: [
      agreement.id,
      `taman-${name}`,
      String(guaranteedIdrPerMonth),
      String(50_000 + number),
      serialNumber,
    ],
  }
}

/** What partners may read of what is theirs here. */
const routes = Object.entries(accessMatrix).flatMap(([route, access]) => {
  const isOurs =
    access.kind === 'granted' &&
    (access.permission === 'partners.read' || access.permission === 'assets.read')
  return isOurs && route.startsWith('GET ') ? [route.slice('GET '.length)] : []
})
const single = routes.filter((path) => path.includes(':'))
const lists = routes.filter((path) => !path.includes(':') && !path.endsWith('/items'))

/** A path with the names of one partner's things in it. */
function pathOf(pattern: string, { names }: Side): string {
  return pattern.replace(/\/([a-z-]+)\/:\w+/, (_, thing: string) => `/${thing}/${names[thing]}`)
}
/** Some lists are of one partner, who is named. */
const asked = (path: string, { name }: Side) =>
  path.endsWith('/preview')
    ? `${path}?organisation=${name}&period=2026-10`
    : path.endsWith('/open-entries')
      ? `${path}?organisation=${name}`
      : path
const read = async (path: string, key: string) => {
  const response = await system.cloud.app.request(path, { headers: { Authorization: `Bearer ${key}` } })
  return { status: response.status, text: await response.text() }
}
const marksIn = (text: string, { marks }: Side) => marks.filter((mark) => text.includes(mark))

test.each(single)('%s is there for its own partner, and is not for another', async (pattern) => {
  expect(await read(pathOf(pattern, alfa), alfa.key)).toMatchObject({ status: 200 })
  const others = await read(pathOf(pattern, bravo), alfa.key)
  expect(others.status).toBe(404)
  const asked = Object.values(bravo.names).reduce((text, name) => text.replaceAll(name, ''), others.text)
  expect(marksIn(asked, bravo)).toEqual([])
})

test.each(lists)('%s holds what is one’s own, and nothing of another’s', async (path) => {
  const own = await read(asked(path, alfa), alfa.key)
  expect(own.status).toBe(200)
  expect(marksIn(own.text, bravo)).toEqual([])
  if (!path.endsWith('/open-entries')) expect(own.text).toMatch(/alfa/)
  if (asked(path, bravo) === path) return
  expect((await read(asked(path, bravo), alfa.key)).status).toBe(404)
})

test('nothing of another’s is changed', async () => {
  const attempts: [string, object][] = [
    [`/partners/${bravo.name}/bank-accounts`, { bank: 'X', accountNumber: '123456', holder: 'X' }],
    [`/delivery-notes/${bravo.names['delivery-notes']}/receipt`, {}],
    [`/delivery-notes/${bravo.names['delivery-notes']}/cancellation`, { note: 'x' }],
    [`/stock-takings/${bravo.names['stock-takings']}/closing`, { reason: 'x' }],
    ['/stock-takings', { site: bravo.names.stock }],
    [
      '/assets/uses',
      { place: bravo.names.stock, lines: [{ item: 'fuse', serialNumber: 'SERIAL-bravo' }], note: 'x' },
    ],
    ['/delivery-notes', { from: bravo.names.stock, to: alfa.names.stock, lines: [{ item: 'fuse' }] }],
  ]
  for (const [path, body] of attempts) {
    const response = await system.cloud.app.request(`/api/v1${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${alfa.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect([path, response.status]).toEqual([path, 404])
  }
})
