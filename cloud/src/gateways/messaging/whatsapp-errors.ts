import type { RefusalReason, Retry } from './contract.ts'

export interface Refusal {
  readonly reason: RefusalReason
  readonly code: string
  readonly detail: string
  readonly retry: Retry
}

const channelAfter = (afterMs: number): Retry => ({ afterMs, holds: 'channel' })
const recipientAfter = (afterMs: number): Retry => ({ afterMs, holds: 'recipient' })

type Meaning = readonly [RefusalReason, Retry]

/** Of the Cloud API's error codes those that say what to do; the caller lengthens a wait with each attempt. */
const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  // Somebody has to look at the token, the permissions, the account or its bill.
  ...[0, 3, 10, 33, 190, 368, 131005, 131030, 131031, 131042, 131045, 133010].map(
    (code): [number, Meaning] => [code, ['misconfigured', channelAfter(60_000)]],
  ),
  [4, ['busy', channelAfter(60_000)]],
  [80007, ['busy', channelAfter(60_000)]],
  [130429, ['busy', channelAfter(5_000)]],
  // Too many people have blocked or reported us: a short wait does not help.
  [131048, ['busy', channelAfter(900_000)]],
  // More than one message in six seconds to one number.
  [131056, ['busy', recipientAfter(6_000)]],
  [131047, ['windowClosed', 'never']],
  // Not on WhatsApp, an old version, terms not accepted, ourselves, or in one of Meta's experiments.
  ...[130472, 131021, 131026, 131049, 131050].map((code): [number, Meaning] => [
    code,
    ['unreachable', 'never'],
  ]),
  ...[132000, 132001, 132005, 132007, 132012, 132015, 132016].map((code): [number, Meaning] => [
    code,
    ['template', 'never'],
  ]),
  ...[100, 131008, 131009, 131051].map((code): [number, Meaning] => [code, ['invalid', 'never']]),
  ...[1, 2, 131000, 131016, 131057, 133004].map((code): [number, Meaning] => [
    code,
    ['unavailable', recipientAfter(15_000)],
  ]),
])

/** Why WhatsApp did not take it; undefined when it took it, or when its answer says nothing that can be relied on. */
export function refusalOf(
  status: number,
  body: Readonly<Record<string, unknown>> | undefined,
): Refusal | undefined {
  const error = body?.error
  if (status < 400 || typeof error !== 'object' || error === null) return undefined
  const refusal = refusalOfError(error)
  if (meanings.has(Number(refusal.code)) || status < 429) return refusal
  return status === 429 ? { ...refusal, reason: 'busy', retry: channelAfter(5_000) } : undefined
}

/** The same for an error that a delivery came with. */
export function refusalOfError(error: object): Refusal {
  const code = 'code' in error ? Number(error.code) : Number.NaN
  const [reason, retry] = meanings.get(code) ?? otherwise(code)
  return { reason, retry, code: String(code), detail: detailOf(error) }
}

function otherwise(code: number): Meaning {
  const isPermission = code >= 200 && code <= 299
  return isPermission ? ['misconfigured', channelAfter(60_000)] : ['invalid', 'never']
}

/** At most a few hundred characters of what Meta says, without the numbers and codes that it may repeat. */
function detailOf(error: object): string {
  const data = 'error_data' in error ? error.error_data : undefined
  const details =
    typeof data === 'object' && data !== null && 'details' in data ? String(data.details) : undefined
  const message = 'message' in error ? error.message : 'title' in error ? error.title : 'no reason given'
  return (details ?? String(message)).replace(/\d{6,}/g, '…').slice(0, 300)
}
