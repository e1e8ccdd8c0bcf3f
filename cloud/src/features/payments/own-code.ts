import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Services } from '../../services.ts'

type Settings = Pick<Services, 'settings'>

/** 132 bits that only we can make, over what they open: nothing of them is stored, and nobody guesses one. */
export function ownCode({ settings }: Settings, opens: string): string {
  return createHmac('sha256', settings.secret).update(opens).digest('base64url').slice(0, 22)
}

export function isOwnCode(services: Settings, opens: string, given: string): boolean {
  const expected = Buffer.from(ownCode(services, opens))
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}
