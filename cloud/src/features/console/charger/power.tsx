/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Services } from '../../../services.ts'
import { assetUrl } from '../../../web/assets.ts'
import type { Language } from '../../../web/language.ts'
import type { Charger } from '../../chargers/schemas.ts'
import { PowerChart } from '../../charging/power-chart.tsx'
import { sessionPower } from '../../charging/power-readings.ts'
import { findSession } from '../../charging/queries.ts'
import { chargerWords } from './words.ts'

/** The power of each session under way, as a line that grows. */
export async function PowerOfSockets({
  services,
  charger,
  language,
}: {
  readonly services: Services
  readonly charger: Charger
  readonly language: Language
}) {
  const charging = charger.connectors.flatMap(({ connectorId, session }) =>
    session === null ? [] : [{ connectorId, id: session.id }],
  )
  const charts = await Promise.all(
    charging.map(async ({ connectorId, id }) => {
      const session = await findSession(services.read, id)
      return session && { connectorId, session, points: await sessionPower(services.read, session) }
    }),
  )
  const known = charts.filter((chart) => chart !== undefined)
  if (known.length === 0) return null
  return (
    <>
      <link rel="stylesheet" href={assetUrl('chart.css')} />
      {known.map(({ connectorId, session, points }) => (
        <section class="section">
          <h2>
            {chargerWords[language].socket(connectorId)}, {chargerWords[language].power.toLowerCase()}
          </h2>
          <PowerChart session={session} points={points} language={language} />
        </section>
      ))}
    </>
  )
}
