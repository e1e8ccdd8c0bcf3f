import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/**
 * What jobs look for again and again they find by an index, however much is kept: what has to be done is little, and what is
 * over is much. Each that is partial holds nothing but what is still to be done.
 */
export async function jobIndexes({ schema }: Kysely<Schema>): Promise<void> {
  await schema.dropIndex('sessionToThin').execute()
  const waiting = [
    ['reservationHeld', 'reservation', 'expiresAt', "state in ('requested', 'active', 'unconfirmed')"],
    ['queuedCommandQueued', 'queuedCommand', 'expiresAt', "state = 'queued'"],
    ['queuedCommandSent', 'queuedCommand', 'sentAt', "state = 'sent'"],
    ['messageSaid', 'message', 'createdAt', 'sealed_parameters is not null'],
    ['refundClaimed', 'refund', 'endedAt', 'sealed_claim is not null'],
    ['ratingWord', 'rating', 'createdAt', 'word is not null'],
    ['uploadKept', 'upload', 'createdAt', 'size_bytes is not null'],
    ['userUnseen', 'user', 'updatedAt', 'closed_at is null'],
    [
      'sessionToThin',
      'session',
      'stopReceivedAt',
      'readings_thinned_at is null and stop_received_at is not null',
    ],
  ] as const
  for (const [name, table, column, condition] of waiting)
    await schema
      .createIndex(name)
      .on(table)
      .column(column)
      .where(sql<boolean>`${sql.raw(condition)}`)
      .execute()
  await schema
    .createIndex('socketSpanOpen')
    .on('socketSpan')
    .columns(['chargerId', 'connectorId'])
    .where(sql.ref('until'), 'is', null)
    .execute()
  const byAge = [
    ['oneTimeLinkByExpiry', 'oneTimeLink', 'expiresAt'],
    ['cardLinkByAge', 'cardLink', 'askedAt'],
    ['driverReservationByAge', 'driverReservation', 'askedAt'],
    ['chatConfirmationByAge', 'chatConfirmation', 'createdAt'],
    ['faultReportByAge', 'faultReport', 'createdAt'],
    ['receivedMessageByAge', 'receivedMessage', 'receivedAt'],
    ['idempotentRequestByAge', 'idempotentRequest', 'createdAt'],
    ['gatewayExternalIdByAge', 'gatewayExternalId', 'seenAt'],
    ['securityAlertByAge', 'securityAlert', 'at'],
  ] as const
  for (const [name, table, column] of byAge) await schema.createIndex(name).on(table).column(column).execute()
  // A site's day of payments is looked for, charger by charger, and never everybody's.
  await schema.dropIndex('paymentByPaidAt').execute()
  await schema.createIndex('paymentByChargerPaid').on('payment').columns(['chargerId', 'paidAt']).execute()
  await schema.createIndex('ratingOfCharger').on('rating').columns(['chargerId', 'paymentId']).execute()
}
