/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { Handlers } from './app.tsx'
import { channelNames, type Words } from './words.ts'

/** The first word of a driver, which opens a conversation. */
export function NewConversation({ said, act }: { said: Words; act: Handlers['act'] }) {
  return (
    <section class="new">
      <h2>{said.newHeading}</h2>
      {(['whatsapp', 'telegram'] as const).map((channel) => (
        <form
          key={channel}
          onSubmit={(event) => {
            event.preventDefault()
            const form = event.currentTarget as HTMLFormElement
            const fields = new FormData(form)
            const field = (name: string) => String(fields.get(name) ?? '').trim()
            act({ kind: 'write', channel, address: field('address'), text: field('text') })
          }}
        >
          <span class="channel">{channelNames[channel]}</span>
          <input
            name="address"
            required
            inputmode="tel"
            maxlength={40}
            autocomplete="off"
            aria-label={`${channelNames[channel]}: ${said.newAddress[channel]}`}
            placeholder={said.newAddress[channel]}
          />
          <input
            name="text"
            required
            maxlength={4096}
            autocomplete="off"
            aria-label={`${channelNames[channel]}: ${said.newText}`}
            placeholder={said.newText}
          />
          <button type="submit">{said.send}</button>
        </form>
      ))}
    </section>
  )
}
