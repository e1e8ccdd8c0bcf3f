/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { languageOf } from '../../../web/language.ts'
import type { Charger } from '../../chargers/schemas.ts'
import { consoleWords } from '../words.ts'
import { chargerPath } from './columns.tsx'
import { ChargerNow } from './parts.tsx'

/** One charger beside the map: the same part as on its own page, to be put into a page that is there already. */
export function drawerPart(c: Context, charger: Charger) {
  const language = languageOf(c)
  const text = consoleWords[language]
  const base = chargerPath(charger.chargePointId)
  return c.html(
    <>
      <div class="heading">
        <div>
          <h2>{charger.chargePointId}</h2>
          <p class="lead">
            {charger.name}, {charger.site.name}
          </p>
        </div>
        <button class="button" type="button" data-close>
          {text.close}
        </button>
      </div>
      <colok-live src={`${base}/live`}>
        <ChargerNow charger={charger} language={language} />
      </colok-live>
      <a class="button" href={base}>
        {text.wholePage}
      </a>
    </>,
  )
}
