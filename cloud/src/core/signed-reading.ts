import { type OcmfRecord, ocmfBounds } from '@colok/shared/ocmf'

/** What one signed record is worth. */
export type RecordVerdict = 'valid' | 'wrongSignature' | 'unknownKey' | 'differs'

/** What all that was signed of a session comes to. `incomplete`: what there is is genuine, and its end is missing. */
export type SignatureVerdict = RecordVerdict | 'incomplete'

/** Registers may be told with another rounding, not with another energy. */
const toleranceWh = 1

/** A session as its StartTransaction and StopTransaction have it. */
export interface ToldSession {
  readonly chargePointId: string
  readonly connectorId: number
  readonly idTag: string
  readonly meterStartWh: number
  /** Null while it has not ended. */
  readonly meterStopWh: number | null
}

/** In what a record says something else than the session, in a sentence; undefined where both say the same. */
export function differenceFrom(session: ToldSession, record: OcmfRecord): string | undefined {
  const { begin, end } = ocmfBounds(record)
  const connector = `${session.chargePointId} ${session.connectorId}`
  if (record.connector !== undefined && record.connector !== connector)
    return `it is of ${record.connector}, the session of ${connector}`
  if (record.userData !== '' && record.userData.toUpperCase() !== session.idTag)
    return 'it names another card than the session'
  if (begin === undefined && end === undefined)
    return 'it says neither how a transaction began nor how it ended'
  if (isApart(begin?.energyWh, session.meterStartWh))
    return `it begins at ${begin?.energyWh} Wh, the session at ${session.meterStartWh} Wh`
  if (session.meterStopWh !== null && isApart(end?.energyWh, session.meterStopWh))
    return `it ends at ${end?.energyWh} Wh, the session at ${session.meterStopWh} Wh`
  return undefined
}

function isApart(signedWh: number | undefined, toldWh: number): boolean {
  return signedWh !== undefined && Math.abs(signedWh - toldWh) > toleranceWh
}

/** Which registers a record vouches for. */
export function boundsIn(record: OcmfRecord): { readonly begin: boolean; readonly end: boolean } {
  const { begin, end } = ocmfBounds(record)
  return { begin: begin?.energyWh !== undefined, end: end?.energyWh !== undefined }
}

/** What is worst counts: a charger that has told one forged record has told one too many. */
const worstFirst = ['wrongSignature', 'differs', 'unknownKey'] as const

/** Undefined where nothing was signed. */
export function verdictOf(
  records: readonly { readonly verdict: RecordVerdict; readonly begin: boolean; readonly end: boolean }[],
): SignatureVerdict | undefined {
  if (records.length === 0) return undefined
  const worst = worstFirst.find((verdict) => records.some((each) => each.verdict === verdict))
  if (worst !== undefined) return worst
  return records.some(({ begin }) => begin) && records.some(({ end }) => end) ? 'valid' : 'incomplete'
}
