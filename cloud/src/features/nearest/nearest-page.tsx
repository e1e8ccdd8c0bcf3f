/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Position } from '../../core/haversine.ts'
import { type Language, localeOf, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { Price } from '../../web/price.tsx'
import { StatePill } from '../../web/state-pill.tsx'
import { type MapTiles, PlacesMap } from './map.tsx'
import type { NearbyCharger } from './schemas.ts'
import type { StartingPoint } from './starting-point.ts'
import { towns } from './towns.ts'

interface NearestProps {
  readonly language: Language
  readonly from: StartingPoint
  readonly chargers: readonly NearbyCharger[]
  /** All places, while none is asked for. */
  readonly everywhere: readonly Position[]
  readonly tiles: MapTiles | null
}

/** The five nearest posts with a socket that is ready: by where the phone is, a name, or a town. */
export function NearestPage({ language, from, chargers, everywhere, tiles }: NearestProps) {
  const text = words[language].nearest
  const position = 'position' in from ? from.position : undefined
  return (
    <Page language={language} title={text.title} path="/nearest" script="here.js">
      <div>
        <h1>{text.title}</h1>
        <p>{position === undefined ? text.intro : text.from(nameOf(from, language))}</p>
      </div>
      {from.kind === 'unknown' && (
        <p class="refusal" role="alert">
          {text.unknownPlace(from.name)}
        </p>
      )}
      {position === undefined && <Finder language={language} />}
      <PlacesMap
        label={text.map(chargers.length)}
        tiles={tiles}
        here={position}
        pins={chargers.map(({ site }) => site)}
        dots={everywhere}
      />
      {position !== undefined && <Found chargers={chargers} language={language} />}
      {position !== undefined && <h2>{text.elsewhere}</h2>}
      {position !== undefined && <Finder language={language} />}
    </Page>
  )
}

function nameOf(from: StartingPoint, language: Language): string {
  return from.kind === 'place' ? from.name : words[language].nearest.yourLocation
}

function Found({ chargers, language }: { chargers: readonly NearbyCharger[]; language: Language }) {
  const text = words[language].nearest
  if (chargers.length === 0) return <p class="card">{text.none}</p>
  return (
    <section class="section">
      <ol class="nearest">
        {chargers.map((charger, index) => (
          <li>
            <Nearby charger={charger} rank={index + 1} language={language} />
          </li>
        ))}
      </ol>
      <p class="caption">{text.straight}</p>
    </section>
  )
}

function Nearby({ charger, rank, language }: { charger: NearbyCharger; rank: number; language: Language }) {
  const text = words[language].nearest
  const { site, freeConnectors, connectors } = charger
  return (
    <article class="card">
      <div class="nearby-head">
        <h2>
          <span class="rank">{rank}</span>
          {site.name}, {charger.name}
        </h2>
        <p class="distance">{distanceText(charger.distanceM, language)}</p>
      </div>
      <p>{site.address}</p>
      <div>
        <StatePill state="Available" text={text.free(freeConnectors, connectors)} />
      </div>
      <Price price={charger.price ?? undefined} language={language} />
      <div class="row">
        <a class="button" href={`/c/${encodeURIComponent(charger.chargePointId)}`}>
          {text.page}
        </a>
        {/* Whatever map the phone has. */}
        <a
          class="button"
          href={`geo:${site.latitude},${site.longitude}?q=${site.latitude},${site.longitude}`}
        >
          {text.route}
        </a>
        {charger.reservationMinutes !== null && (
          <a class="button" href={`/c/${encodeURIComponent(charger.chargePointId)}/reserve`}>
            {text.reserve(charger.reservationMinutes)}
          </a>
        )}
      </div>
    </article>
  )
}

/** Ways to say where one is, each of which works without the others. */
function Finder({ language }: { language: Language }) {
  const text = words[language].nearest
  return (
    <section class="finder">
      <colok-here href="/nearest" searching={text.searching} refused={text.refused}>
        <button class="button pay" type="button" disabled>
          {text.here}
        </button>
        <p role="status" class="caption" />
      </colok-here>
      <form action="/nearest">
        <label>
          {text.place}
          <input name="q" required maxlength={60} autocomplete="address-level2" />
        </label>
        <button class="button" type="submit">
          {text.find}
        </button>
      </form>
      <form action="/nearest">
        <label>
          {text.towns}
          <select name="town">
            {towns.map(({ slug, name }) => (
              <option value={slug}>{name}</option>
            ))}
          </select>
        </label>
        <button class="button" type="submit">
          {text.find}
        </button>
      </form>
    </section>
  )
}

/** `850 m`, `11,6 km`, `120 km`. */
function distanceText(distanceM: number, language: Language): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: digits }).format(value)
  if (distanceM < 1000) return `${number(Math.round(distanceM / 10) * 10, 0)} m`
  return `${number(distanceM / 1000, distanceM < 100_000 ? 1 : 0)} km`
}
