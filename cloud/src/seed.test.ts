import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from './config.ts'
import { loadSeed, passwordVariable, type Seed } from './seed.ts'
import { startTestCloud, type TestCloud, testSeed } from './testing/test-cloud.ts'

let system: TestCloud
beforeEach(async () => {
  system = await startTestCloud()
})
afterEach(() => system.stop())

const problemsOf = async (seed: Seed, environment: Record<string, string> = {}) => {
  const refused = await system.cloud.seed(seed, environment).catch((error: unknown) => error)
  return refused instanceof ConfigError ? refused.problems : []
}

test('the demo seed is sound and holds no password', () => {
  const seed = loadSeed(new URL('../seeds/demo.json', import.meta.url).pathname)
  expect(seed.chargers.map(({ chargePointId }) => chargePointId)).toEqual(['CLK-0001'])
  expect(JSON.stringify(seed)).not.toMatch(/password/i)
})

test('applying a seed again changes nothing, and keeps a password that was changed since', async () => {
  const before = await system.database.read.all('select * from charger order by id', [])
  expect(await problemsOf(testSeed, { COLOK_SEED_PASSWORD_CLK_0001: 'another password' })).toEqual([])
  expect(await system.database.read.all('select * from charger order by id', [])).toEqual(before)
  expect((await system.api('/tariffs')).body).toMatchObject({ items: [{ priceIdrPerKwh: 2466 }] })
})

test('every problem of a seed is named and nothing of it is kept', async () => {
  const [charger] = testSeed.chargers
  const [tariff] = testSeed.tariffs
  if (!charger || !tariff) throw new Error('The test seed is empty.')
  const problems = await problemsOf({
    sites: [{ ...testSeed.sites[0], slug: 'ubud' } as Seed['sites'][number]],
    idTags: [],
    chargers: [
      { ...charger, chargePointId: 'NEW-1' },
      { ...charger, chargePointId: 'NEW-2', site: 'nowhere' },
    ],
    tariffs: [{ ...tariff, priceIdrPerKwh: 3000 }],
  })
  expect(problems).toHaveLength(3)
  expect(problems.join('\n')).toMatch(/COLOK_SEED_PASSWORD_NEW_1/)
  expect(problems.join('\n')).toMatch(/NEW-2: there is no site nowhere/)
  expect(problems.join('\n')).toMatch(/stored with Rp 2466 per kWh and never changes/)
  expect((await system.api('/sites/ubud')).status).toBe(404)
})

test('the variable of a password follows from the charger’s id', () => {
  expect(passwordVariable('CLK-0001')).toBe('COLOK_SEED_PASSWORD_CLK_0001')
  expect(passwordVariable('pos.a:7')).toBe('COLOK_SEED_PASSWORD_POS_A_7')
})
