import type { Context } from 'hono'
import { z } from 'zod'
import { addressOf } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { parseAddress } from '../messages/address.ts'
import type { From } from './commands.ts'
import { refuseForeignPages } from './signed-in.ts'

/** The fields of a form of ours; refuses what another site made the browser send. */
export async function formOf(c: Context, services: Services): Promise<Record<string, string>> {
  refuseForeignPages(c, services.settings.publicUrl)
  const body = await c.req.parseBody()
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(body))
    if (typeof value === 'string') texts[name] = value.replaceAll('\u0000', '')
  return texts
}

export function fromOf(c: Context): From {
  return {
    address: addressOf(c),
    userAgent: c.req.header('User-Agent') ?? '',
    cookies: c.req.header('Cookie') ?? '',
  }
}

/** A path of our own to go on to, and never another site's. */
export function localPath(text: string | undefined): string | undefined {
  return text !== undefined && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(text) ? text : undefined
}

export function setCookies(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
}

const address = (channel: 'email' | 'whatsapp') =>
  z.string().transform((text, context) => {
    const parsed = parseAddress(channel, text)
    if (parsed.kind === 'address') return parsed.address.address
    context.addIssue({ code: 'custom', message: parsed.message })
    return z.NEVER
  })

export const Phone = address('whatsapp')
export const Email = address('email')

/** As people choose it: long rather than odd. */
export const NewPassword = z.string().min(10).max(128)

export const NewPersonForm = z.object({
  name: z.string().trim().min(1).max(100),
  email: Email,
  phone: Phone,
  password: NewPassword,
})
