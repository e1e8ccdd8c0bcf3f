import { afterAll, beforeAll, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'

let world: PrepaidWorld
beforeAll(async () => {
  world = await PrepaidWorld.start({ setsAside: true })
})
afterAll(() => world.stop())

test('says of each amount what it gives, how long it takes, and how full that makes the battery', async () => {
  expect(await world.text('/c/CLK-0001/1/pay')).toMatch(
    /Rp 2\.000 ≈ 0,81 kWh ± 41 m · 33% baterai Rp 5\.000 ≈ 2,03 kWh ± 1 j 40 m · 83% baterai Rp 10\.000 .* penuh, sisanya kembali/,
  )
  expect(await world.text('/c/CLK-0001/1/pay?battery=60-20')).toMatch(
    /Rp 2\.000 ≈ 0,81 kWh ± 41 m · 64% baterai/,
  )
  for (const unknown of ['72-32', 'x', '', '__proto__'])
    expect(await world.text(`/c/CLK-0001/1/pay?battery=${unknown}`)).toContain('83% baterai')
})

test('offers to fill up only where what is not used is never taken', async () => {
  expect(await world.text('/c/CLK-0001/1/pay?method=reserve')).toMatch(
    /Isi penuh paling banyak Rp 6\.047 ± 2 j 10 m · 100% baterai/,
  )
  expect(await world.text('/c/CLK-0001/1/pay?method=reserve&battery=60-20&lang=en')).toContain(
    'at most Rp 3,150',
  )
  expect(await world.text('/c/CLK-0001/1/pay?method=qris')).not.toContain('Isi penuh')
})

test('a form that was not sent, or is opened again, leads back to what is so now', async () => {
  const { page } = await world.choose(5000)
  for (const deed of ['stop', 'top-up', 'claim', 'rating']) {
    const answer = await world.request(`${page}/${deed}`)
    expect([answer.status, answer.headers.get('Location')], deed).toEqual([303, page])
  }
  expect((await world.request(`${page.slice(0, -1)}/stop`)).status).toBe(404)
})

test('a stop that the post does not hear is told, with what to do', async () => {
  world.charger.status('Preparing')
  await world.clock.advance(1000)
  const { page, reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.advance(5000)
  world.charger.disconnect()
  await world.clock.advance(1000)
  const stopped = await world.post(`${page}/stop`, {})
  expect(stopped.headers.get('Location')).toBe(`${page}?stop=unheard`)
  expect(await world.text(`${page}?stop=unheard`)).toContain('Cabut kabel dari soket untuk berhenti sekarang')
  expect(await world.text(page)).not.toContain('Cabut kabel dari soket untuk berhenti sekarang')
})
