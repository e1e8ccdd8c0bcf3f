import { z } from 'zod'
import { messagingFaults } from '../faults.ts'
import type { MessagingProviders } from '../providers.ts'

const Channel = z.enum(['whatsapp', 'telegram', 'email'])
const Address = z.string().trim().min(1).max(254)
const Of = { channel: Channel, address: Address }

/** What a person does with the phone, and what goes wrong at the providers. */
export const inboxAction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('write'),
    channel: z.enum(['whatsapp', 'telegram']),
    address: Address,
    text: z.string().trim().min(1).max(4096),
  }),
  z.object({ kind: z.literal('read'), ...Of }),
  z.object({ kind: z.literal('switchPhone'), ...Of, isOn: z.boolean() }),
  z.object({ kind: z.literal('makeUnreachable'), ...Of, isUnreachable: z.boolean() }),
  z.object({
    kind: z.literal('arm'),
    channel: Channel,
    fault: z.enum(messagingFaults),
    times: z.int().min(0).max(99),
  }),
  z.object({ kind: z.literal('clear') }),
])
export type InboxAction = z.infer<typeof inboxAction>

export type InboxActionResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'opened'; readonly channel: 'whatsapp' | 'telegram'; readonly address: string }
  | { readonly kind: 'refused'; readonly reason: 'noPhoneNumber' | 'noChat' | 'unknown' }

export function act(providers: MessagingProviders, action: InboxAction): InboxActionResult {
  const { inbox } = providers
  switch (action.kind) {
    case 'write':
      return write(providers, action)
    case 'arm': {
      const { whatsapp, telegram, mail: email } = providers
      const of = { whatsapp, telegram, email }
      of[action.channel].faults.arm(action.fault, action.times)
      inbox.changed()
      return { kind: 'done' }
    }
    case 'clear':
      inbox.clear()
      return { kind: 'done' }
    case 'read':
    case 'switchPhone':
    case 'makeUnreachable': {
      const conversation = inbox.find(action.channel, action.address)
      if (conversation === undefined) return { kind: 'refused', reason: 'unknown' }
      if (action.kind === 'read') inbox.read(conversation)
      else if (action.kind === 'switchPhone') inbox.switchPhone(conversation, action.isOn)
      else {
        conversation.isUnreachable = action.isUnreachable
        inbox.changed()
      }
      return { kind: 'done' }
    }
  }
}

/** `0812…` is taken as it is dialled in Indonesia. */
function write(
  { whatsapp, telegram }: MessagingProviders,
  { channel, address, text }: Extract<InboxAction, { kind: 'write' }>,
): InboxActionResult {
  const digits = address.replace(/[\s()+.-]/g, '')
  if (channel === 'telegram') {
    if (!/^[1-9]\d{0,15}$/.test(digits)) return { kind: 'refused', reason: 'noChat' }
    telegram.write(digits, text)
    return { kind: 'opened', channel, address: digits }
  }
  const phoneNumber = `+${digits.replace(/^0(?=8)/, '62')}`
  if (!/^\+[1-9]\d{7,14}$/.test(phoneNumber)) return { kind: 'refused', reason: 'noPhoneNumber' }
  whatsapp.write(phoneNumber, text)
  return { kind: 'opened', channel, address: phoneNumber }
}
