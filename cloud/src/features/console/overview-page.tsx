/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import type { ChargerCondition } from '../../core/charger-condition.ts'
import type { Services } from '../../services.ts'
import { localeOf } from '../../web/language.ts'
import { pagePlace } from '../../web/page-place.ts'
import { conditionsByGravity } from '../chargers/condition-sql.ts'
import { countChargers } from '../chargers/queries.ts'
import { ConditionPill } from './charger-columns.tsx'
import { ConsolePage } from './frame.tsx'
import { consoleWords } from './words.ts'

/** What an operator looks at all day: how many chargers are how. */
export async function overviewPage(c: Context, services: Services): Promise<Response> {
  const place = pagePlace(c)
  const text = consoleWords[place.language]
  const counts = await countChargers(services, c.var.actor.reach)
  return c.html(
    <ConsolePage actor={c.var.actor} place={place} title={text.overview}>
      <ul class="counts">
        {conditionsByGravity.map((condition) => (
          <Count condition={condition} chargers={counts.get(condition) ?? 0} place={place} />
        ))}
      </ul>
    </ConsolePage>,
  )
}

function Count({
  condition,
  chargers,
  place,
}: {
  readonly condition: ChargerCondition
  readonly chargers: number
  readonly place: ReturnType<typeof pagePlace>
}) {
  const { language } = place
  return (
    <li>
      <a href={`/console/chargers?condition=${condition}`}>
        <strong>{new Intl.NumberFormat(localeOf(language)).format(chargers)}</strong>
        <ConditionPill condition={condition} text={consoleWords[language].conditions[condition]} />
      </a>
    </li>
  )
}
