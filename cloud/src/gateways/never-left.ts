/** No connection came about: of Node's network errors and those of its `fetch`. */
const withoutConnection = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Whether a request that failed like this cannot have reached the other side. An error that does not say so may have. */
export function neverLeft(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && withoutConnection.has(String(error.code))) return true
  // `fetch` keeps the reason in the cause, and grammy what `fetch` threw in `error`.
  return neverLeft(error.cause) || ('error' in error && neverLeft(error.error))
}
