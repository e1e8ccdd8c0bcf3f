/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { InboxChannel } from '../../inbox.ts'
import type { InboxAction } from '../actions.ts'
import type { ConversationView, InboxSnapshot } from '../snapshot.ts'
import { Conversation } from './conversation.tsx'
import { Faults } from './faults.tsx'
import { addressOf, dayOrTime } from './format.ts'
import { ChannelGlyph } from './glyphs.tsx'
import { NewConversation } from './new-conversation.tsx'
import { type Language, type Words, words } from './words.ts'

export interface View {
  readonly snapshot: InboxSnapshot
  readonly language: Language
  /** The conversation that is looked at. */
  readonly opened: { readonly channel: InboxChannel; readonly address: string } | undefined
  /** The code that was copied last. */
  readonly copied: string | undefined
  readonly notice: string | undefined
}

export interface Handlers {
  act(action: InboxAction): void
  open(conversation: { readonly channel: InboxChannel; readonly address: string } | undefined): void
  copy(code: string): void
  setLanguage(language: Language): void
}

export function App({ view, handlers }: { view: View; handlers: Handlers }) {
  const said = words[view.language]
  const opened = view.snapshot.conversations.find(
    ({ channel, address }) => channel === view.opened?.channel && address === view.opened.address,
  )
  return (
    <div class="phone">
      {view.notice === undefined ? null : (
        <p class="notice" role="alert">
          {view.notice}
        </p>
      )}
      {opened === undefined ? (
        <Home view={view} said={said} handlers={handlers} />
      ) : (
        <Conversation conversation={opened} view={view} said={said} handlers={handlers} />
      )}
    </div>
  )
}

function Home({ view, said, handlers }: { view: View; said: Words; handlers: Handlers }) {
  const { conversations } = view.snapshot
  return (
    <>
      <header class="top">
        <div>
          <h1>{said.title}</h1>
          <p class="hint">{said.simulated}</p>
        </div>
        <button
          type="button"
          class="quiet"
          onClick={() => handlers.setLanguage(view.language === 'id' ? 'en' : 'id')}
        >
          {said.otherLanguage}
        </button>
      </header>
      <main>
        {conversations.length === 0 ? (
          <div class="empty">
            <p>{said.empty}</p>
            <p class="hint">{said.emptyHint}</p>
          </div>
        ) : (
          <ul class="conversations">
            {conversations.map((conversation) => (
              <Row
                key={`${conversation.channel} ${conversation.address}`}
                conversation={conversation}
                said={said}
                open={() => handlers.open(conversation)}
              />
            ))}
          </ul>
        )}
        <NewConversation said={said} act={handlers.act} />
        <Faults faults={view.snapshot.faults} said={said} act={handlers.act} />
      </main>
    </>
  )
}

function Row(props: { conversation: ConversationView; said: Words; open: () => void }) {
  const { conversation, said, open } = props
  const { channel, address, messages, isOn } = conversation
  const last = messages.at(-1)
  const unread = messages.filter(({ from, state }) => from === 'company' && state === 'delivered').length
  return (
    <li>
      <button type="button" class={isOn ? 'row' : 'row off'} onClick={open}>
        <span class={`avatar ${channel}`}>
          <ChannelGlyph channel={channel} />
        </span>
        <span class="what">
          <b>{addressOf(address)}</b>
          <span class="last">
            {last?.from === 'person' ? said.you : ''}
            {last?.subject ?? last?.text ?? ''}
          </span>
        </span>
        <span class="when">
          <time>{last === undefined ? '' : dayOrTime(last.at)}</time>
          {unread > 0 ? <span class="unread">{unread}</span> : null}
        </span>
      </button>
    </li>
  )
}
