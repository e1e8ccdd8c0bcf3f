import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vendorRequest } from '@colok/shared/vendor'
import { RPCClient } from 'ocpp-rpc'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser } from '../src/testing/browser.ts'
import { SteadyLoad } from './steady-load.ts'
import { Street } from './street.ts'

const cloud = fileURLToPath(new URL('../../cloud/', import.meta.url))
const artefacts = fileURLToPath(new URL('../artefacts/', import.meta.url))

describe('paying by QRIS on a phone', () => {
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

  async function openPhone(address: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'id-ID' })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await page.goto(address)
    return page
  }
  const picture = (page: Page, name: string) =>
    page.screenshot({ path: `${artefacts}pay-${name}.png`, fullPage: true })

  /** Downloads what the charger has signed, and verifies it by its own key without the system that it comes from. */
  async function verifySignedReadings(receipt: Page): Promise<void> {
    const address = await receipt.getByRole('link', { name: /OCMF/ }).getAttribute('href')
    const records = await (await fetch(new URL(address ?? '', street.demo.addresses.cloud))).text()
    const { items } = JSON.parse(await street.api('chargers/CLK-0001/meter-keys')) as {
      items: { publicKey: string; keyId: string }[]
    }
    const { publicKey = '', keyId = '' } = items[0] ?? {}
    writeFileSync(join(street.dataDir, 'key'), publicKey)
    const verify = (file: string, text: string) => {
      writeFileSync(join(street.dataDir, file), text)
      const args = ['src/verify-receipt.ts', join(street.dataDir, file), '--key', join(street.dataDir, 'key')]
      return spawnSync(process.execPath, args, { cwd: cloud, encoding: 'utf8' })
    }
    const genuine = verify('receipt.ocmf', records)
    expect([genuine.status, genuine.stdout]).toEqual([0, expect.stringContaining('Genuine')])
    expect(records.trim().split('\n')).toHaveLength(2)
    const forged = records.replace(/"RV":(\d+)/, (_, energyWh) => `"RV":${Number(energyWh) + 1}`)
    const refused = verify('forged.ocmf', forged)
    expect([refused.status, refused.stdout]).toEqual([1, expect.stringContaining('NOT signed')])
    await tell({ keyId, record: forged.split('\n')[0] ?? '' })
    await receipt.reload()
    await receipt.getByText('Tanda tangan angka meter SALAH').waitFor()
  }

  /** Somebody who has the charger's password tells a record of its session. */
  async function tell(signature: { keyId: string; record: string }): Promise<void> {
    const config = readFileSync(join(street.dataDir, 'charger/config.json'), 'utf8')
    const { password } = JSON.parse(config) as { password: string }
    const endpoint = new URL('ocpp', street.demo.addresses.cloud.replace(/^http/, 'ws')).href
    const impostor = new RPCClient({
      endpoint,
      identity: 'CLK-0001',
      password,
      protocols: ['ocpp1.6'],
      reconnect: false,
    } as ConstructorParameters<typeof RPCClient>[0])
    await impostor.connect()
    const [session] = await street.sessions()
    const message = { connectorId: 1, transactionId: session?.transactionId ?? 0, ...signature }
    expect(await impostor.call('DataTransfer', vendorRequest('MeterSignature', message))).toEqual({
      status: 'Accepted',
    })
    await impostor.close()
  }

  test('from the QR on the post to a receipt, and the issuer shows the change as arrived', async () => {
    const { post, addresses } = street.demo
    post.plug(1, new SteadyLoad())
    const driver = await openPhone(addresses.driverPage)
    await driver.getByText('Bayar dengan QRIS').waitFor()
    await street.until('the page shows the code that the display shows', async () => {
      const code = await driver
        .locator('.post-code strong')
        .textContent({ timeout: 1000 })
        .catch(() => null)
      return code !== null && street.lcd().includes(`QR, kode ${code}`)
    })
    await picture(driver, '1-plugged')
    await driver.getByText('Bayar dengan QRIS').click()
    await driver.getByRole('button', { name: /Rp 5.000/ }).waitFor()
    await picture(driver, '2-choose')
    await driver.getByRole('button', { name: /Rp 5.000/ }).click()
    await driver.getByRole('img', { name: 'QRIS' }).waitFor()
    await picture(driver, '3-qr')
    await driver.getByText('QR sebagai teks').click()
    const qr = (await driver.getByText(/^000201/).textContent()) ?? ''

    const issuer = await openPhone(addresses.issuerApp)
    await issuer.getByLabel('Isi QRIS atau tautan').fill(qr)
    await issuer.getByRole('button', { name: 'Buka', exact: true }).click()
    await issuer.getByRole('button', { name: 'Bayar Rp 5.000' }).click()
    await issuer.getByText('Terbayar', { exact: true }).waitFor()

    await street.until('the relay closes', () => street.socket(1).relayClosed)
    await street.untilDelivered(1, 2)
    await driver.getByRole('button', { name: 'Berhenti' }).waitFor()
    await street.until('the page shows energy', async () =>
      /0,0[1-9] kWh/.test((await driver.locator('colok-live').textContent()) ?? ''),
    )
    await picture(driver, '4-charging')
    await driver.getByRole('button', { name: 'Berhenti' }).click()
    await street.until('the relay opens', () => !street.socket(1).relayClosed)
    await driver.getByText('Sudah kembali ke aplikasi yang Anda pakai.').waitFor()
    await picture(driver, '5-ended')

    const [session] = await street.sessions()
    const usedIdr = session?.bill?.totalIdr ?? 0
    await driver.getByRole('link', { name: 'Struk' }).click()
    await driver
      .getByText(/Struk nomor/)
      .first()
      .waitFor()
    expect(await driver.locator('main').textContent()).toContain(rupiah(usedIdr))
    await driver.getByText('Angka meter asli').waitFor()
    await picture(driver, '6-receipt')
    await issuer.getByText(`${rupiah(5000 - usedIdr)} sudah kembali`).waitFor()
    await picture(issuer, '7-issuer')
    const books = JSON.parse(await street.api('ledger/trial-balance')) as {
      accounts: { account: string; debitIdr: number; creditIdr: number }[]
    }
    expect(books.accounts).toEqual([
      expect.objectContaining({ account: 'psp_receivable:doku', debitIdr: usedIdr }),
      expect.objectContaining({ account: 'revenue_energy', creditIdr: usedIdr }),
    ])
    await settleDay('doku', usedIdr, 5000)
    await verifySignedReadings(driver)
    expect(complaints).toEqual([])
  })

  test('set aside in a linked AstraPay: only what was used is taken, and the issuer shows the rest as free', async () => {
    const { post, addresses } = street.demo
    post.plug(1, new SteadyLoad())
    const driver = await openPhone(addresses.driverPage)
    await driver.getByText('Bayar dengan QRIS').waitFor()
    await driver.goto(`${addresses.driverPage}/1/pay?method=reserve`)
    await driver.getByText('Uangnya hanya ditahan').waitFor()
    await driver.getByRole('button', { name: /Rp 5.000/ }).click()
    await picture(driver, '8-link')
    await driver.getByRole('link', { name: 'Hubungkan AstraPay' }).click()
    await driver.getByRole('button', { name: 'Setuju' }).waitFor()
    await picture(driver, '9-agree')
    await driver.getByRole('button', { name: 'Setuju' }).click()

    await street.until('the relay closes', () => street.socket(1).relayClosed)
    await driver.getByRole('button', { name: 'Berhenti' }).waitFor()
    const issuer = await openPhone(addresses.issuerApp)
    await issuer.getByRole('button', { name: 'AstraPay' }).click()
    await issuer.getByText(/5.000 sedang dicadangkan/).waitFor()
    await street.untilDelivered(1, 2)
    await picture(driver, '10-held')
    await driver.getByRole('button', { name: 'Berhenti' }).click()
    await driver.getByText('sisanya sudah bebas lagi di AstraPay Anda').waitFor()
    await picture(driver, '11-taken')
    const [session] = await street.sessions()
    const usedIdr = session?.bill?.totalIdr ?? 0
    await issuer.getByTestId('entry-captured').waitFor()
    expect(await issuer.getByTestId('entry-captured').textContent()).toContain(rupiah(usedIdr))
    expect(await issuer.getByTestId('entry-released').textContent()).toContain(rupiah(5000 - usedIdr))
    await picture(issuer, '12-issuer')
    await settleDay('astrapay', usedIdr, usedIdr)
    expect(complaints).toEqual([])
  })

  /** Feeds the provider's file of the day to the central system: what was metered, booked and paid out is the same. */
  async function settleDay(
    provider: 'doku' | 'astrapay',
    usedIdr: number,
    receivedIdr: number,
  ): Promise<void> {
    const { providerUrls } = street.demo
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(Date.now())
    const file = await fetch(`${providerUrls[provider]}/settlement-reports/${day}.csv`)
    expect(file.status).toBe(200)
    await street.upload(`reconciliation/gateways/${provider}/settlement-report`, await file.text())
    const charger = JSON.parse(await street.api('chargers/CLK-0001')) as {
      site: { slug: string; timeZone: string }
    }
    const siteDay = new Intl.DateTimeFormat('en-CA', { timeZone: charger.site.timeZone }).format(Date.now())
    const match = JSON.parse(
      await street.api(`reconciliation/sites/${charger.site.slug}/days/${siteDay}`),
    ) as DayMatch
    expect(match.differences).toEqual([])
    expect(match.meters).toMatchObject({ sessions: 1, billedIdr: usedIdr })
    expect(match.ledger).toMatchObject({ receivedIdr, usedIdr, standingIdr: 0, owedIdr: 0 })
    expect(match.gateways).toMatchObject({ settledIdr: receivedIdr, unsettledIdr: 0 })
    expect(JSON.parse(await street.api('payment-exceptions'))).toMatchObject({ items: [] })
  }
})

interface DayMatch {
  readonly differences: readonly object[]
  readonly meters: object
  readonly ledger: object
  readonly gateways: object
}

const rupiah = (amountIdr: number) => `Rp ${new Intl.NumberFormat('id').format(amountIdr)}`
