import type { GatewayFailure } from '../contract.ts'

/** SNAP's code: the HTTP status (3 digits), the service (2) and the case (2), `2004700`. */
export interface SnapCode {
  readonly text: string
  readonly http: number
  readonly service: string
  readonly caseCode: string
}

export function readResponseCode(value: unknown): SnapCode | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^[2-5]\d{6}$/.test(text)) return undefined
  return { text, http: Number(text.slice(0, 3)), service: text.slice(3, 5), caseCode: text.slice(5) }
}

export interface SnapRefusal {
  readonly code: SnapCode
  readonly message: string
}

/**
 * What a refusal means for the caller. Whatever a request may have done before it was refused is `unknown`: 5xx, a
 * repeated external id, a reference that the provider has already.
 */
export function failureOf({ code, message }: SnapRefusal): GatewayFailure {
  const said = { code: code.text, message }
  const isKnown = code.http === 409
  if (code.http >= 500 || isKnown) return { kind: 'unknown', message: `${code.text} ${message}` }
  switch (code.http) {
    case 400:
      return { kind: 'invalid', ...said }
    case 401:
      // 02 and 04 are the customer's token: the customer links the account again, nobody of ours has to look.
      return {
        kind: code.caseCode === '02' || code.caseCode === '04' ? 'declined' : 'misconfigured',
        ...said,
      }
    case 403:
      return { kind: code.caseCode === '15' ? 'misconfigured' : 'declined', ...said }
    case 404:
      return { kind: notFoundMeans(code.caseCode), ...said }
    default:
      return { kind: 'declined', ...said }
  }
}

function notFoundMeans(caseCode: string): 'misconfigured' | 'invalid' | 'declined' {
  switch (caseCode) {
    case '08': // Invalid Merchant
    case '16': // Partner Not Found
    case '17': // Invalid Terminal
      return 'misconfigured'
    case '13': // Invalid Amount
    case '18': // Inconsistent Request
      return 'invalid'
    default:
      return 'declined'
  }
}
