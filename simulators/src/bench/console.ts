import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../testing/browser.ts'
import { chargerIds, chargersAt, seedCentralSystem } from './cloud/central-system.ts'
import { LeanSocket } from './cloud/lean-socket.ts'
import { table } from './table.ts'

export interface ConsoleFigure {
  readonly what: string
  /** Tasks of more than 50 ms, in which a browser hears nobody. */
  readonly longTasks: number
  readonly longestMs: number
  /** Of each second, what the page's main thread was busy. */
  readonly busyMsPerSecond: number
  /** Of each second, what the central system's process was. */
  readonly serverMsPerSecond: number
  /** Dots and rows of the page that were touched, a second. */
  readonly touchedPerSecond: number
}

const chargers = 5000
const sites = 1000
const changesPerSecond = 200
/** The most that the page shows. */
const rows = 200
const connectingAtOnce = 200
/** Changes are sent so often, a few at a time, as they come from chargers that know nothing of each other. */
const tickMs = 20

/** The overview of a large network, while nothing happens and while much does, beside a page that stands still. */
export async function benchConsole(options: {
  readonly seconds: number
  readonly progress: (text: string) => void
}): Promise<ConsoleFigure[]> {
  const { seconds, progress } = options
  const data = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const ids = chargerIds(chargers)
  progress(`${chargers} chargers at ${sites} sites are made`)
  const { server, ready } = await seedCentralSystem({ data }, ids, sites)
  const browser = await launchBrowser()
  try {
    progress('they connect')
    const sockets = await connectAll(chargersAt(ready.ocppUrl, ids))
    const overview = await open(browser, ready, `/console?limit=${rows}`)
    const still = await open(browser, ready, '/help')
    const measure = (what: string, page: Page) =>
      figureOf({ what, page, seconds, cpuMs: () => server.cpuMs() })
    progress('nothing changes')
    const quiet = await measure('the overview, nothing changes', overview)
    progress(`${changesPerSecond} changes a second`)
    const load = changeStates(sockets)
    await pause(2000)
    const busy = await measure(`the overview, ${changesPerSecond} changes a second`, overview)
    const beside = await measure('a page that stands still, meanwhile', still)
    load.stop()
    return [busy, beside, quiet]
  } finally {
    await browser.close()
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

export function consoleTable(figures: readonly ConsoleFigure[]): string {
  const head = ['', 'long tasks', 'longest ms', 'page ms/s', 'server ms/s', 'touched/s']
  const cells = figures.map((row) => [
    row.what,
    String(row.longTasks),
    row.longestMs.toFixed(0),
    row.busyMsPerSecond.toFixed(1),
    row.serverMsPerSecond.toFixed(0),
    row.touchedPerSecond.toFixed(0),
  ])
  return `The console's overview of ${chargers} chargers at ${sites} sites, ${rows} of them in its list\n${table(head, cells)}`
}

async function connectAll(fleet: ReturnType<typeof chargersAt>): Promise<LeanSocket[]> {
  const sockets: LeanSocket[] = []
  const quiet = { onText: () => {}, onEnd: () => {} }
  for (let from = 0; from < fleet.length; from += connectingAtOnce)
    sockets.push(
      ...(await Promise.all(
        fleet
          .slice(from, from + connectingAtOnce)
          .map(({ url, authorization }) => LeanSocket.open(url, authorization, quiet)),
      )),
    )
  return sockets
}

const states = ['Charging', 'Available', 'Faulted', 'Finishing', 'Available']

/** Each charger in turn says another state of its sockets, so that every one of them is another on the page. */
function changeStates(sockets: readonly LeanSocket[]): { stop(): void } {
  let sent = 0
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * changesPerSecond
    for (; sent < due; sent += 1) {
      const round = Math.floor(sent / sockets.length)
      const status = states[(sent + round) % states.length]
      const body = { connectorId: 1, status, errorCode: 'NoError' }
      sockets[sent % sockets.length]?.send(JSON.stringify([2, `change-${sent}`, 'StatusNotification', body]))
    }
  }, tickMs)
  return { stop: () => clearInterval(timer) }
}

async function open(
  browser: Browser,
  { url, operatorKey }: { readonly url: string; readonly operatorKey?: string },
  path: string,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    extraHTTPHeaders: { Authorization: `Bearer ${operatorKey ?? ''}` },
  })
  const page = await context.newPage()
  await page.goto(`${url}${path}`, { waitUntil: 'load' })
  await page.evaluate(() => {
    const seen = { longTasks: [] as number[], touched: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasks.push(duration)
    }).observe({ type: 'longtask' })
    new MutationObserver((changes) => {
      const touched = changes.map(({ target }) => {
        const element = target instanceof Element ? target : target.parentElement
        return element?.closest('[data-key], [data-place]')
      })
      seen.touched += new Set(touched.filter((element) => element != null)).size
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })
  return page
}

interface Seen {
  readonly seen: { longTasks: number[]; touched: number }
}

async function figureOf(options: {
  readonly what: string
  readonly page: Page
  readonly seconds: number
  readonly cpuMs: () => number
}): Promise<ConsoleFigure> {
  const { what, page, seconds, cpuMs } = options
  // A page behind another draws nothing.
  await page.bringToFront()
  const line = await page.context().newCDPSession(page)
  await line.send('Performance.enable')
  const busyMs = async () => {
    const { metrics } = await line.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  }
  await page.evaluate(() => {
    const { seen } = window as unknown as Seen
    seen.longTasks = []
    seen.touched = 0
  })
  const startedAt = performance.now()
  const [busyBefore, serverBefore] = [await busyMs(), cpuMs()]
  await pause(seconds * 1000)
  const [busyAfter, serverAfter] = [await busyMs(), cpuMs()]
  const took = (performance.now() - startedAt) / 1000
  const { longTasks, touched } = await page.evaluate(() => (window as unknown as Seen).seen)
  return {
    what,
    longTasks: longTasks.length,
    longestMs: Math.max(0, ...longTasks),
    busyMsPerSecond: (busyAfter - busyBefore) / took,
    serverMsPerSecond: (serverAfter - serverBefore) / took,
    touchedPerSecond: touched / took,
  }
}
