/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { InboxMessage } from '../../inbox.ts'
import type { ConversationView } from '../snapshot.ts'
import type { Handlers, View } from './app.tsx'
import { addressOf, timeOf } from './format.ts'
import { BackGlyph, ChannelGlyph, StateGlyph } from './glyphs.tsx'
import { channelNames, type Words } from './words.ts'

export function Conversation(props: {
  conversation: ConversationView
  view: View
  said: Words
  handlers: Handlers
}) {
  const { conversation, view, said, handlers } = props
  const { channel, address, messages, isOn, isUnreachable } = conversation
  const of = { channel, address }
  return (
    <section class={`conversation ${channel}`} aria-label={address}>
      <header class="top">
        <button type="button" class="quiet" aria-label={said.back} onClick={() => handlers.open(undefined)}>
          <BackGlyph />
        </button>
        <span class={`avatar ${channel}`}>
          <ChannelGlyph channel={channel} />
        </span>
        <div class="what">
          <h1>{addressOf(address)}</h1>
          <p class="hint">{channelNames[channel]}</p>
        </div>
      </header>
      <div class="switches">
        <Switch
          label={said.phoneOn}
          on={isOn}
          set={(on) => handlers.act({ kind: 'switchPhone', ...of, isOn: on })}
        />
        <Switch
          label={said.unreachable}
          on={isUnreachable}
          set={(on) => handlers.act({ kind: 'makeUnreachable', ...of, isUnreachable: on })}
        />
      </div>
      <ol class="messages">
        {messages.map((message) => (
          <Bubble
            key={`${message.id} ${message.at}`}
            message={message}
            said={said}
            isCopied={message.code !== undefined && view.copied === message.code}
            copy={handlers.copy}
          />
        ))}
      </ol>
      {channel === 'email' ? (
        <p class="hint compose">{said.noReply}</p>
      ) : (
        <form
          class="compose"
          onSubmit={(event) => {
            event.preventDefault()
            const form = event.currentTarget as HTMLFormElement
            const text = String(new FormData(form).get('text') ?? '').trim()
            if (text !== '') handlers.act({ kind: 'write', channel, address, text })
            form.reset()
          }}
        >
          <input
            name="text"
            autocomplete="off"
            maxlength={4096}
            aria-label={said.writeHere}
            placeholder={said.writeHere}
          />
          <button type="submit" class="primary">
            {said.send}
          </button>
        </form>
      )}
    </section>
  )
}

function Bubble(props: {
  message: InboxMessage
  said: Words
  isCopied: boolean
  copy: (code: string) => void
}) {
  const { message, said, isCopied, copy } = props
  const { from, text, subject, footer, code, template, image, state, at, copies } = message
  return (
    <li class={`bubble from-${from}`} data-state={state}>
      {subject === undefined ? null : <b class="subject">{subject}</b>}
      {image === undefined ? null : (
        <img class="photo" src={`/images/${image}`} alt={said.photo} width={240} />
      )}
      <p class="text">{code === undefined ? text : withCode(text, code)}</p>
      {footer === undefined ? null : <p class="footer">{footer}</p>}
      {code === undefined ? null : (
        <button type="button" class="copy" onClick={() => copy(code)}>
          {isCopied ? said.copied : said.copy}
        </button>
      )}
      <p class="meta">
        {template === undefined ? null : <span class="kind">{said.template(template)}</span>}
        {copies > 1 ? <span class="kind">{said.copies(copies)}</span> : null}
        <time>{timeOf(at)}</time>
        {from === 'company' ? (
          <span class={`state ${state}`}>
            <StateGlyph state={state} /> {said.states[state]}
          </span>
        ) : null}
      </p>
    </li>
  )
}

function withCode(text: string, code: string) {
  const [before = '', ...rest] = text.split(code)
  return (
    <>
      {before}
      <b class="code">{code}</b>
      {rest.join(code)}
    </>
  )
}

function Switch({ label, on, set }: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on ? 'true' : 'false'}
      onClick={() => set(!on)}
    >
      <span class="knob" />
      {label}
    </button>
  )
}
