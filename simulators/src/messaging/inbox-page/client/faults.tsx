/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { MessagingFault } from '../../faults.ts'
import type { InboxChannel } from '../../inbox.ts'
import type { InboxSnapshot } from '../snapshot.ts'
import type { Handlers } from './app.tsx'
import { channelNames, type Words } from './words.ts'

/** What can go wrong where: a mail server sends no webhooks, and only WhatsApp has windows. */
const possible: Readonly<Record<InboxChannel, readonly MessagingFault[]>> = {
  whatsapp: [
    'tooMany',
    'tooManyToOne',
    'windowClosed',
    'tokenExpired',
    'loseAnswer',
    'slow',
    'failDelivery',
    'duplicateNotification',
    'holdNotification',
    'loseNotification',
    'badSignature',
  ],
  telegram: [
    'tooMany',
    'tokenExpired',
    'loseAnswer',
    'slow',
    'failDelivery',
    'duplicateNotification',
    'holdNotification',
    'loseNotification',
    'badSignature',
  ],
  email: ['tooMany', 'tokenExpired', 'loseAnswer', 'slow', 'failDelivery'],
}

export function Faults(props: { faults: InboxSnapshot['faults']; said: Words; act: Handlers['act'] }) {
  const { faults, said, act } = props
  const channels = Object.keys(possible) as InboxChannel[]
  const isCalm = channels.every((channel) => Object.keys(faults[channel]).length === 0)
  const calm = () => {
    for (const channel of channels)
      for (const fault of Object.keys(faults[channel]) as MessagingFault[])
        act({ kind: 'arm', channel, fault, times: 0 })
  }
  return (
    <details class="faults">
      <summary>{said.faultsHeading}</summary>
      <p class="hint">{said.faultsHint}</p>
      {channels.map((channel) => (
        <div key={channel} class="group">
          <h2>{channelNames[channel]}</h2>
          <div class="chips">
            {possible[channel].map((fault) => {
              const count = faults[channel][fault] ?? 0
              return (
                <button
                  key={fault}
                  type="button"
                  class={count > 0 ? 'chip armed' : 'chip'}
                  onClick={() => act({ kind: 'arm', channel, fault, times: count + 1 })}
                >
                  {said.faults[fault]}
                  {count > 0 ? <b> × {count}</b> : null}
                </button>
              )
            })}
          </div>
        </div>
      ))}
      <div class="ends">
        <button type="button" disabled={isCalm} onClick={calm}>
          {said.calm}
        </button>
        <button type="button" onClick={() => act({ kind: 'clear' })}>
          {said.clear}
        </button>
      </div>
    </details>
  )
}
