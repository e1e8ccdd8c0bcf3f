import type { SendResult } from './contract.ts'

/** What nodemailer puts on its errors: its own code, and the server's where the server has spoken. */
interface SmtpError extends Error {
  readonly code?: unknown
  readonly responseCode?: unknown
  readonly command?: unknown
}

const misconfigured: ReadonlySet<unknown> = new Set(['EAUTH', 'ENOAUTH', 'ETLS', 'ECONFIG', 'EREQUIRETLS'])

/** What became of a mail that was not taken. Only the server's code is told: its text repeats addresses. */
export function smtpOutcome(error: unknown): SendResult {
  const { code, responseCode, command }: SmtpError = error instanceof Error ? error : new Error('no error')
  const said = typeof responseCode === 'number' ? responseCode : undefined
  const where = typeof command === 'string' ? command : 'an unknown step'
  const refused = { kind: 'refused', code: String(said ?? code) } as const
  if (misconfigured.has(code))
    return {
      ...refused,
      reason: 'misconfigured',
      detail: `The mail server would not have us (${where}).`,
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
