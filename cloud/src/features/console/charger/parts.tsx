/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { accessMatrix } from '../../../access-matrix.ts'
import type { Actor } from '../../../http/actor.ts'
import { type Language, localeOf, words } from '../../../web/language.ts'
import { StatePill } from '../../../web/state-pill.tsx'
import { mayCall } from '../../access/guard.ts'
import type { Charger } from '../../chargers/schemas.ts'
import { Once } from '../once.tsx'
import { sinceText } from '../times.ts'
import { ChargerState, chargerPath } from './columns.tsx'
import { chargerDeeds, type DeedName } from './deeds.ts'
import { chargerWords } from './words.ts'

type Connector = Charger['connectors'][number]

/** How a charger is now: its state and its sockets. The same on its page, in the drawer, and when it is kept live. */
export function ChargerNow({ charger, language }: { charger: Charger; language: Language }) {
  return (
    <div class="charger-now">
      <p>
        <ChargerState charger={charger} language={language} />
      </p>
      <div class="socket-cards">
        {charger.connectors.map((connector) => (
          <Socket connector={connector} charger={charger} language={language} />
        ))}
      </div>
    </div>
  )
}

function Socket({
  connector,
  charger,
  language,
}: {
  readonly connector: Connector
  readonly charger: Charger
  readonly language: Language
}) {
  const text = chargerWords[language]
  const { connectorId, status, errorCode, info, maxPowerW, allowedW, session } = connector
  const watts = (powerW: number) => `${new Intl.NumberFormat(localeOf(language)).format(powerW)} W`
  const hasError = errorCode !== null && errorCode !== 'NoError'
  return (
    <section class="card" data-key={`socket-${connectorId}`}>
      <div class="socket-head">
        <h2>{text.socket(connectorId)}</h2>
        <StatePill state={status ?? 'unknown'} text={words[language].state[status ?? 'unknown']} />
      </div>
      {hasError && (
        <p>
          {text.error}: <strong>{errorCode}</strong> {info}
        </p>
      )}
      {session === null ? (
        <p class="quiet">{text.noSession}</p>
      ) : (
        <p class="socket-hero">
          <strong>{formatKwh(session.energyWh, language)}</strong>
          {session.amountIdr !== null && <strong>{formatIdr(session.amountIdr, language)}</strong>}
          {session.powerW !== null && <strong>{watts(session.powerW)}</strong>}
        </p>
      )}
      <dl class="facts">
        {session !== null && (
          <>
            <dt>{text.session}</dt>
            <dd>
              <a href={`/console/sessions/${session.id}`}>{session.transactionId}</a>
            </dd>
            <dt>{text.started}</dt>
            <dd>{sinceText(session.startedAt, { language, timeZone: charger.site.timeZone })}</dd>
          </>
        )}
        {maxPowerW !== null && (
          <>
            <dt>{text.most}</dt>
            <dd>{watts(maxPowerW)}</dd>
          </>
        )}
        {allowedW !== null && (
          <>
            <dt>{text.allowed}</dt>
            <dd>{watts(allowedW)}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** What somebody may do to a charger: what asks first leads to its question, anything else is done at once. */
export function DeedButtons({
  charger,
  actor,
  names,
  language,
  newOnce,
}: {
  readonly charger: Charger
  readonly actor: Actor
  readonly names: readonly DeedName[]
  readonly language: Language
  /** What each form is known by: one of its own. */
  readonly newOnce: () => string
}) {
  const base = `${chargerPath(charger.chargePointId)}/deeds`
  const allowed = names.filter((name) => mayDo(actor, name))
  return (
    <div class="row">
      {allowed.map((name) =>
        chargerDeeds[name].asksFirst ? (
          <a class="button" href={`${base}/${name}`}>
            {chargerWords[language].deeds[name].title}
          </a>
        ) : (
          <form method="post" action={`${base}/${name}`}>
            <Once once={newOnce()} />
            <button class="button" type="submit">
              {chargerWords[language].deeds[name].title}
            </button>
          </form>
        ),
      )}
    </div>
  )
}

/** By the row of the API's route that does it. */
export function mayDo(actor: Actor, name: DeedName): boolean {
  const { method, route } = chargerDeeds[name]
  return mayCall(actor, accessMatrix[`${method} /api/v1/chargers/:chargePointId${route}`])
}
