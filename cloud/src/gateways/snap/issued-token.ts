import { createHmac } from 'node:crypto'
import type { Instant } from '@colok/shared/time'
import { isSameText } from './signature.ts'

/** What SNAP's providers give us, and what we give them. */
export const tokenLifeS = 900

/**
 * Bearer tokens for providers that call us: the moment of their end under a MAC, so that any node knows one that
 * another has issued and nothing is stored. `key` is a secret of ours for this provider and nothing else.
 */
export function issueToken(key: string, clientId: string, now: Instant, nonce: string): string {
  const content = `${now + tokenLifeS * 1000}.${nonce}`
  return `${content}.${macOf(key, clientId, content)}`
}

export function isTokenGood(token: string, key: string, clientId: string, now: Instant): boolean {
  const parts = /^((\d{1,15})\.[0-9]{1,40})\.([A-Za-z0-9_-]{43})$/.exec(token)
  if (parts === null) return false
  const [, content, endsAt, mac] = parts as unknown as [string, string, string, string]
  return isSameText(macOf(key, clientId, content), mac) && now < Number(endsAt)
}

function macOf(key: string, clientId: string, content: string): string {
  return createHmac('sha256', key).update(`${clientId}.${content}`).digest('base64url')
}
