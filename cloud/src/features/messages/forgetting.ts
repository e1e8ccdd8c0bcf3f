import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'

/** What a hash or a masked address becomes: found by nobody, and nobody's. */
const nobody = ''

/**
 * Forgets whose an address was: what was said to it and by it. That a message was sent, and what it cost, stays; what has
 * not been sent yet never will be.
 */
export async function forgetAddress(tx: Tx, services: Services, addressHash: string): Promise<void> {
  const noAddresses = seal('[]', services.settings.secret, 'message')
  const theirs = `select message_id from message_attempt where address_hash = ?
    union select id from message where recipient_hash = ?`
  await tx.run(
    `update message set sealed_addresses = ?, sealed_parameters = null, recipient_hash = ?, masked_address = ?,
       state = case when due_at is null then state else 'stopped' end, due_at = null where id in (${theirs})`,
    [noAddresses, nobody, nobody, addressHash, addressHash],
  )
  await tx.run('update message_attempt set address_hash = ?, masked_address = ? where address_hash = ?', [
    nobody,
    nobody,
    addressHash,
  ])
  await tx.run('delete from message_contact where address_hash = ?', [addressHash])
  await tx.run('delete from received_message where address_hash = ?', [addressHash])
}
