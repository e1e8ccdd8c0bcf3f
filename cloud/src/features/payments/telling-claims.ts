import { first, type Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { queueMessage } from '../messages/commands.ts'
import { storedAddresses } from '../messages/stored-message.ts'
import { pageAddress } from './page-address.ts'

interface Sent {
  readonly recipientHash: string
  readonly sealedAddresses: string
  readonly language: Language
  readonly timeZone: string
}

/**
 * Whoever had the receipt of a payment sent to them is told of change that waits for them, once for each refund: nobody
 * looks at the page of a payment again that seems to be over.
 */
export async function tellOfClaims(tx: Tx, services: Services, paymentId: string): Promise<void> {
  const receipt = await first<{ number: number }>(tx, 'select number from receipt where payment_id = ?', [
    paymentId,
  ])
  if (receipt === undefined) return
  const claims = await tx.all<{ id: string; amountIdr: number }>(
    `select id, amount_idr from refund where state = 'claimable'
       and payment_id in (select id from payment where id = ? or tops_up = ?) order by id`,
    [paymentId, paymentId],
  )
  if (claims.length === 0) return
  const sent = await tx.all<Sent>(
    `select recipient_hash, sealed_addresses, language, time_zone from message
     where dedupe_key >= ? and dedupe_key < ? order by id`,
    [`receipt:${receipt.number}:`, `receipt:${receipt.number};`],
  )
  const url = `${services.settings.publicUrl}${pageAddress(services, { id: paymentId })}`
  for (const { id, amountIdr } of claims)
    for (const { recipientHash, sealedAddresses, language, timeZone } of sent)
      await queueMessage(tx, services, {
        dedupeKey: `claim:${id}:${recipientHash.slice(0, 16)}`,
        kind: 'unusedMoney',
        parameters: { amountIdr, url },
        language,
        timeZone,
        addresses: storedAddresses(services, sealedAddresses),
        createdBy: 'payments',
      })
}
