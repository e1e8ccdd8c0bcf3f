import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Street } from '../scenarios/street.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { connectNeighbours } from './neighbours.ts'
import { Visit } from './visit.ts'

// One network and one browser for all of it: a new page is another test here, not another file.
let street: Street
let browser: Browser
let sendAway: () => Promise<void>

beforeAll(async () => {
  street = await Street.open({ chargerKeys: { MeterValueSampleInterval: '2' } })
  sendAway = await connectNeighbours(street)
  browser = await launchBrowser()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await sendAway?.()
  await street?.close()
})

const address = (path: string) => `${street.demo.addresses.cloud.slice(0, -1)}${path}`

/** An operator at a desk: the key stands for a sign-in. */
function operator(options: { readonly scripts?: boolean } = {}): Promise<Visit> {
  const key = street.demo.operatorKey
  if (key === undefined) throw new Error('The demonstration has no operator key.')
  return Visit.begin(browser, { ...options, album: 'console', key })
}

test('the overview and the list of chargers, with the keyboard', async () => {
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console'))
  expect(await visit.layoutShift()).toBe(0)
  await visit.look('overview')
  await page.keyboard.press('/')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
  await page.goto(address('/console/chargers'))
  await page.getByRole('link', { name: 'CLK-0001' }).waitFor()
  await visit.look('chargers')
  await page.goto(address('/console/chargers?lang=en&density=dense'))
  await visit.look('chargers-dense-english')
  await page.goto(address('/console/chargers?text=nowhere&lang=id'))
  await visit.look('chargers-none-found')
  expect(visit.complaints).toEqual([])
  expect(visit.requests.filter((url) => !url.startsWith(address('/')))).toEqual([])
})

test('without scripts the list is sorted by its headings, narrowed by its form, and the menu unfolds', async () => {
  const visit = await operator({ scripts: false })
  const { page } = visit
  await page.goto(address('/console/chargers'))
  await page.getByText('Menu').click()
  await page.getByRole('link', { name: 'Perencanaan' }).waitFor()
  await page.getByRole('columnheader', { name: 'Lokasi' }).getByRole('link').click()
  await page.locator('th[aria-sort=ascending]', { hasText: 'Lokasi' }).waitFor()
  const sites = await page.locator('tbody tr td:nth-child(3)').allTextContents()
  expect(sites.length).toBeGreaterThan(4)
  await page.getByLabel('ID, nama, nomor seri').fill('Ubud')
  await page.getByRole('button', { name: 'Saring' }).click()
  await page.getByText('Tampilkan semua').waitFor()
  expect(await page.locator('tbody tr').count()).toBe(1)
  expect(new URL(page.url()).searchParams.get('sort')).toBe('site')
})
