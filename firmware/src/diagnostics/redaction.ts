import { maskIdTag } from '@colok/shared/ids'

const secret = '[secret]'
/** Names of what opens doors: passwords, keys and tokens, in any of the ways in which they are written. */
const secretNames =
  /passw|secret|token|credential|cookie|^pin$|^authori[sz]ation(key)?$|private_?key|api_?key|keypem/i
const idTagNames = /^(parent)?idTag$|^uid$/i

/**
 * A copy of JSON-like data without what nobody outside needs: passwords, keys and tokens are gone, numbers of cards are
 * masked, and so are passwords and queries inside addresses. For archives that leave the charger.
 */
export function redacted(value: unknown): unknown {
  if (typeof value === 'string') return redactedText(value)
  if (Array.isArray(value)) return value.map(redacted)
  if (typeof value !== 'object' || value === null) return value
  // As GetConfiguration has it: the name of a key is a value too.
  const named = 'key' in value && typeof value.key === 'string' && secretNames.test(value.key)
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      redactedField(named && name === 'value' ? value.key : name, each),
    ]),
  )
}

function redactedField(name: unknown, value: unknown): unknown {
  const isEmpty = value === null || value === undefined || value === ''
  if (typeof name !== 'string' || isEmpty) return redacted(value)
  if (secretNames.test(name)) return secret
  if (idTagNames.test(name) && typeof value === 'string') return maskIdTag(value)
  return redacted(value)
}

/** One line of a log: JSON by its fields, else as text. */
export function redactedLine(line: string): string {
  try {
    const fields: unknown = JSON.parse(line)
    if (typeof fields === 'object' && fields !== null) return JSON.stringify(redacted(fields))
  } catch {
    // Not JSON, as the last line before a power cut: then it is text.
  }
  return redactedText(line)
}

function redactedText(text: string): string {
  // Most texts hold nothing of the kind, and searching each for everything would keep a small computer busy.
  const withoutKeys = text.includes('PRIVATE KEY')
    ? text.replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, secret)
    : text
  const withoutTokens = withoutKeys.replace(/\b(Basic|Bearer) [\w+/=._~-]{8,}/g, `$1 ${secret}`)
  if (!withoutTokens.includes('://')) return withoutTokens
  return withoutTokens
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, `$1${secret}@`)
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s?#]*)\?[^\s#]*/gi, `$1?${secret}`)
}
