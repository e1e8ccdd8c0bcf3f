import { toIso } from '@colok/shared/time'
import type { Services } from '../../services.ts'
import { findPayment, type Payment } from '../payments/payment-rows.ts'
import { isOpen } from '../payments/queries.ts'
import { type Receipt, receiptOf, receiptOfSession } from '../receipts/queries.ts'
import { walletAddress } from './page-address.ts'
import { walletStatement, walletView } from './queries.ts'
import type { WalletStatementLine, WalletView } from './schemas.ts'

/** Lines on the page; who wants more asks us. */
const mostLines = 20

/** What a wallet's holder sees. */
export interface WalletPageView {
  readonly wallet: WalletView
  readonly address: string
  /** A QR that can be paid now. */
  readonly open: (Payment & { readonly qrContent: string }) | undefined
  /** The moment at which all this was so. */
  readonly at: string
  readonly lines: readonly (WalletStatementLine & { readonly receiptUrl: string | undefined })[]
}

export async function walletPageView(
  services: Services,
  walletId: string,
): Promise<WalletPageView | undefined> {
  const wallet = await walletView(services, walletId, false)
  if (wallet === undefined) return undefined
  const statement = await walletStatement(services.read, { walletId, before: undefined, limit: mostLines })
  const lines = await Promise.all(
    statement.map(async (line) => ({
      ...line,
      receiptUrl: (await receiptFor(services, line.ref))?.verifyUrl,
    })),
  )
  return {
    wallet,
    address: walletAddress(services, walletId),
    open: await openTopUpOf(services, walletId),
    at: toIso(services.clock.wallMs()),
    lines,
  }
}

async function openTopUpOf(services: Services, walletId: string): Promise<WalletPageView['open']> {
  const [newest] = await services.read.all<{ id: string }>(
    `select id from payment where wallet_id = ? and state = 'awaitingPayment' order by id desc limit 1`,
    [walletId],
  )
  const payment = newest && (await findPayment(services.read, newest.id))
  if (payment?.toPay == null || !isOpen(services, payment)) return undefined
  const { qrContent } = JSON.parse(payment.toPay) as { qrContent?: string }
  return qrContent === undefined ? undefined : { ...payment, qrContent }
}

async function receiptFor(services: Services, ref: string): Promise<Receipt | undefined> {
  const [kind, id = ''] = ref.split(':')
  if (kind === 'topUp') return receiptOf(services, id)
  return kind === 'wallet' ? receiptOfSession(services, id) : undefined
}
