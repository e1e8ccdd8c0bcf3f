import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { composeCloud } from '@colok/cloud/compose'
import { ConfigSchema } from '@colok/cloud/config'
import { openSqlite } from '@colok/cloud/db/sqlite'
import { composeMessagingGateways } from '@colok/cloud/gateways/messaging'
import { createLog } from '@colok/cloud/log'
import { templateRegistrations } from '@colok/cloud/message-templates'
import { getRequestListener } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { listen, portOf } from '../demo/listening.ts'
import { systemClock } from '../demo/system-clock.ts'
import { closeServer } from '../live/breakable-server.ts'
import { launchBrowser } from '../testing/browser.ts'
import type { OutgoingMessage } from './company.ts'
import { type RunningMessagingProviders, startMessagingProviders } from './start.ts'

const artefacts = fileURLToPath(new URL('../../artefacts/', import.meta.url))

let browser: Browser
let running: RunningMessagingProviders
let callbackUrl = ''
const undo: (() => unknown)[] = []
const complaints: string[] = []

beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true })
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  complaints.length = 0
  running = await startMessagingProviders({
    ports: { whatsapp: 0, telegram: 0, smtp: 0, inbox: 0 },
    clock: systemClock,
    random: Math.random,
    callbackUrl: () => callbackUrl,
    templates: templateRegistrations(),
    listen: (server, port) => listen(server, port, 'a provider'),
  })
  undo.push(() => running.stop())
  await startCloud()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last()
})

/** The real central system, on loopback too. */
async function startCloud(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-inbox-'))
  const database = await openSqlite(join(folder, 'cloud.sqlite'))
  const cloud = composeCloud({
    config: {
      ...ConfigSchema.parse({ messaging: running.accounts }),
      secret: 'x'.repeat(32),
      publicUrl: 'http://colok.example',
    },
    database,
    clock: systemClock,
    random: Math.random,
    log: createLog('error', { write: (line) => void complaints.push(line) }),
  })
  await cloud.start()
  const server = createServer(getRequestListener((request) => cloud.app.fetch(request)))
  await listen(server, 0, 'the central system')
  callbackUrl = `http://127.0.0.1:${portOf(server)}/messaging`
  undo.push(async () => {
    await closeServer(server)
    await cloud.stop()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
}

async function openPhone(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'id-ID', colorScheme })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(running.inboxUrl)
  return page
}
const picture = (page: Page, name: string) => page.screenshot({ path: `${artefacts}inbox-${name}.png` })

const messageTo = (to: string, content: Partial<OutgoingMessage['content']>): OutgoingMessage => ({
  id: `attempt-${to}`,
  messageId: `message-${to}`,
  to,
  conversationIsOpen: false,
  content: {
    language: 'id',
    template: { name: 'colok_sign_in_code', category: 'authentication', parameters: ['048213'] },
    subject: 'Kode masuk Colok',
    text: 'Kode masuk Colok Anda: 048213\n\nBerlaku 5 menit. Jangan berikan kode ini kepada siapa pun.',
    code: '048213',
    ...content,
  },
})
/** A PNG of one pixel. */
const onePixel = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

const receipt = {
  code: undefined,
  template: {
    name: 'colok_receipt',
    category: 'utility' as const,
    parameters: [
      'Pasar Sanglah',
      '23 Nov 2026, 11.40 WITA',
      '1,98 kWh',
      'Rp 4.883',
      'https://colok.example/r/7',
    ],
  },
  subject: 'Struk pengisian Rp 4.883',
  text: 'Struk Colok\nPasar Sanglah, 23 Nov 2026, 11.40 WITA\n\nEnergi 1,98 kWh\nTotal Rp 4.883\n\nRincian: https://colok.example/r/7\nTerima kasih.',
}

test('a driver writes and is answered; codes, receipts and mails lie there with their state', async () => {
  const page = await openPhone()
  await page.getByText('Belum ada pesan.').waitFor()
  await picture(page, '1-empty')
  await page.getByLabel('WhatsApp: Nomor ponsel').fill('0812 3456 7890')
  await page.getByLabel('WhatsApp: Pesan').fill('BERHENTI')
  await page.getByRole('button', { name: 'Kirim' }).first().click()
  await page.getByText('Anda tidak akan menerima pesan Colok lagi').waitFor()
  await page.getByText('Dibaca').waitFor()

  const gateways = composeMessagingGateways(running.accounts, {
    fetch: (input, init) => fetch(input, init),
    clock: systemClock,
    random: Math.random,
  })
  const send = async (channel: 'whatsapp' | 'email', message: OutgoingMessage) =>
    expect((await gateways.get(channel)?.send(message))?.kind).toBe('accepted')
  await send('whatsapp', messageTo('+6281234567890', receipt))
  await send('whatsapp', messageTo('+6281234567890', {}))
  await page.getByRole('button', { name: 'Salin kode' }).waitFor()
  await expect.poll(() => page.getByText('Dibaca').count()).toBe(3)
  await picture(page, '2-conversation')
  await page.getByRole('button', { name: 'Salin kode' }).click()
  await page.getByRole('button', { name: 'Tersalin' }).waitFor()

  await page.getByRole('button', { name: 'Kembali' }).click()
  running.providers.telegram.write('123456789', '/start')
  const image = async () => ({ contentType: 'image/png', bytes: onePixel })
  await send('email', messageTo('wayan@desa-sangeh.example', { ...receipt, image }))
  await send('whatsapp', messageTo('+6285700000001', {}))
  await page.getByRole('button', { name: '+62 857-0000-0001' }).waitFor()
  await picture(page, '3-list')
  await page.getByRole('button', { name: 'wayan@desa-sangeh.example' }).click()
  await page.getByText('E-mail ini tidak bisa dibalas.').waitFor()
  const shown = page.getByRole('img', { name: 'Foto' })
  await expect.poll(() => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1)
  await picture(page, '4-mail')
  expect(complaints).toEqual([])
})

test('faults are switched on by a tap and used up, in English and in the dark', async () => {
  const page = await openPhone('dark')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('Faults of the providers').click()
  await page.getByRole('button', { name: 'Webhook twice' }).first().click()
  await page.getByRole('button', { name: 'Too many to one number (131056)' }).click()
  await page.getByRole('button', { name: 'Too many to one number (131056) × 1' }).waitFor()
  await page.getByText('Faults of the providers').scrollIntoViewIfNeeded()
  await picture(page, '5-faults-dark')
  await page.getByLabel('WhatsApp: Mobile number').fill('nobody')
  await page.getByLabel('WhatsApp: Message').fill('hello')
  await page.getByRole('button', { name: 'Send' }).first().click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('button', { name: 'Clear all faults' }).click()
  await expect.poll(() => page.getByText('× 1').count()).toBe(0)
  expect(complaints).toEqual([])
})

test('providers call nobody but this machine', async () => {
  callbackUrl = 'http://colok.example/messaging'
  running.providers.whatsapp.write('+6281234567890', 'halo')
  const { attempts } = running.providers.whatsapp.notifier
  await expect.poll(() => attempts).toMatchObject([{ status: 0, isTaken: false }])
  await expect(running.providers.whatsapp.confirmAddress()).rejects.toThrow('not on this machine')
})

test('the page is for its own names only, and takes nothing else than actions', async () => {
  const act = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${running.inboxUrl}/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  expect((await act({ kind: 'explode' })).status).toBe(422)
  expect((await act({}, { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await act({ kind: 'clear' })).status).toBe(200)
  expect((await fetch(`${running.inboxUrl}/other`)).status).toBe(404)
})
