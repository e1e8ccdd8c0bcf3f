/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { type TimedValue, unbroken } from '../../core/chart-layout.ts'
import { longestGapMs } from '../../core/power-curve.ts'
import { actorMay } from '../../http/actor.ts'
import { streamSnapshots } from '../../http/snapshots.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { actorOf } from '../access/guard.ts'
import { isWithinReach } from '../access/reach.ts'
import { frameOf, newestText, type PowerChartProps, PowerLine } from './power-chart.tsx'
import { sessionPower } from './power-readings.ts'
import type { Session } from './schemas.ts'
import { sessionOr404 } from './session-or-404.ts'

/** The power of a session as it is measured, mounted at `/console/sessions`. */
export function powerStreams(services: Services): Hono {
  return new Hono().get('/:id/power', async (c) =>
    streamPower(c, services, await sessionOr404(services, c.req.param('id'))),
  )
}

function streamPower(c: Context, services: Services, { id, chargePointId }: Session): Response {
  let shown: PowerChartProps | undefined
  return streamSnapshots(c, {
    clock: services.clock,
    changes: services.changes,
    chargePointId,
    initially: [chargePointId],
    snapshot: async () => {
      // Asked each time: somebody may be signed out, and a key be revoked, while a stream is open.
      const actor = await actorOf(c, services)
      if (actor === undefined || !actorMay(actor, 'sessions.read')) return null
      if (!(await isWithinReach(services, actor.reach, { thing: 'session', name: id }))) return null
      const session = await sessionOr404(services, id)
      const points = await sessionPower(services.read, session)
      const before = shown
      shown = { session, points, language: languageOf(c) }
      return before === undefined ? whole(shown) : changeOf(before, shown)
    },
  })
}

const whole = (chart: PowerChartProps) => ({ event: 'chart', data: String(<PowerLine {...chart} />) })

/** What is new since then: points where they fit into the drawing, the drawing anew where not, nothing where none came. */
export function changeOf(before: PowerChartProps, now: PowerChartProps) {
  const { from, to, top } = frameOf(before)
  const next = frameOf(now)
  const last = before.points.at(-1)
  const added = now.points.filter(({ at }) => last === undefined || at > last.at)
  const isSame = next.to === to && next.top === top && before.session.state === now.session.state
  if (isSame && added.length === 0) return undefined
  if (!isSame || last === undefined || !continues(before.points, added)) return whole(now)
  const points = added.map(({ at, value }) => `${Math.round((at - from) / 1000)},${Math.round(top - value)}`)
  return { event: 'points', data: JSON.stringify({ points: points.join(' '), text: newestText(now) }) }
}

/** Whether the points go on from the line's end without a gap. */
function continues(line: readonly TimedValue[], added: readonly TimedValue[]): boolean {
  return unbroken([...line.slice(-1), ...added], longestGapMs(line)).length === 1
}
