import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser } from '../src/testing/browser.ts'
import { card, Street } from './street.ts'

const artefacts = fileURLToPath(new URL('../artefacts/', import.meta.url))

/** The first number after or before a unit in a text such as `0,01 kWh` or `Rp 1.250`, Indonesian style. */
function numberIn(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? undefined : Number(found.replaceAll('.', '').replace(',', '.'))
}
const kwh = /([\d.]+,\d+)\s*kWh/
const rupiah = /Rp\s*([\d.]+)(?!.*per kWh)/

describe('a walk through one session in a browser', () => {
  let street: Street
  let browser: Browser
  const complaints: string[] = []

  beforeAll(async () => {
    mkdirSync(artefacts, { recursive: true })
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    street = await Street.open()
    complaints.length = 0
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await street.close()
  })

  async function open(address: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await browser.newPage({ viewport, locale: 'id-ID' })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await page.goto(address)
    return page
  }
  const picture = (page: Page, name: string) =>
    page.screenshot({ path: `${artefacts}walk-${name}.png`, fullPage: true })

  test('plug in, tap, watch kWh and rupiah rise, tap again, read the bill', async () => {
    const panel = await open(street.demo.addresses.panel, { width: 1280, height: 900 })
    const driver = await open(street.demo.addresses.driverPage, { width: 390, height: 844 })
    const button = (name: string) => panel.getByRole('button', { name, exact: true })
    const lcd = async () => (await panel.getByTestId('lcd').getAttribute('aria-label')) ?? ''
    const output = async (name: string) => (await panel.getByTestId(name).textContent()) ?? ''
    const socket = driver.locator('section', { hasText: 'Soket 1' })
    const onDriversPage = async (pattern: RegExp) => numberIn((await socket.textContent()) ?? '', pattern)
    await street.until('the LCD says that it is ready', async () => (await lcd()).includes('1 SIAP'))
    await picture(panel, '1-ready')

    await button('Plug in socket 1').click()
    await button('Pull out socket 1').waitFor()
    await street.until('the light asks for the card', () => street.socket(1).light.colour === 'amber')
    await button(`Tap card ${card.accepted}`).click()
    await street.until('the relay closes', async () => (await output('relay-1')) === 'Relay closed')
    await street.until('the power is shown', async () => (await output('power-1')) === '1,200')

    const sawRupiah: number[] = []
    await street.until('kWh and rupiah rise on the LCD', async () => {
      const shown = await lcd()
      if (!shown.startsWith('1 MENGISI')) return false
      const amount = numberIn(shown.split('\n')[2] ?? '', /^Rp ([\d.]+)/)
      if (amount !== undefined && amount > (sawRupiah.at(-1) ?? 0)) sawRupiah.push(amount)
      return sawRupiah.length >= 3 && (numberIn(shown, kwh) ?? 0) > 0
    })
    await picture(panel, '2-charging')
    await street.until(
      'kWh rise on the page of the charger',
      async () => ((await onDriversPage(kwh)) ?? 0) > 0,
    )
    expect(await socket.textContent()).toContain('Mengisi')
    await picture(driver, '3-driver-charging')
    const earlier = (await onDriversPage(rupiah)) ?? 0
    await street.until('rupiah rise on it', async () => ((await onDriversPage(rupiah)) ?? 0) > earlier)

    await button(`Tap card ${card.accepted}`).click()
    await street.until('the relay opens', async () => (await output('relay-1')) === 'Relay open')
    const priceIdr = await street.finalPriceOnLcd()
    await picture(panel, '4-finished')
    await socket.getByText('Total').waitFor()
    expect(await onDriversPage(/Total.*?Rp\s*([\d.]+)/)).toBe(priceIdr)
    await picture(driver, '5-bill')
    expect((await street.finishedSession()).bill?.totalIdr).toBe(priceIdr)

    await button('Pull out socket 1').click()
    await street.until('the socket is free again', () => street.socket(1).light.colour === 'blue')
    expect(complaints).toEqual([])
  })

  test('the emergency stop, the mains and the network answer to their buttons, by keyboard too', async () => {
    const panel = await open(street.demo.addresses.panel, { width: 1280, height: 900 })
    const button = (name: string) => panel.getByRole('button', { name, exact: true })
    const lcd = async () => (await panel.getByTestId('lcd').getAttribute('aria-label')) ?? ''

    await button('Emergency stop').press('Enter')
    await button('Reset the emergency stop').waitFor()
    await street.until('the LCD tells of it', async () => (await lcd()).includes('GANGGUAN'))
    await picture(panel, '6-emergency-stop')
    await button('Reset the emergency stop').press(' ')
    await street.until('the LCD is ready again', async () => (await lcd()).includes('1 SIAP'))

    await button('Cut the network').press('Enter')
    await panel.getByText('Network cut').waitFor()
    await button('Restore the network').press('Enter')
    await panel.getByText('Network connected').waitFor()

    await button('Cut the power').click()
    await street.until('the LCD is dark', async () => (await lcd()).trim() === '')
    await panel.getByText('Controller off').waitFor()
    await picture(panel, '7-dark')
    await button('Restore the power').click()
    await street.until('the LCD is ready again', async () => (await lcd()).includes('1 SIAP'))

    await panel.getByText('What goes over the wires').click()
    await button('meter 1').click()
    await panel.getByRole('listitem').filter({ hasText: 'meter 1' }).first().waitFor()
    await picture(panel, '8-wires')
    await panel.getByRole('button', { name: 'Bahasa Indonesia' }).click()
    await panel.getByRole('button', { name: 'Colokkan soket 1', exact: true }).waitFor()
    expect(complaints).toEqual([])
  })

  test('a card that is dragged onto the reader is tapped', async () => {
    const panel = await open(street.demo.addresses.panel, { width: 1280, height: 1200 })
    const blocked = await panel.getByRole('button', { name: `Tap card ${card.blocked}` }).boundingBox()
    const reader = await panel.locator('#card-reader').boundingBox()
    if (blocked === null || reader === null) throw new Error('card or reader is not in sight')
    await panel.mouse.move(blocked.x + 40, blocked.y + 40)
    await panel.mouse.down()
    await panel.mouse.move(reader.x + reader.width / 2, reader.y + reader.height / 2, { steps: 4 })
    await picture(panel, '9-dragging')
    await panel.mouse.up()
    await street.until('the LCD says why it is refused', () => street.lcd().includes('Kartu diblokir'))
  })
})
