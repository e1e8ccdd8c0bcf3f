import { templateRegistrations } from '@colok/cloud/message-templates'
import type { Clock } from '@colok/shared/time'
import { type RunningMessagingProviders, startMessagingProviders } from '../messaging/start.ts'
import { listen } from './listening.ts'

/** 0 for any free one. */
export interface MessagingPorts {
  readonly whatsapp: number
  readonly telegram: number
  readonly smtp: number
  readonly inbox: number
}

const variables: Readonly<Record<keyof MessagingPorts, string>> = {
  whatsapp: 'COLOK_WHATSAPP_PORT',
  telegram: 'COLOK_TELEGRAM_PORT',
  smtp: 'COLOK_SMTP_PORT',
  inbox: 'COLOK_INBOX_PORT',
}

/**
 * WhatsApp, Telegram and a mail server on the loopback, with the phones behind them; `environment` is the central
 * system's accounts at them. Throws a DemoError for a taken port.
 */
export async function startPhones(parts: {
  readonly ports: MessagingPorts
  readonly clock: Clock
  /** The central system's address, asked for each time: it is not up yet. */
  readonly centralSystemUrl: () => string
}): Promise<{
  readonly running: RunningMessagingProviders
  readonly environment: Readonly<Record<string, string>>
}> {
  const running = await startMessagingProviders({
    ports: parts.ports,
    clock: parts.clock,
    random: Math.random,
    callbackUrl: () => `${parts.centralSystemUrl()}/messaging`,
    templates: templateRegistrations(),
    listen: (server, port, name) => listen(server, port, variables[name]),
  })
  const { whatsapp, telegram, email } = running.accounts
  return {
    running,
    environment: {
      COLOK_WHATSAPP_API_URL: whatsapp.apiUrl,
      COLOK_WHATSAPP_ACCESS_TOKEN: whatsapp.accessToken,
      COLOK_WHATSAPP_PHONE_NUMBER_ID: whatsapp.phoneNumberId,
      COLOK_WHATSAPP_APP_SECRET: whatsapp.appSecret,
      COLOK_WHATSAPP_VERIFY_TOKEN: whatsapp.verifyToken,
      COLOK_TELEGRAM_API_URL: telegram.apiUrl,
      COLOK_TELEGRAM_BOT_TOKEN: telegram.botToken,
      COLOK_TELEGRAM_SECRET_TOKEN: telegram.secretToken,
      COLOK_SMTP_URL: email.smtpUrl,
      COLOK_EMAIL_FROM: email.from,
    },
  }
}
