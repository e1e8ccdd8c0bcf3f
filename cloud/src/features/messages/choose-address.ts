import { first, type Tx } from '../../db/database.ts'
import type { Address, MessagingGateway } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { hashAddress } from './address.ts'
import type { Treatment } from './templates.ts'

export type Choice =
  | {
      readonly kind: 'address'
      readonly index: number
      readonly gateway: MessagingGateway
      readonly heldForMs: number
      readonly lastReceivedAt: string | null
    }
  | { readonly kind: 'none'; readonly state: 'stopped' | 'failed'; readonly problem: string }

/** The first address from `from` on that may be written to; who waits for a code passes over a channel that is held. */
export async function chooseAddress(
  tx: Tx,
  services: Services,
  what: { readonly addresses: readonly Address[]; readonly from: number; readonly treatment: Treatment },
): Promise<Choice> {
  const { addresses, from, treatment } = what
  let isStopped = false
  let held: Choice | undefined
  for (const [index, address] of addresses.entries()) {
    const gateway = services.messages.gateways.get(address.channel)
    if (index < from || gateway === undefined) continue
    const contact = await first<{ lastReceivedAt: string | null; stoppedAt: string | null }>(
      tx,
      'select last_received_at, stopped_at from message_contact where channel = ? and address_hash = ?',
      [address.channel, hashAddress(address, services.settings.secret)],
    )
    isStopped ||= treatment.mayBeStopped && contact?.stoppedAt != null
    if (treatment.mayBeStopped && contact?.stoppedAt != null) continue
    const heldForMs = services.messages.heldForMs(address.channel, services.clock.monotonicMs())
    const choice: Choice = {
      kind: 'address',
      index,
      gateway,
      heldForMs,
      lastReceivedAt: contact?.lastReceivedAt ?? null,
    }
    if (heldForMs === 0) return choice
    held ??= choice
    if (treatment.nextAddressAfterMs === undefined) break
  }
  if (held !== undefined) return held
  return isStopped
    ? { kind: 'none', state: 'stopped', problem: 'The recipient wants no messages.' }
    : { kind: 'none', state: 'failed', problem: 'No address is left to try.' }
}
