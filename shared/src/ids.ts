/** An RFID or virtual identifier as OCPP 1.6 carries it: at most 20 characters, compared without regard to case. */
export type IdTag = string & { readonly __id: 'IdTag' }

/** The vendor id of every DataTransfer of ours. */
export const vendorId = 'id.colok'

/** Upper-cased, since OCPP 1.6 CiString compares without case. Throws a RangeError unless it is 1 to 20 characters. */
export function idTag(text: string): IdTag {
  const upper = text.toUpperCase()
  if (upper.length < 1 || upper.length > 20)
    throw new RangeError(`an idTag has 1 to 20 characters, not ${upper.length}`)
  return upper as IdTag
}

/**
 * Shown in place of an idTag on screens and in logs: the last four characters, `....A3F1`, but never more than half of
 * a short one.
 */
export function maskIdTag(tag: string): string {
  const shown = Math.min(4, Math.floor(tag.length / 2))
  return `....${tag.slice(tag.length - shown)}`
}
