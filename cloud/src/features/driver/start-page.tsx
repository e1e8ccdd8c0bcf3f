/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { StatePill } from '../../web/state-pill.tsx'
import type { Charger } from '../chargers/schemas.ts'

/** Where somebody lands who has scanned nothing: the posts of this network, and the way to the API. */
export function StartPage({ chargers, language }: { chargers: readonly Charger[]; language: Language }) {
  const text = words[language]
  return (
    <Page language={language} title="Colok" path="/">
      <div>
        <h1>{text.brandLine}</h1>
        <p>{text.start.intro}</p>
      </div>
      <a class="button pay" href="/nearest">
        {text.frame.nearest}
      </a>
      <section class="section">
        <h2>{text.start.chargers}</h2>
        {chargers.length === 0 && <p>{text.start.none}</p>}
        <ul class="posts">
          {chargers.map((charger) => (
            <li>
              <PostLink charger={charger} language={language} />
            </li>
          ))}
        </ul>
      </section>
      <section class="section">
        <h2>{text.start.forOperators}</h2>
        <a class="button" href="/docs">
          {text.start.api}
        </a>
      </section>
    </Page>
  )
}

function PostLink({ charger, language }: { charger: Charger; language: Language }) {
  const text = words[language]
  const free = charger.connectors.filter(({ status }) => status === 'Available').length
  return (
    <a class="post-link" href={`/c/${encodeURIComponent(charger.chargePointId)}`}>
      <span>
        <strong>{charger.site.name}</strong>
        {charger.name} <span class="post-id">· {charger.chargePointId}</span>
      </span>
      {charger.online ? (
        <StatePill
          state={free > 0 ? 'Available' : 'Unavailable'}
          text={text.start.free(free, charger.connectors.length)}
        />
      ) : (
        <StatePill state="offline" text={text.state.offline} />
      )}
    </a>
  )
}
