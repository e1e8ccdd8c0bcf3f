/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import { createRoot } from 'hono/jsx/dom/client'
import type { PanelAction } from '../actions.ts'
import type { PanelSnapshot, WireEntry } from '../snapshot.ts'
import { newestOfEachWire } from '../wire-bound.ts'
import { type Handlers, Panel, type View } from './panel.tsx'
import { words } from './words.ts'

/** Long enough to be read, short enough not to be stale. */
const noticeMs = 6000

/** `<virtual-charger data-snapshot="…">`: draws the snapshot, then each one that the server sends. */
class VirtualCharger extends HTMLElement {
  readonly #root = createRoot(this)
  #view: View | undefined
  #snapshots: EventSource | undefined
  #wires: EventSource | undefined
  #noticeTimer: ReturnType<typeof setTimeout> | undefined
  readonly #handlers: Handlers = {
    act: (action) => void this.#act(action),
    setLanguage: (language) => {
      localStorage.setItem('language', language)
      this.#show({ language })
    },
    openWires: (open) => this.#followWires(open),
    chooseWire: (onlyWire) => this.#show({ onlyWire }),
  }

  connectedCallback(): void {
    this.#view = {
      snapshot: JSON.parse(this.dataset.snapshot ?? '{}') as PanelSnapshot,
      language: localStorage.getItem('language') === 'id' ? 'id' : 'en',
      wires: [],
      onlyWire: undefined,
      notice: undefined,
    }
    this.#show({})
    this.#snapshots = new EventSource('/snapshots')
    this.#snapshots.addEventListener('snapshot', (event) =>
      this.#show({ snapshot: JSON.parse(event.data) as PanelSnapshot }),
    )
    this.#snapshots.onopen = () => {
      if (this.#noticeTimer === undefined) this.#show({ notice: undefined })
    }
    this.#snapshots.onerror = () => this.#show({ notice: words[this.#view?.language ?? 'en'].lost })
  }

  disconnectedCallback(): void {
    this.#snapshots?.close()
    this.#followWires(false)
  }

  #show(change: Partial<View>): void {
    if (this.#view === undefined) return
    this.#view = { ...this.#view, ...change }
    document.documentElement.lang = this.#view.language
    this.#root.render(<Panel view={this.#view} handlers={this.#handlers} />)
  }

  #followWires(open: boolean): void {
    this.#wires?.close()
    this.#wires = undefined
    if (!open) return
    this.#show({ wires: [] })
    this.#wires = new EventSource('/wires')
    this.#wires.addEventListener('wires', (event) => {
      const fresh = (JSON.parse(event.data) as WireEntry[]).reverse()
      this.#show({ wires: newestOfEachWire([...fresh, ...(this.#view?.wires ?? [])]) })
    })
  }

  async #act(action: PanelAction): Promise<void> {
    const answer = await fetch('/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    }).catch(() => undefined)
    if (answer?.ok) return
    const problem = (await answer?.json().catch(() => undefined)) as { detail?: string } | undefined
    this.#notify(problem?.detail ?? words[this.#view?.language ?? 'en'].lost)
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

customElements.define('virtual-charger', VirtualCharger)
