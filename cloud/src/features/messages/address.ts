import type { Address, Channel } from '../../gateways/messaging/contract.ts'
import { hashSecret } from '../access/secrets.ts'
import { parsePhoneNumber, phoneNumberProblems } from './phone-number.ts'

export type ParsedAddress =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'invalid'; readonly message: string }

const email = /^[^\s<>@"(),:;\\[\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

/** An address as people write it, in the one form that is stored and sent to. */
export function parseAddress(channel: Channel, text: string): ParsedAddress {
  const invalid = (message: string): ParsedAddress => ({ kind: 'invalid', message })
  const valid = (address: string): ParsedAddress => ({ kind: 'address', address: { channel, address } })
  switch (channel) {
    case 'whatsapp': {
      const parsed = parsePhoneNumber(text)
      return parsed.kind === 'phoneNumber'
        ? valid(parsed.number)
        : invalid(phoneNumberProblems[parsed.problem].en)
    }
    case 'telegram':
      return /^[1-9]\d{0,17}$/.test(text.trim())
        ? valid(text.trim())
        : invalid('A Telegram chat is named by its id, digits only.')
    case 'email': {
      const lower = text.trim().toLowerCase()
      return email.test(lower) && lower.length <= 254 ? valid(lower) : invalid('This is no e-mail address.')
    }
  }
}

/** Where somebody is told of something: by WhatsApp first, and by mail where that does not arrive. Both as stored. */
export function addressesOf({
  phone,
  email,
}: {
  readonly phone: string | null
  readonly email: string | null
}): Address[] {
  return [
    ...(phone === null ? [] : [{ channel: 'whatsapp' as const, address: phone }]),
    ...(email === null ? [] : [{ channel: 'email' as const, address: email }]),
  ]
}

/** Enough to know an address again that one knows already: `+62812…890`, `b…@mail.example`, `…4567`. For logs and lists. */
export function maskAddress({ channel, address }: Address): string {
  if (channel === 'whatsapp') return `${address.slice(0, 6)}…${address.slice(-3)}`
  if (channel === 'telegram') return `…${address.slice(-Math.min(4, Math.floor(address.length / 2)))}`
  return `${address.slice(0, 1)}…${address.slice(address.indexOf('@'))}`
}

/** By what an address is found without being readable in the database. */
export function hashAddress({ channel, address }: Address, secret: string): string {
  return hashSecret(`message address ${channel} ${address}`, secret)
}
