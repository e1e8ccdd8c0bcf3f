import type { SqlRunner } from '../../db/database.ts'

/** What chargers were asked for, and what came of it. */
export function uploadQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('upload')
    .innerJoin('charger', 'charger.id', 'chargerId')
    .select([
      'upload.id',
      'chargePointId',
      'kind',
      'requestId',
      'state',
      'fileName',
      'sizeBytes',
      'createdBy',
      'upload.createdAt',
      'expiresAt',
      'receivedAt',
    ])
}
