import type { GatewayRuntime } from '../runtime.ts'
import type { Channel, MessagingGateway } from './contract.ts'
import { type DeliverMail, Email } from './email.ts'
import type { MessagingSettings } from './settings.ts'
import { Telegram } from './telegram.ts'
import { WhatsApp } from './whatsapp.ts'

/** The channels that have an account. Each provider reaches us at `{publicUrl}/messaging/{channel}`. */
export function composeMessagingGateways(
  { whatsapp, telegram, email }: MessagingSettings,
  runtime: GatewayRuntime & { readonly deliverMail?: DeliverMail | undefined },
): ReadonlyMap<Channel, MessagingGateway> {
  const gateways: MessagingGateway[] = [
    ...(whatsapp === undefined ? [] : [new WhatsApp(runtime, whatsapp)]),
    ...(telegram === undefined ? [] : [new Telegram(runtime, telegram)]),
    ...(email === undefined ? [] : [new Email(runtime, email)]),
  ]
  return new Map(gateways.map((gateway) => [gateway.channel, gateway]))
}
