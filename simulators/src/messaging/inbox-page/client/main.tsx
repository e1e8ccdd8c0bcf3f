/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import { createRoot } from 'hono/jsx/dom/client'
import type { InboxAction, InboxActionResult } from '../actions.ts'
import type { ConversationView, InboxSnapshot } from '../snapshot.ts'
import { App, type Handlers, type View } from './app.tsx'
import { words } from './words.ts'

/** Long enough to be read, short enough not to be stale. */
const noticeMs = 6000

/** `<message-inbox data-snapshot="…">`: the phones of all who are written to. */
class MessageInbox extends HTMLElement {
  readonly #root = createRoot(this)
  #view: View | undefined
  #snapshots: EventSource | undefined
  #noticeTimer: ReturnType<typeof setTimeout> | undefined
  #newestSeen: string | undefined
  readonly #handlers: Handlers = {
    act: (action) => void this.#act(action),
    open: (opened) => {
      this.#show({ opened, copied: undefined, notice: undefined })
      this.#read()
      if (opened === undefined) scrollTo(0, 0)
    },
    copy: (code) => {
      this.#show({ copied: code })
      void navigator.clipboard?.writeText(code).catch(() => {})
    },
    setLanguage: (language) => {
      localStorage.setItem('language', language)
      this.#show({ language, notice: undefined })
    },
  }

  connectedCallback(): void {
    this.#view = {
      snapshot: JSON.parse(this.dataset.snapshot ?? '{}') as InboxSnapshot,
      language: localStorage.getItem('language') === 'en' ? 'en' : 'id',
      opened: undefined,
      copied: undefined,
      notice: undefined,
    }
    this.#show({})
    this.#snapshots = new EventSource('/snapshots')
    this.#snapshots.addEventListener('snapshot', (event) => {
      this.#show({ snapshot: JSON.parse(event.data) as InboxSnapshot })
      this.#read()
    })
    this.#snapshots.onopen = () => {
      if (this.#noticeTimer === undefined) this.#show({ notice: undefined })
    }
    this.#snapshots.onerror = () => this.#show({ notice: words[this.#view?.language ?? 'id'].lost })
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
    this.#keepNewestInSight()
  }

  /** Of an open conversation, once for each new message: whoever scrolls back meanwhile is left there. */
  #keepNewestInSight(): void {
    const newest = this.#opened()?.messages.at(-1)?.id
    if (newest === this.#newestSeen) return
    this.#newestSeen = newest
    if (newest !== undefined) requestAnimationFrame(() => scrollTo(0, document.body.scrollHeight))
  }

  /** What lies open is read as it comes. */
  #read(): void {
    const opened = this.#opened()
    if (opened?.messages.some(({ from, state }) => from === 'company' && state === 'delivered'))
      void this.#act({ kind: 'read', channel: opened.channel, address: opened.address })
  }

  #opened(): ConversationView | undefined {
    const { snapshot, opened } = this.#view ?? {}
    return snapshot?.conversations.find(
      ({ channel, address }) => channel === opened?.channel && address === opened.address,
    )
  }

  async #act(action: InboxAction): Promise<void> {
    const said = words[this.#view?.language ?? 'id']
    const answer = await fetch('/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    }).catch(() => undefined)
    const result = (await answer?.json().catch(() => undefined)) as InboxActionResult | undefined
    switch (result?.kind) {
      case 'opened':
        return this.#show({ opened: result, notice: undefined })
      case 'done':
        return
      case 'refused':
        return this.#notify(said.refusals[result.reason])
      default:
        return this.#notify(said.lost)
    }
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

customElements.define('message-inbox', MessageInbox)
