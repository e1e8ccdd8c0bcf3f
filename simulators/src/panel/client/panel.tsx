/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { PanelAction } from '../actions.ts'
import type { PanelSnapshot, WireEntry } from '../snapshot.ts'
import { Bay } from './bay.tsx'
import { Cards } from './cards.tsx'
import { Scene } from './scene.tsx'
import { SurroundingsSwitches } from './surroundings.tsx'
import { Wires } from './wires.tsx'
import { words as allWords, type Language } from './words.ts'

/** All that the page knows: the newest snapshot and what the page itself adds to it. */
export interface View {
  readonly snapshot: PanelSnapshot
  readonly language: Language
  /** Newest first. */
  readonly wires: readonly WireEntry[]
  readonly onlyWire: string | undefined
  /** Why the last thing that was tried could not be done, or that the panel is gone. */
  readonly notice: string | undefined
}

export interface Handlers {
  act(action: PanelAction): void
  setLanguage(language: Language): void
  openWires(open: boolean): void
  chooseWire(wire: string | undefined): void
}

export function Panel(props: { view: View; handlers: Handlers }) {
  const { view, handlers } = props
  const { snapshot, language } = view
  const words = allWords[language]
  const { act } = handlers
  return (
    <div class="panel" lang={language}>
      <header class="top">
        <h1>
          <b>{snapshot.chargePointId}</b> {words.title}
        </h1>
        <nav>
          <a href={snapshot.addresses.driverPage}>{words.driverPage}</a>
          <a href={snapshot.addresses.apiReference}>{words.apiReference}</a>
          <button
            type="button"
            class="plain"
            onClick={() => handlers.setLanguage(language === 'en' ? 'id' : 'en')}
          >
            {words.otherLanguage}
          </button>
        </nav>
      </header>
      <main>
        <p class={view.notice === undefined ? 'notice' : 'notice shown'} role="status">
          {view.notice ?? ''}
        </p>
        <div class="street">
          <Scene snapshot={snapshot} words={words} act={act} />
          {snapshot.post.sockets.map((socket, index) => {
            const motorcycle = snapshot.motorcycles[index]
            return motorcycle ? (
              <Bay
                key={socket.connectorId}
                socket={socket}
                motorcycle={motorcycle}
                words={words}
                language={language}
                act={act}
              />
            ) : null
          })}
        </div>
        <div class="controls">
          <Cards cards={snapshot.cards} words={words} tap={(uid) => act({ action: 'tapCard', uid })} />
          <SurroundingsSwitches snapshot={snapshot} words={words} act={act} />
        </div>
        <Wires
          entries={view.wires}
          only={view.onlyWire}
          words={words}
          onToggle={(open) => handlers.openWires(open)}
          onChoose={(wire) => handlers.chooseWire(wire)}
        />
      </main>
    </div>
  )
}
