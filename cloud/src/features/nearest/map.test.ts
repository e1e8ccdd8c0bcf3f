import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { pageSecurity } from '../../http/page-security.ts'
import { PlacesMap } from './map.tsx'

const tiles = { url: 'https://tiles.example/{z}/{x}/{y}@2x.png', attribution: 'Peta: tiles.example' }
const sangeh = { latitude: -8.4814, longitude: 115.2064 }

/** What a browser gets, with its policy. */
async function answer(map: typeof tiles | null) {
  const app = new Hono()
  app.use(pageSecurity(map?.url ?? null))
  app.get('/', (c) => {
    const drawn = PlacesMap({ label: 'Peta', tiles: map, here: undefined, pins: [sangeh, sangeh], dots: [] })
    return c.html(drawn as unknown as Promise<string>)
  })
  const response = await app.request('/')
  return { html: await response.text(), policy: response.headers.get('Content-Security-Policy') ?? '' }
}

test('tiles come from the server that is configured, which the policy allows for pictures alone', async () => {
  const { html, policy } = await answer(tiles)
  const addresses = [...html.matchAll(/<image href="([^"]+)"/g)].map(([, url]) => url)
  expect(addresses.length).toBeGreaterThan(3)
  for (const url of addresses) expect(url).toMatch(/^https:\/\/tiles\.example\/16\/\d+\/\d+@2x\.png$/)
  expect(html).toContain('Peta: tiles.example')
  expect(html).not.toContain('indonesia.svg')
  expect(policy).toContain("img-src 'self' data: https://tiles.example;")
  expect(policy.match(/tiles\.example/g)).toHaveLength(1)
})

test('without one it is our own outline, and nobody else is asked for anything', async () => {
  const { html, policy } = await answer(null)
  expect(html).toMatch(
    /<use class="land" href="\/static\/[0-9a-f]{12}\/indonesia\.svg#land" transform="translate/,
  )
  expect(html).not.toMatch(/<image|https?:/)
  expect(policy).toContain("img-src 'self' data:;")
})

test('posts at one place stand beside each other, the nearest drawn last', async () => {
  const { html } = await answer(null)
  const [second, first] = [...html.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="15"/g)]
  expect(Number(second?.[1]) - Number(first?.[1])).toBe(26)
  expect(second?.[2]).toBe(first?.[2])
  expect(html.indexOf('>2</text>')).toBeLessThan(html.indexOf('>1</text>'))
})
