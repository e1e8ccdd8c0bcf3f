import { z } from 'zod'
import type { Channel } from './contract.ts'

const Text = z.string().min(1).max(1000)
const BaseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))

const WhatsAppSettings = z.object({
  /** With the version of the API that we speak. */
  apiUrl: BaseUrl.default('https://graph.facebook.com/v24.0'),
  accessToken: Text.describe('Of a system user, with whatsapp_business_messaging.'),
  phoneNumberId: z.stringFormat('phone number id', /^\d{5,20}$/),
  appSecret: Text.describe('Keys the signature of what WhatsApp sends to us.'),
  verifyToken: Text.describe('Typed in at Meta beside our address; it shows that the address is ours.'),
  /**
   * What a code is sent as to somebody who wrote to us within 24 hours: a free text, or the template that Meta asks for
   * in front of Indonesian numbers and charges for.
   */
  codesInConversation: z.enum(['text', 'template']).default('text'),
})

const TelegramSettings = z.object({
  apiUrl: BaseUrl.default('https://api.telegram.org'),
  botToken: z.stringFormat('bot token', /^\d{3,20}:[A-Za-z0-9_-]{20,100}$/),
  secretToken: z.stringFormat('secret token', /^[A-Za-z0-9_-]{1,256}$/),
})

const EmailSettings = z.object({
  /** `smtps://user:password@mail.example:465`, or `smtp://…:587`, which must offer STARTTLS unless it is loopback. */
  smtpUrl: z.url({ protocol: /^smtps?$/ }),
  /** `Colok <halo@colok.example>`, or the address alone. */
  from: z.stringFormat(
    'sender',
    /^(?:[^<>"\r\n]{1,80} <[^\s<>@]{1,64}@[^\s<>@]{1,255}>|[^\s<>@]{1,64}@[^\s<>@]{1,255})$/,
  ),
})

/** The accounts at messaging providers; those that are left out are not used. */
export const MessagingSettings = z.object({
  whatsapp: WhatsAppSettings.optional(),
  telegram: TelegramSettings.optional(),
  email: EmailSettings.optional(),
})

export type MessagingSettings = z.output<typeof MessagingSettings>
export type WhatsAppAccount = z.output<typeof WhatsAppSettings>
export type TelegramAccount = z.output<typeof TelegramSettings>
export type EmailAccount = z.output<typeof EmailSettings>

/** Which environment variable sets what of the settings. */
export const messagingVariables: Readonly<Record<string, readonly [channel: Channel, setting: string]>> = {
  COLOK_WHATSAPP_ACCESS_TOKEN: ['whatsapp', 'accessToken'],
  COLOK_WHATSAPP_PHONE_NUMBER_ID: ['whatsapp', 'phoneNumberId'],
  COLOK_WHATSAPP_APP_SECRET: ['whatsapp', 'appSecret'],
  COLOK_WHATSAPP_VERIFY_TOKEN: ['whatsapp', 'verifyToken'],
  COLOK_WHATSAPP_API_URL: ['whatsapp', 'apiUrl'],
  COLOK_WHATSAPP_CODES_IN_CONVERSATION: ['whatsapp', 'codesInConversation'],
  COLOK_TELEGRAM_BOT_TOKEN: ['telegram', 'botToken'],
  COLOK_TELEGRAM_SECRET_TOKEN: ['telegram', 'secretToken'],
  COLOK_TELEGRAM_API_URL: ['telegram', 'apiUrl'],
  COLOK_SMTP_URL: ['email', 'smtpUrl'],
  COLOK_EMAIL_FROM: ['email', 'from'],
}

/** The settings of a file with those of the environment laid over them, to be checked by `MessagingSettings`. */
export function layMessagingOver(
  fromFile: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  const set = Object.entries(messagingVariables).filter(([name]) => (environment[name] ?? '') !== '')
  if (set.length === 0) return fromFile
  const settings: Record<string, object> = isObject(fromFile) ? { ...fromFile } : {}
  for (const [name, [channel, setting]] of set)
    settings[channel] = { ...settings[channel], [setting]: environment[name] }
  return settings
}

const isObject = (value: unknown): value is Record<string, object> =>
  typeof value === 'object' && value !== null
