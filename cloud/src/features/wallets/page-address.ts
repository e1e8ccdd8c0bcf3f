import type { Services } from '../../services.ts'
import { isOwnCode, ownCode } from '../payments/own-code.ts'

/**
 * Where its holder sees a wallet and fills it up. Whoever knows the address sees the balance, so it ends with a code that
 * only we can make; nothing of it is stored.
 */
export function walletAddress(services: Pick<Services, 'settings'>, walletId: string): string {
  return `/w/${walletId}.${ownCode(services, opens(walletId))}`
}

/** The wallet's id in an address' last part; undefined for a wrong one. */
export function walletIdAt(services: Pick<Services, 'settings'>, lastPart: string): string | undefined {
  const [id = '', code = ''] = lastPart.split('.')
  return isOwnCode(services, opens(id), code) ? id : undefined
}

const opens = (walletId: string) => `wallet page ${walletId}`
