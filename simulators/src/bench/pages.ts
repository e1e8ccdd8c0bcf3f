import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, CDPSession } from 'playwright-core'
import { anyPorts, type Demo, startDemo } from '../demo/demo.ts'
import { Motorcycle } from '../motorcycle/motorcycle.ts'
import { launchBrowser } from '../testing/browser.ts'
import { table } from './table.ts'
import { quantile } from './tap.ts'

/** A phone where the signal is weak. */
const slow3G = { latencyMs: 400, bitsPerSecond: 400_000 }
const phone = { width: 360, height: 740 }
const deadlineMs = 60_000

export interface PageFigure {
  readonly what: string
  /** What went over the line until the page had loaded, headers and all. */
  readonly bytes: number
  readonly requests: number
  /** Until the first text was painted. */
  readonly readableMs: number
  readonly loadedMs: number
  /** Readable again, with what does not change kept from the visit before. */
  readonly againMs: number
  /** Readable, over a page of one file with as many bytes. */
  readonly readableOfOneFile: number
  /** Loaded, scripts and all, over the same. */
  readonly ofOneFile: number
  /** Loaded, over a page whose scripts are files of the same sizes. */
  readonly ofSameFiles: number
}

interface Load {
  readonly readableMs: number
  readonly loadedMs: number
  /** Of the page itself, then of each file that it loaded. */
  readonly sizes: readonly number[]
}

/**
 * Each page for drivers, over a line of 400 ms and 400 kbit/s, beside bare pages of as many bytes. The browser slows down
 * itself: every request waits for the latency once, connections cost nothing more.
 */
export async function benchPages(options: {
  readonly rounds: number
  readonly progress: (text: string) => void
}): Promise<PageFigure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const demo = await startDemo({ dataDir, fresh: true, ports: anyPorts, onNotice: options.progress })
  const browser = await launchBrowser()
  const bare = await BarePages.start()
  try {
    const figures: PageFigure[] = []
    for (const path of await pathsOf(demo)) {
      options.progress(`page ${nameOf(path)}`)
      figures.push(await figureOf(browser, bare, { path, origin: origin(demo), rounds: options.rounds }))
    }
    return figures
  } finally {
    bare.stop()
    await browser.close()
    await demo.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export function pagesTable(figures: readonly PageFigure[]): string {
  const head = [
    '',
    'bytes',
    'requests',
    'readable ms',
    'loaded ms',
    'again ms',
    'readable × one file',
    'loaded × one file',
    '× same files',
  ]
  const rows = figures.map((row) => [
    row.what,
    String(row.bytes),
    String(row.requests),
    row.readableMs.toFixed(0),
    row.loadedMs.toFixed(0),
    row.againMs.toFixed(0),
    row.readableOfOneFile.toFixed(2),
    row.ofOneFile.toFixed(2),
    row.ofSameFiles.toFixed(2),
  ])
  return `Pages on slow 3G (400 ms, 400 kbit/s), beside bare pages of as many bytes\n${table(head, rows)}`
}

const origin = ({ addresses }: Demo) => addresses.cloud.slice(0, -1)

/** Those that stand still, the post's, and a payment that waits for its payer. */
async function pathsOf(demo: Demo): Promise<string[]> {
  demo.post.plug(1, new Motorcycle({ startPermille: 200 }))
  const post = `/c/${demo.chargePointId}`
  const choose = `${post}/1/pay`
  const payment = await openPayment(`${origin(demo)}${choose}`)
  return ['/', '/nearest', '/nearest?town=denpasar', '/help', post, choose, payment]
}

/** The central system gives a payment as soon as it has heard of the plug. */
async function openPayment(address: string): Promise<string> {
  const sinceMs = performance.now()
  for (;;) {
    const body = new URLSearchParams({ amountIdr: '5000' })
    const { status, headers } = await fetch(address, { method: 'POST', body, redirect: 'manual' })
    const payment = headers.get('location')
    if (payment !== null) return payment
    if (performance.now() - sinceMs > deadlineMs) throw new Error(`${address} answers ${status}`)
    await pause(200)
  }
}

/** A payment's address is a secret, and long. */
function nameOf(path: string): string {
  return path.startsWith('/p/') ? '/p/…' : path
}

async function figureOf(
  browser: Browser,
  bare: BarePages,
  { path, origin, rounds }: { path: string; origin: string; rounds: number },
): Promise<PageFigure> {
  const [first, again, oneFile, sameFiles]: Load[][] = [[], [], [], []]
  for (let round = 0; round < rounds; round += 1) {
    const [cold, warm] = await visit(browser, `${origin}${path}`)
    first!.push(cold)
    again!.push(warm)
    oneFile!.push((await visit(browser, bare.address([sum(cold.sizes)])))[0])
    sameFiles!.push((await visit(browser, bare.address(cold.sizes)))[0])
  }
  const sizes = first?.[0]?.sizes ?? []
  const loadedMs = median(first, 'loadedMs')
  const readableMs = median(first, 'readableMs')
  return {
    what: nameOf(path),
    bytes: sum(sizes),
    requests: sizes.length,
    readableMs,
    loadedMs,
    againMs: median(again, 'readableMs'),
    readableOfOneFile: readableMs / median(oneFile, 'readableMs'),
    ofOneFile: loadedMs / median(oneFile, 'loadedMs'),
    ofSameFiles: loadedMs / median(sameFiles, 'loadedMs'),
  }
}

function median(loads: readonly Load[] = [], time: 'readableMs' | 'loadedMs'): number {
  return quantile(
    loads.map((load) => load[time]),
    0.5,
  )
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** Opens an address with nothing kept, and once more. */
async function visit(browser: Browser, address: string): Promise<[Load, Load]> {
  const context = await browser.newContext({ viewport: phone, serviceWorkers: 'block' })
  try {
    return [await load(context, address), await load(context, address)]
  } finally {
    await context.close()
  }
}

async function load(context: BrowserContext, address: string): Promise<Load> {
  const page = await context.newPage()
  const line = await context.newCDPSession(page)
  const sizes = await countBytes(line)
  const bytesPerSecond = slow3G.bitsPerSecond / 8
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow3G.latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  })
  await page.goto(address, { waitUntil: 'load' })
  const sizesNow = [...sizes.values()]
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
  const times = await page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    return { readableMs: paint?.startTime ?? 0, loadedMs: navigation?.loadEventStart ?? 0 }
  })
  await page.close()
  return { ...times, sizes: sizesNow }
}

