import type { SendResult } from './contract.ts'

/** What nodemailer puts on its errors: its own code, and the server's where the server has spoken. */
interface SmtpError extends Error {
  readonly code?: unknown
  /** Node's own, where nodemailer has put one of its own over it. */
  readonly originalCode?: unknown
  readonly responseCode?: unknown
  readonly command?: unknown
}

const misconfigured: ReadonlySet<unknown> = new Set(['EAUTH', 'ENOAUTH', 'ETLS', 'ECONFIG', 'EREQUIRETLS'])

/** A certificate that nobody vouches for, or of another name: found out before anything is said. */
const distrusted = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/

/** What became of a mail that was not taken. Only the server's code is told: its text repeats addresses. */
export function smtpOutcome(error: unknown): SendResult {
  const { code, originalCode, responseCode, command }: SmtpError =
    error instanceof Error ? error : new Error('no error')
  const said = typeof responseCode === 'number' ? responseCode : undefined
  const where = typeof command === 'string' ? command : 'an unknown step'
  const refused = { kind: 'refused', code: String(said ?? originalCode ?? code) } as const
  if (misconfigured.has(code) || distrusted.test(String(originalCode)))
    return {
      ...refused,
      reason: 'misconfigured',
      detail: `The mail server would not have us, or we not it (${where}).`,
      retry: { afterMs: 60_000, holds: 'channel' },
    }
  if (said === undefined || !(code === 'EENVELOPE' || code === 'EMESSAGE'))
    return { kind: 'unknown', detail: `The connection to the mail server was lost (${String(code)}).` }
  const detail = `The mail server answered ${said} to ${where}.`
  if (said < 500)
    return { ...refused, reason: 'busy', detail, retry: { afterMs: 60_000, holds: 'recipient' } }
  if (where === 'RCPT TO') return { ...refused, reason: 'unreachable', detail, retry: 'never' }
  if (where === 'MAIL FROM')
    return {
      ...refused,
      reason: 'misconfigured',
      detail: `${detail} It does not take our sender.`,
      retry: { afterMs: 60_000, holds: 'channel' },
    }
  return { ...refused, reason: 'invalid', detail, retry: 'never' }
}
