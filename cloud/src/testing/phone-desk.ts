import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { MessagingSettings } from '../gateways/messaging/settings.ts'

/** A messaging provider on loopback, and the phones behind it: takes what is sent, and shows the codes in it. */
export interface PhoneDesk {
  /** For `startTestCloud`. */
  readonly messaging: MessagingSettings
  /** Forgets what has come so far. */
  forget(): void
  /** The newest code that has come to a phone, or comes now. */
  codeFor(phone: string): Promise<string>
  stop(): void
}

export async function startPhoneDesk(): Promise<PhoneDesk> {
  const received: { phone: string; text: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece))
    request.on('end', () => {
      const { to = '' } = JSON.parse(body || '{}') as { to?: string }
      received.push({ phone: `+${to.replace('+', '')}`, text: body })
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ messages: [{ id: `wamid.${received.length}` }] }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const account = { accessToken: 't', phoneNumberId: '12345', appSecret: 's', verifyToken: 'v' }
  return {
    messaging: MessagingSettings.parse({ whatsapp: { ...account, apiUrl: `http://127.0.0.1:${port}` } }),
    forget() {
      received.length = 0
    },
    async codeFor(phone) {
      const find = () =>
        received.findLastIndex((one) => one.phone === phone && codeIn(one.text) !== undefined)
      await expect.poll(find).not.toBe(-1)
      const [message] = received.splice(find(), 1)
      return codeIn(message?.text ?? '') ?? ''
    },
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const codeIn = (text: string) => /"text":"(\d{6})"/.exec(text)?.[1] ?? /: (\d{6})\b/.exec(text)?.[1]
