import { formatIdr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import { first, type SqlRunner } from '../../../db/database.ts'
import { placeOf, timeOfDay, words } from '../../../web/language.ts'
import { siteCondition } from '../../access/reach.ts'
import { findCharger } from '../../chargers/queries.ts'
import { type Asking, ask, type Deed, done, no, refused, type Said } from '../deed.ts'

/**
 * The charger that somebody means, as it writes itself, if it stands where they may look: a telephone begins a line with a
 * capital, and nobody tells two chargers apart by capitals alone.
 */
async function meant(
  runner: SqlRunner,
  { actor, services }: Asking,
  name: string,
): Promise<string | undefined> {
  const within = siteCondition(actor.reach, 'charger.siteId', toIso(services.clock.wallMs()))
  const found = await first<{ chargePointId: string }>(
    runner,
    `select charge_point_id from charger where lower(charge_point_id) = lower(?) and ${within.text}
     order by case when charge_point_id = ? then 0 else 1 end, charge_point_id limit 1`,
    [name, ...within.parameters, name],
  )
  return found?.chargePointId
}

export const status: Deed<'status'> = {
  kind: 'look',
  async look(asking, { charger }): Promise<Said> {
    const { services, text, language } = asking
    const id = await meant(services.read, asking, charger)
    const found = id === undefined ? undefined : await findCharger(services, id)
    if (found === undefined) return refused(text.noCharger(charger))
    const place = placeOf(found.site, language)
    const since = found.onlineChangedAt === null ? undefined : timeOfDay(found.onlineChangedAt, place)
    const connection =
      found.registration !== 'Accepted'
        ? text.notAccepted
        : since === undefined
          ? text.neverOnline
          : found.online
            ? text.online(since)
            : text.offline(since)
    const sockets = found.connectors.map(({ connectorId, status: socket, errorCode, session }) => {
      const state = words[language].state[socket ?? 'unknown']
      const error = errorCode === null || errorCode === 'NoError' ? [] : [errorCode]
      const figures =
        session === null
          ? []
          : [
              formatKwh(session.energyWh, language),
              ...(session.amountIdr === null ? [] : [formatIdr(session.amountIdr, language)]),
            ]
      return `${text.socket(connectorId)}: ${[state, ...error, ...figures].join(', ')}`
    })
    return done(
      [`${found.chargePointId}, ${found.name}, ${found.site.name}`, connection, ...sockets].join('\n'),
    )
  },
}

export const stop: Deed<'stop'> = {
  kind: 'order',
  async order(runner, asking, { charger, socket }) {
    const { text } = asking
    const chargePointId = await meant(runner, asking, charger)
    if (chargePointId === undefined) return refused(text.noCharger(charger))
    const session = await first<{ transactionId: number }>(
      runner,
      `select transaction_id from session join charger on charger.id = session.charger_id
       where charge_point_id = ? and connector_id = ? and session.state = 'charging'
       order by transaction_id desc limit 1`,
      [chargePointId, Number(socket)],
    )
    if (session === undefined) return refused(text.noSession(chargePointId, socket))
    const { transactionId } = session
    const agreed = text.stopped(chargePointId, socket)
    return { action: 'RemoteStopTransaction', chargePointId, transactionId, agreed }
  },
}

export const reset: Deed<'reset'> = {
  kind: 'order',
  async preview(asking, { charger }) {
    const { services, text } = asking
    const id = await meant(services.read, asking, charger)
    if (id === undefined) return no(text.noCharger(charger))
    const underWay = await first<{ count: number }>(
      services.read,
      `select count(*) as count from session join charger on charger.id = session.charger_id
       where charge_point_id = ? and session.state = 'charging'`,
      [id],
    )
    return ask(text.resetAsk(id, underWay?.count ?? 0))
  },
  async order(runner, asking, { charger }) {
    const { text } = asking
    const chargePointId = await meant(runner, asking, charger)
    if (chargePointId === undefined) return refused(text.noCharger(charger))
    return { action: 'Reset', chargePointId, transactionId: null, agreed: text.reset(chargePointId) }
  },
}
