import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'

const artefacts = fileURLToPath(new URL('../artefacts/', import.meta.url))

/** Inspects a page for what people with other eyes, hands and ears would stumble over. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const phone = { width: 360, height: 740 }
const desktop = { width: 1280, height: 800 }

/** Rules of axe whose answer depends on the colours: all that can differ between light and dark. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/** The narrowest and the widest screen that a page has to fit on. */
const widths = [320, 3840]

/** One person's browser, of which everything that goes wrong is kept. */
export class Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained of: errors, warnings, what the content security policy stopped. */
  readonly complaints: string[] = []
  /** Every address that was asked for. */
  readonly requests: string[] = []

  readonly #album: string

  private constructor(context: BrowserContext, page: Page, album: string) {
    this.context = context
    this.page = page
    this.#album = album
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text())
    })
    context.on('request', (request) => this.requests.push(request.url()))
  }

  static async begin(
    browser: Browser,
    options: {
      readonly scripts?: boolean
      /** What the names of its pictures begin with. */
      readonly album?: string
      /** A key, sent along with everything: somebody who has signed in. */
      readonly key?: string
    } = {},
  ): Promise<Visit> {
    const context = await browser.newContext({
      viewport: phone,
      locale: 'id-ID',
      javaScriptEnabled: options.scripts ?? true,
      ...(options.key !== undefined && { extraHTTPHeaders: { Authorization: `Bearer ${options.key}` } }),
    })
    return new Visit(context, await context.newPage(), options.album ?? 'driver')
  }

  /** The text of what is on the page, spaces made one. */
  async text(): Promise<string> {
    return ((await this.page.locator('main').textContent()) ?? '').replace(/\s+/g, ' ')
  }

  /**
   * Takes pictures of the page as it is, on a phone and a desktop, light and dark, and expects that axe finds nothing in
   * either and that nothing is wider than the screen.
   */
  async look(name: string): Promise<void> {
    mkdirSync(artefacts, { recursive: true })
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await this.#picture(`${name}-desktop-${colorScheme}`, desktop)
      await this.#picture(`${name}-phone-${colorScheme}`, phone)
      const rules = colorScheme === 'dark' ? rulesOfColour : undefined
      expect(await this.#axe(rules), `${name}, ${colorScheme}`).toEqual([])
    }
    await this.page.emulateMedia({ colorScheme: 'light' })
    for (const width of widths) {
      await this.page.setViewportSize({ width, height: phone.height })
      const wanted = await this.page.evaluate(() => document.documentElement.scrollWidth)
      expect(wanted, `${name} on ${width} px`).toBeLessThanOrEqual(width)
    }
    await this.page.setViewportSize(phone)
  }

  /** What is wrong with the page as it is: for readers, by axe, or wider than a narrow screen. Takes one picture. */
  async glance(name: string): Promise<string[]> {
    mkdirSync(artefacts, { recursive: true })
    await this.#picture(name, desktop)
    const found = await this.#axe()
    await this.page.setViewportSize({ width: widths[0]!, height: phone.height })
    const wanted = await this.page.evaluate(() => document.documentElement.scrollWidth)
    if (wanted > widths[0]!) found.push(`${wanted} px wide on ${widths[0]} px`)
    return found
  }

  /** A picture of a page without scripts, which nothing can inspect. */
  async photograph(name: string): Promise<void> {
    mkdirSync(artefacts, { recursive: true })
    await this.#picture(name, phone)
  }

  /** The page's own clock, for `layoutShift`. */
  now(): Promise<number> {
    return this.page.evaluate(() => performance.now())
  }

  /** How far things have moved by themselves since then, or since the page was opened: 0 when nothing did. */
  layoutShift(sinceMs = 0): Promise<number> {
    return this.page.evaluate(
      (since) =>
        new Promise<number>((resolve) => {
          let sum = 0
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & LayoutShift)[])
              if (entry.startTime >= since && !entry.hadRecentInput) sum += entry.value
          }).observe({ type: 'layout-shift', buffered: true })
          // What is buffered is told in a task of its own, before the second frame.
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
        }),
      sinceMs,
    )
  }

  async #picture(name: string, viewport: { width: number; height: number }): Promise<void> {
    await this.page.setViewportSize(viewport)
    await this.page.screenshot({ path: `${artefacts}${this.#album}-${name}.png`, fullPage: true })
  }

  /** What axe finds, by all its rules or by some. */
  async #axe(rules?: readonly string[]): Promise<string[]> {
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe)
    const results = await this.page.evaluate(
      (runOnly) =>
        (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run({
          // Only what is found is read: who passed need not be told node by node.
          resultTypes: ['violations'],
          ...(runOnly && { runOnly: [...runOnly] }),
        }),
      rules,
    )
    return results.violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
    )
  }
}

/** Of the layout instability API, which TypeScript does not know. */
interface LayoutShift {
  readonly value: number
  readonly hadRecentInput: boolean
}
