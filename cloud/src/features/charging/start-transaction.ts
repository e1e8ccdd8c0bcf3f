import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { judgeCard } from '../../core/card.ts'
import { fromStoredInstant, toStoredInstant } from '../../core/instant-text.ts'
import { checkStart } from '../../core/transaction-check.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { findCard } from '../cards/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { fixLimit, sessionLimit } from '../fleets/allowance.ts'
import { prepaidPrice, sessionStarted } from '../payments/sessions.ts'
import { useReservation } from '../reservations/commands.ts'
import { priceAt } from '../tariffs/prices.ts'
import { coverStart, walletSessionStarted } from '../wallets/sessions.ts'
import { tell } from '../webhooks/events.ts'
import { isEstimatedStart } from './estimated-starts.ts'
import { startContext } from './start-context.ts'
import { keepSuspectMessage } from './suspect-messages.ts'
import {
  insertTransaction,
  isOfFacts,
  latestUpTo,
  parseReasons,
  type StartKey,
  setSuspectReasons,
  type TransactionRow,
} from './transactions.ts'

/**
 * Records that a charger has started a transaction, and answers it (OCPP 1.6 §5.11). A start is known by its business
 * facts (charger, connector, meterStart, timestamp), so a repeated one gets its first answer whatever its message id.
 * It is stored even when the card is refused or the facts are impossible: the energy is flowing already.
 */
export async function startTransaction(
  services: Services,
  charger: ChargerIdentity,
  request: Request<'StartTransaction'>,
): Promise<Confirmation<'StartTransaction'>> {
  const receivedAt = services.clock.wallMs()
  const answer = await services.writer.write(async (tx) => {
    const key: StartKey = {
      chargerId: charger.id,
      connectorId: request.connectorId,
      meterStartWh: request.meterStart,
      startedAt: toStoredInstant(request.timestamp),
    }
    const latest = await latestUpTo(tx, key)
    if (latest !== undefined && isOfFacts(latest, key))
      return replay(tx, { services, charger, request, known: latest })
    return start(tx, { services, charger, request, key, receivedAt, previous: latest })
  })
  services.payments.somethingIsDue()
  services.changes.changed(charger.chargePointId)
  return answer
}

interface Start {
  readonly services: Services
  readonly charger: ChargerIdentity
  readonly request: Request<'StartTransaction'>
  readonly key: StartKey
  readonly receivedAt: number
  /** The connector's last transaction before it. */
  readonly previous: TransactionRow | undefined
}

async function start(tx: Tx, { services, charger, request, key, receivedAt, previous }: Start) {
  const idTag = request.idTag.toUpperCase()
  const startedAt = fromStoredInstant(key.startedAt)
  const card = await findCard(tx, idTag)
  const context = await startContext(tx, { idTag, ...key })
  const verdict = judgeCard(card, { now: receivedAt, activeSessions: context.activeSessions })
  const overlaps = previous?.state === 'finished' && (previous.stoppedAt ?? '') > key.startedAt
  const reasons = checkStart({
    connectorId: key.connectorId,
    startedAt,
    receivedAt,
    overlaps,
  })
  const price =
    (context.isPaidAhead ? await prepaidPrice(tx, idTag) : undefined) ??
    (await priceAt(tx, {
      siteId: charger.siteId,
      at: key.startedAt,
      estimated:
        reasons.includes('clockNotSet') ||
        reasons.includes('startInFuture') ||
        (context.isAnnounced && (await isEstimatedStart(tx, key))),
      customerGroup: card?.customerGroup ?? null,
    }))
  if (price === undefined) reasons.push('noTariff')
  if (previous?.state === 'charging') await expectLateStop(tx, previous)
  const isLimited = verdict === 'Accepted' && card?.isLimited === true
  const at = { idTag, timeZone: charger.timeZone, price }
  const limit = isLimited ? await sessionLimit(tx, services, at) : undefined
  const isUsedUp = isLimited && limit === undefined
  const cover = await coverStart(tx, services, {
    idTag,
    chargerId: charger.id,
    startedAt: key.startedAt,
    walletId: card?.walletId,
    isHeld: context.isHeld,
    verdict: isUsedUp ? 'Blocked' : verdict,
    price,
  })
  const status = cover?.verdict ?? (isUsedUp ? 'Blocked' : verdict)

  const expiryDate = card?.expiresAt === undefined ? null : toIso(card.expiresAt)
  const id = services.newId()
  const transactionId = await insertTransaction(tx, {
    ...key,
    id,
    idTag,
    parentIdTag: card?.parentIdTag ?? null,
    authorization: status,
    authorizationExpiresAt: expiryDate,
    startReceivedAt: toIso(receivedAt),
    reservationId: request.reservationId ?? null,
    price,
    suspectReasons: reasons,
  })
  if (limit !== undefined) await fixLimit(tx, services, transactionId, limit)
  if (cover !== undefined) await walletSessionStarted(tx, services, { sessionId: id, cover })
  if (context.isPaidAhead)
    await sessionStarted(tx, services, { id, transactionId, idTag, chargerId: charger.id })
  await tell(tx, services, {
    type: 'session.started',
    chargePointId: charger.chargePointId,
    data: {
      id,
      transactionId,
      connectorId: key.connectorId,
      idTag,
      authorization: status,
      startedAt: key.startedAt,
      meterStartWh: key.meterStartWh,
      suspectReasons: reasons,
    },
  })
  const { reservationId } = request
  if (reservationId !== undefined)
    await useReservation(tx, { reservationId, chargerId: charger.id, transactionId, at: toIso(receivedAt) })
  return {
    transactionId,
    idTagInfo: {
      status,
      ...(expiryDate !== null && { expiryDate }),
      ...(card?.parentIdTag !== undefined && { parentIdTag: card.parentIdTag }),
    },
  }
}

/** A connector that starts anew has ended what it did before, though its stop has not come yet: it may be queued. */
async function expectLateStop(tx: Tx, previous: TransactionRow): Promise<void> {
  const reasons = parseReasons(previous.suspectReasons)
  if (reasons.includes('nextStartBeforeStop')) return
  await setSuspectReasons(tx, previous.transactionId, [...reasons, 'nextStartBeforeStop'])
}

interface Replay {
  readonly services: Services
  readonly charger: ChargerIdentity
  readonly request: Request<'StartTransaction'>
  readonly known: TransactionRow
}

async function replay(
  tx: Tx,
  { services, charger, request, known }: Replay,
): Promise<Confirmation<'StartTransaction'>> {
  if (request.idTag.toUpperCase() !== known.idTag) await doubtCard(tx, { services, charger, request, known })
  return {
    transactionId: known.transactionId,
    idTagInfo: {
      status: known.authorization,
      ...(known.authorizationExpiresAt !== null && {
        expiryDate: known.authorizationExpiresAt,
      }),
      ...(known.parentIdTag !== null && { parentIdTag: known.parentIdTag }),
    },
  }
}

/** The same start with another card. A session that has ended is as it was billed; a person sees the message beside it. */
async function doubtCard(tx: Tx, { services, charger, request, known }: Replay): Promise<void> {
  const reason = 'startRepeatedWithAnotherCard'
  if (known.state === 'finished') {
    const message = { action: 'StartTransaction', request, reason, sessionId: known.id } as const
    return keepSuspectMessage(tx, services, { chargerId: charger.id, ...message })
  }
  const reasons = parseReasons(known.suspectReasons)
  if (!reasons.includes(reason)) await setSuspectReasons(tx, known.transactionId, [...reasons, reason])
}
