import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chargeForEver, seedFor } from './testing/charging-load.ts'
import { type CloudProcess, spawnCloud } from './testing/cloud-process.ts'

let folder: string
const processes: CloudProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-backup-'))
})
afterEach(async () => {
  for (const { child, ended } of processes.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const run = (args: readonly string[], environment: Record<string, string> = {}): CloudProcess => {
  const cloud = spawnCloud(args, { COLOK_DATA: join(folder, 'data'), ...environment })
  processes.push(cloud)
  return cloud
}
const stop = async ({ child, ended }: CloudProcess) => {
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
}
const sitesAt = async (url: string, key: string): Promise<string[]> => {
  const response = await fetch(`${url}/api/v1/sites`, { headers: { Authorization: `Bearer ${key}` } })
  const { items } = (await response.json()) as { items: { slug: string }[] }
  return items.map(({ slug }) => slug)
}
const addSite = (url: string, key: string, slug: string) =>
  fetch(`${url}/api/v1/sites/${slug}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name: slug,
      address: 'Jl. Raya',
      latitude: -8,
      longitude: 115,
      timeZone: 'Asia/Makassar',
    }),
  })

test('a backup under load holds every fact that was acknowledged before it, and is sound', async () => {
  const ids = Array.from({ length: 4 }, (_, index) => `CLK-100${index}`)
  const { seed, passwords } = seedFor(ids)
  writeFileSync(join(folder, 'seed.json'), JSON.stringify(seed))
  const cloud = run(['serve', '--seed', join(folder, 'seed.json')], passwords)
  const { ocppUrl } = await cloud.ready
  const acknowledged = new Map<string, number>()
  const enough = Promise.withResolvers<void>()
  const chargers = ids.map((id) =>
    chargeForEver(id, ocppUrl, (fact) => {
      const [, energyWh] = fact.split(' ')
      acknowledged.set(id, Number(energyWh))
      if (Number(energyWh) >= 200) enough.resolve()
    }),
  )
  await Promise.race([enough.promise, ...chargers])
  const before = new Map(acknowledged)
  const target = join(folder, 'copy.sqlite')
  const { code, stdout } = await run(['backup', target]).ended
  const after = new Map(acknowledged)
  cloud.child.kill('SIGKILL')
  await Promise.allSettled(chargers)

  expect(code).toBe(0)
  expect(stdout).toContain(target)
  expect(stdout).toContain(`${ids.length} sessions`)
  const copy = new Sqlite(target, { readonly: true })
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
  const rows = copy
    .prepare(
      `select charge_point_id, count(*) as readings, max(energy_wh) as highest from meter_value
       join charger on charger.id = charger_id group by charge_point_id`,
    )
    .all() as { charge_point_id: string; readings: number; highest: number }[]
  copy.close()
  expect(rows).toHaveLength(ids.length)
  for (const { charge_point_id: id, readings, highest } of rows) {
    // As at one moment: nothing is missing between the first and the last.
    expect(readings).toBe(highest)
    expect(highest).toBeGreaterThanOrEqual(before.get(id) ?? Number.POSITIVE_INFINITY)
  }
  // The system went on taking facts while it was copied.
  expect([...after.values()].every((energyWh, index) => energyWh > ([...before.values()][index] ?? 0))).toBe(
    true,
  )
})

test('a backup is restored while the system is stopped, and what was there is kept', async () => {
  const first = run(['serve'])
  const { url, operatorKey: key = '' } = await first.ready
  await addSite(url, key, 'before')
  const target = join(folder, 'copy.sqlite')
  expect(await run(['backup', target]).ended).toMatchObject({ code: 0 })
  await addSite(url, key, 'after')

  const refused = await run(['restore', target]).ended
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('stop the central system first') })
  expect(await sitesAt(url, key)).toEqual(['after', 'before'])
  await stop(first)

  const restored = await run(['restore', target]).ended
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('is kept as') })
  const kept = readdirSync(join(folder, 'data')).filter((name) => name.includes('.before-'))
  expect(kept).toHaveLength(1)
  const second = run(['serve'])
  expect(await sitesAt((await second.ready).url, key)).toEqual(['before'])
  await stop(second)

  const keptFile = join(folder, 'data', kept[0] ?? '')
  expect(await run(['restore', keptFile]).ended).toMatchObject({ code: 0 })
  const third = run(['serve'])
  expect(await sitesAt((await third.ready).url, key)).toEqual(['after', 'before'])
})

test('what was in the write-ahead log of a killed system is kept too', async () => {
  const first = run(['serve'])
  const { url, operatorKey: key = '' } = await first.ready
  const target = join(folder, 'copy.sqlite')
  expect(await run(['backup', target]).ended).toMatchObject({ code: 0 })
  await addSite(url, key, 'last-words')
  first.child.kill('SIGKILL')
  await first.ended
  expect(await run(['restore', target]).ended).toMatchObject({ code: 0 })
  const data = join(folder, 'data')
  expect(readdirSync(data).filter((name) => /^cloud\.sqlite-(wal|shm)$/.test(name))).toEqual([])
  const kept = readdirSync(data).find((name) => name.includes('.before-')) ?? ''
  const database = new Sqlite(join(data, kept), { readonly: true })
  expect(database.prepare('select slug from site').pluck().all()).toEqual(['last-words'])
  database.close()
})

test('a damaged or foreign file is refused before anything is changed', async () => {
  const first = run(['serve'])
  await first.ready
  await stop(first)
  const data = join(folder, 'data')
  const target = join(folder, 'copy.sqlite')
  expect(await run(['backup', target]).ended).toMatchObject({ code: 0 })
  const before = readdirSync(data).sort()

  const cut = join(folder, 'cut.sqlite')
  copyFileSync(target, cut)
  truncateSync(cut, 40_000)
  const foreign = join(folder, 'notes.txt')
  writeFileSync(foreign, 'Beli kabel.')
  const newer = join(folder, 'newer.sqlite')
  copyFileSync(target, newer)
  const database = new Sqlite(newer)
  database.prepare("insert into kysely_migration (name, timestamp) values ('999-later', '')").run()
  database.close()
  for (const [file, why] of [
    [cut, /damaged|not a database/],
    [foreign, /not a database of Colok/],
    [newer, /a newer version of Colok/],
    [join(folder, 'nowhere'), /There is no file/],
  ] as const)
    expect(await run(['restore', file]).ended).toMatchObject({ code: 2, stderr: expect.stringMatching(why) })
  expect(readdirSync(data).sort()).toEqual(before)
  expect(await run(['restore']).ended).toMatchObject({ code: 2 })
})

test('a database that is too damaged to open is replaced, and kept as it was', async () => {
  const first = run(['serve'])
  const { url, operatorKey: key = '' } = await first.ready
  await addSite(url, key, 'before')
  const target = join(folder, 'copy.sqlite')
  expect(await run(['backup', target]).ended).toMatchObject({ code: 0 })
  await stop(first)
  const data = join(folder, 'data')
  const damage = Buffer.alloc(5000, 0xff)
  writeFileSync(join(data, 'cloud.sqlite'), damage)
  writeFileSync(join(data, 'cloud.sqlite-wal'), 'left over')

  expect(await run(['restore', target]).ended).toMatchObject({ code: 0 })
  const kept = readdirSync(data).filter((name) => name.includes('.before-'))
  expect(kept).toHaveLength(2)
  expect(kept.map((name) => readFileSync(join(data, name)))).toContainEqual(damage)
  const second = run(['serve'])
  expect(await sitesAt((await second.ready).url, key)).toEqual(['before'])
})

test('a backup never takes the place of another file, nor stays half done', async () => {
  const first = run(['serve'])
  await first.ready
  const target = join(folder, 'precious.sqlite')
  writeFileSync(target, 'precious')
  expect(await run(['backup', target]).ended).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('exists already'),
  })
  expect(await run(['backup']).ended).toMatchObject({ code: 0 })
  expect(readdirSync(join(folder, 'data', 'backups'))).toEqual([expect.stringMatching(/^cloud-.*\.sqlite$/)])
  const nowhere = await run(['backup'], { COLOK_DATA: join(folder, 'never') }).ended
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no database') })
  expect(existsSync(join(folder, 'never', 'cloud.sqlite'))).toBe(false)
})

test('on PostgreSQL both say which tools to use', async () => {
  const environment = { COLOK_DATABASE_URL: 'postgres://localhost/colok', COLOK_SECRET: 'x'.repeat(32) }
  const answers = await Promise.all(
    [['backup'], ['restore', 'any']].map((command) => run(command, environment).ended),
  )
  expect(answers).toMatchObject([
    { code: 2, stderr: expect.stringContaining('pg_dump') },
    { code: 2, stderr: expect.stringContaining('pg_restore') },
  ])
})
