/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Actor } from '../../http/actor.ts'
import { placeOf, timeOfDay } from '../../web/language.ts'
import type { PagePlace } from '../../web/page-place.ts'
import { ConsolePage } from '../console/frame.tsx'
import type { LinkCode, OwnLink } from './links.ts'
import type { ChatCommandView } from './schemas.ts'
import type { ChatWords } from './words/id.ts'
import { chatWords } from './words.ts'

/** Where the times of this page are told. */
const timeZone = 'Asia/Jakarta'

export interface ChatPageView {
  readonly actor: Actor
  readonly place: PagePlace
  /** New with each page: sent twice it is one command. */
  readonly commandKey: string
  /** The newest first. */
  readonly commands: readonly ChatCommandView[]
  readonly link: OwnLink | undefined
  /** One that has just been made. */
  readonly code: LinkCode | undefined
}

/** A box for commands, what they were answered, and the Telegram chat of whoever looks. */
export function ChatPage({ actor, place, commandKey, commands, link, code }: ChatPageView) {
  const { language } = place
  const text = chatWords[language]
  const timeOf = (instant: string) => timeOfDay(instant, placeOf({ timeZone }, language))
  return (
    <ConsolePage actor={actor} place={place} title={text.title} lead={text.lead}>
      <section class="section">
        <form method="post" action="/console/chat" class="command-box">
          <input type="hidden" name="key" value={commandKey} />
          <label class="visually-hidden" for="text">
            {text.write}
          </label>
          <input
            id="text"
            name="text"
            maxlength={1000}
            placeholder="status CLK-0001"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            required
            autofocus
          />
          <button class="button" type="submit">
            {text.send}
          </button>
        </form>
        {commands.length === 0 ? <p>{text.none}</p> : <Commands {...{ commands, text, timeOf }} />}
      </section>
      <section class="section" id="telegram">
        <h2>{text.telegram}</h2>
        <p>{text.telegramText}</p>
        {link !== undefined && <p>{text.telegramLinked(link.address, timeOf(link.linkedAt))}</p>}
        {code !== undefined && <p role="status">{text.telegramCode(code.code, timeOf(code.expiresAt))}</p>}
        <div class="row">
          <form method="post" action="/console/chat/link-codes">
            <button class="button" type="submit">
              {text.makeCode}
            </button>
          </form>
          {link !== undefined && (
            <form method="post" action="/console/chat/unlinking">
              <button class="button" type="submit">
                {text.unlink}
              </button>
            </form>
          )}
        </div>
      </section>
    </ConsolePage>
  )
}

interface CommandsProps {
  readonly commands: readonly ChatCommandView[]
  readonly text: ChatWords
  readonly timeOf: (instant: string) => string
}

function Commands({ commands, text, timeOf }: CommandsProps) {
  return (
    <dl class="answers" aria-live="polite">
      {commands.map(({ text: written, writtenAt, answer }) => (
        <div>
          <dt>
            {written} <span class="quiet">{timeOf(writtenAt)}</span>
          </dt>
          <dd>
            {(answer ?? text.underWayYet).split('\n').map((line, index) => (
              <>
                {index > 0 && <br />}
                {line}
              </>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