/** The bytes of each finished request, as they went over the line, in the order in which they were asked for. */
async function countBytes(line: CDPSession): Promise<Map<string, number>> {
  const sizes = new Map<string, number>()
  const isStream = new Set<string>()
  await line.send('Network.enable')
  line.on('Network.requestWillBeSent', ({ requestId, type }) => {
    if (type === 'EventSource') isStream.add(requestId)
    else sizes.set(requestId, 0)
  })
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!isStream.has(requestId)) sizes.set(requestId, encodedDataLength)
  })
  return sizes
}

/** Pages of a given size with nothing in them: one file, or one with scripts of given sizes. */
class BarePages {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<BarePages> {
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare')
      const [own = 0, ...others] = (searchParams.get('sizes') ?? '').split(',').map(Number)
      response.setHeader('content-type', typeOf(pathname))
      response.end(
        pathname === '/' ? htmlOf(own, others) : `/*${'x'.repeat(Math.max(0, own - headerBytes))}*/`,
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new BarePages(server)
  }

  address(sizes: readonly number[]): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?sizes=${sizes.join(',')}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

/** What an answer of Node takes beside its body. */
const headerBytes = 160

function typeOf(pathname: string): string {
  return pathname === '/' ? 'text/html' : 'text/javascript'
}

/** The other files are scripts that wait, as a page's own are. */
function htmlOf(size: number, others: readonly number[]): string {
  const links = others.map((bytes, index) => `<script defer src="/${index}.js?sizes=${bytes}"></script>`)
  const head = `<!doctype html><title>bare</title><link rel="icon" href="data:,">${links.join('')}<p>`
  return `${head}${'word '.repeat(Math.max(1, Math.floor((size - headerBytes - head.length) / 5)))}`
}
