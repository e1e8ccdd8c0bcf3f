import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Reservations, TokenResult } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { isOwnCode, ownCode } from './own-code.ts'

/** A wallet account in which its owner lets us set money aside, without a PIN each time. */
export type WalletLink = Schema['walletLink']

type CustomerToken = Extract<TokenResult, { kind: 'linked' }>['token']

/** A reserve, its capture and a refund of it all need the token: it must outlive them. */
const renewBeforeMs = 3 * 86_400_000

const opens = (id: string) => `wallet link ${id}`

/** What a browser keeps to be known by. */
export const linkPass = (services: Services, id: string) => `${id}.${ownCode(services, opens(id))}`

/** The account that a browser has linked; undefined for a pass that is none of ours, and for a link that has ended. */
export async function linkOf(services: Services, pass: string | undefined): Promise<WalletLink | undefined> {
  const [id = '', code = ''] = (pass ?? '').split('.')
  if (!isOwnCode(services, opens(id), code)) return undefined
  const link = await findLink(services.read, id)
  const now = toIso(services.clock.wallMs())
  const isGood = link?.sealedToken != null && link.endedAt === null && (link.refreshExpiresAt ?? '') > now
  return isGood ? link : undefined
}

export const findLink = (runner: SqlRunner, id: string): Promise<WalletLink | undefined> =>
  first(
    runner,
    `select id, gateway, sealed_token, access_expires_at, refresh_expires_at, created_at, ended_at
     from wallet_link where id = ?`,
    [id],
  )

export async function beginLink(
  tx: Tx,
  services: Services,
  link: { id: string; gateway: string },
): Promise<void> {
  await tx.run('insert into wallet_link (id, gateway, created_at) values (?, ?, ?) on conflict do nothing', [
    link.id,
    link.gateway,
    toIso(services.clock.wallMs()),
  ])
}

export async function keepToken(tx: Tx, services: Services, id: string, token: CustomerToken): Promise<void> {
  await tx.run(
    'update wallet_link set sealed_token = ?, access_expires_at = ?, refresh_expires_at = ? where id = ?',
    [
      seal(JSON.stringify(token), services.settings.secret, 'wallet link'),
      toIso(token.expiresAt),
      toIso(token.refreshExpiresAt),
      id,
    ],
  )
}

/** Its owner, or its provider, will not have it any more. What is set aside is still captured or given back by its token. */
export async function endLink(tx: Tx, services: Services, id: string): Promise<void> {
  await tx.run('update wallet_link set ended_at = ? where id = ? and ended_at is null', [
    toIso(services.clock.wallMs()),
    id,
  ])
}

/**
 * Its owner wants it no more: this browser's pass is good for nothing from here on. The provider is told too, which it
 * refuses while money is set aside; that ends by itself.
 */
export async function unlink(services: Services, link: WalletLink | undefined): Promise<void> {
  if (link === undefined) return
  await services.writer.write((tx) => endLink(tx, services, link.id))
  const result = await services.payments.reserving(link.gateway)?.reservations.unlink(tokenOf(services, link))
  services.log.info({ linkId: link.id, result: result?.kind }, 'a wallet account was unlinked')
}

/** The token of an account. Throws for a link that was never finished. */
export function tokenOf(services: Services, link: WalletLink): string {
  return customerToken(services, link).accessToken
}

/**
 * A token that is good for as long as a new reserve and what follows it may last, renewed where need be. `ended`: only its
 * owner can link it anew.
 */
export async function lastingToken(
  services: Services,
  reservations: Reservations,
  link: WalletLink,
): Promise<{ readonly kind: 'token'; readonly token: string } | { readonly kind: 'ended' | 'unknown' }> {
  if (link.endedAt !== null) return { kind: 'ended' }
  const token = customerToken(services, link)
  const endsAt = fromStoredInstant(link.accessExpiresAt ?? link.createdAt)
  if (endsAt - services.clock.wallMs() > renewBeforeMs) return { kind: 'token', token: token.accessToken }
  const renewed = await reservations.renewLink(token.refreshToken)
  switch (renewed.kind) {
    case 'linked':
      await services.writer.write((tx) => keepToken(tx, services, link.id, renewed.token))
      return { kind: 'token', token: renewed.token.accessToken }
    case 'unknown':
      return { kind: 'unknown' }
    // A token that is good no more is answered as a key that is none: its owner links the account again in either case.
    case 'misconfigured':
    case 'declined':
    case 'invalid': {
      // What renews it is good once: another payment may have used it this moment.
      const now = await findLink(services.read, link.id)
      if (now !== undefined && now.sealedToken !== link.sealedToken)
        return { kind: 'token', token: tokenOf(services, now) }
      await services.writer.write((tx) => endLink(tx, services, link.id))
      return { kind: 'ended' }
    }
  }
}

function customerToken(services: Services, link: WalletLink): CustomerToken {
  if (link.sealedToken === null) throw new Error(`Wallet link ${link.id} was never agreed to.`)
  return JSON.parse(unseal(link.sealedToken, services.settings.secret, 'wallet link')) as CustomerToken
}
