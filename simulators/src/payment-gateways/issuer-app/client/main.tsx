/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import { createRoot } from 'hono/jsx/dom/client'
import type { ActionResult, IssuerAppAction } from '../actions.ts'
import type { IssuerAppSnapshot, PurseView } from '../snapshot.ts'
import { App, type Handlers, type View } from './app.tsx'
import { words } from './words.ts'

/** Long enough to be read, short enough not to be stale. */
const noticeMs = 6000

/** Not in TypeScript's own description of browsers yet; where a browser lacks it, the page does not offer it. */
interface BarcodeDetector {
  detect(picture: ImageBitmap): Promise<readonly { readonly rawValue: string }[]>
}

/** `<issuer-app data-snapshot="…">`: a payer's phone. `?link=` and `?qr=` open the bill that they name. */
class IssuerApp extends HTMLElement {
  readonly #root = createRoot(this)
  #view: View | undefined
  #snapshots: EventSource | undefined
  #noticeTimer: ReturnType<typeof setTimeout> | undefined
  readonly #handlers: Handlers = {
    act: (action) => void this.#act(action),
    choosePurse: (purse) => {
      localStorage.setItem('purse', purse)
      this.#show({ purse })
    },
    openBill: (bill) => this.#show({ bill, notice: undefined }),
    setLanguage: (language) => {
      localStorage.setItem('language', language)
      this.#show({ language, notice: undefined })
    },
    scanPicture: (picture) => void this.#scan(picture),
  }

  connectedCallback(): void {
    const snapshot = JSON.parse(this.dataset.snapshot ?? '{}') as IssuerAppSnapshot
    const kept = localStorage.getItem('purse')
    const purse = snapshot.purses.find(({ id }) => id === kept) ?? snapshot.purses[0]
    this.#view = {
      snapshot,
      language: localStorage.getItem('language') === 'en' ? 'en' : 'id',
      purse: purse?.id ?? ('gopay' satisfies PurseView['id']),
      bill: undefined,
      binding: undefined,
      notice: undefined,
    }
    this.#show({})
    this.#snapshots = new EventSource('/snapshots')
    this.#snapshots.addEventListener('snapshot', (event) =>
      this.#show({ snapshot: JSON.parse(event.data) as IssuerAppSnapshot }),
    )
    this.#snapshots.onopen = () => {
      if (this.#noticeTimer === undefined) this.#show({ notice: undefined })
    }
    this.#snapshots.onerror = () => this.#show({ notice: words[this.#view?.language ?? 'id'].lost })
    const asked = new URLSearchParams(location.search)
    const text = asked.get('link') ?? asked.get('qr')
    if (text !== null) void this.#act({ kind: 'find', text })
  }

  disconnectedCallback(): void {
    this.#snapshots?.close()
  }

  #show(change: Partial<View>): void {
    if (this.#view === undefined) return
    this.#view = { ...this.#view, ...change }
    document.documentElement.lang = this.#view.language
    document.title = `${words[this.#view.language].title} · Colok`
    this.#root.render(<App view={this.#view} handlers={this.#handlers} />)
  }

  async #act(action: IssuerAppAction): Promise<void> {
    const said = words[this.#view?.language ?? 'id']
    const answer = await fetch('/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    }).catch(() => undefined)
    const result = (await answer?.json().catch(() => undefined)) as ActionResult | undefined
    switch (result?.kind) {
      case 'bill':
        return this.#show({ bill: result.bill, binding: undefined, notice: undefined })
      case 'binding':
        return this.#show({ binding: result.link, notice: undefined })
      case 'goTo':
        location.assign(result.url)
        return
      case 'done':
        return this.#show({ notice: undefined })
      case 'refused':
        return this.#notify(said.refusals[result.reason])
      default:
        return this.#notify(said.lost)
    }
  }

  async #scan(picture: File): Promise<void> {
    const { BarcodeDetector: Detector } = globalThis as typeof globalThis & {
      BarcodeDetector: new (options: { formats: readonly string[] }) => BarcodeDetector
    }
    const found = await createImageBitmap(picture)
      .then((bitmap) => new Detector({ formats: ['qr_code'] }).detect(bitmap))
      .catch(() => [])
    const text = found[0]?.rawValue
    if (text === undefined) this.#notify(words[this.#view?.language ?? 'id'].noQrInPicture)
    else await this.#act({ kind: 'find', text })
  }

  #notify(notice: string): void {
    clearTimeout(this.#noticeTimer)
    this.#show({ notice })
    this.#noticeTimer = setTimeout(() => {
      this.#noticeTimer = undefined
      this.#show({ notice: undefined })
    }, noticeMs)
  }
}

customElements.define('issuer-app', IssuerApp)
