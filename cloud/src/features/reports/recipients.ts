import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import { type Address, channels } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { maskAddress, parseAddress } from '../messages/address.ts'

/** Somebody to whom reports or reminders go, by one address. */
const Recipient = z
  .strictObject({ channel: z.enum(channels), address: z.string().min(1).max(254) })
  .transform(({ channel, address }, context): Address => {
    const parsed = parseAddress(channel, address)
    if (parsed.kind === 'address') return parsed.address
    context.addIssue({ code: 'custom', path: ['address'], message: parsed.message })
    return z.NEVER
  })
  .meta({ description: 'A phone number for whatsapp, the id of a chat for telegram, an e-mail address.' })

/** Each gets a message of their own. */
export const Recipients = z.array(Recipient).min(1).max(20)

type Keys = Pick<Services, 'settings'>

export function sealRecipients({ settings }: Keys, recipients: readonly Address[]): string {
  return seal(JSON.stringify(recipients), settings.secret, 'recipients')
}

export function openRecipients({ settings }: Keys, sealed: string): Address[] {
  return JSON.parse(unseal(sealed, settings.secret, 'recipients')) as Address[]
}

/** Nobody with one of these addresses is sent reports or reminders any more. */
export async function forgetRecipients(tx: Tx, services: Keys, gone: readonly Address[]): Promise<void> {
  const isGone = (one: Address) =>
    gone.some(({ channel, address }) => one.channel === channel && one.address === address)
  for (const table of ['report_schedule', 'document_reminders'] as const) {
    const rows = await tx.all<{ id: string; sealedRecipients: string }>(
      `select id, sealed_recipients from ${table}`,
      [],
    )
    for (const { id, sealedRecipients } of rows) {
      const recipients = openRecipients(services, sealedRecipients)
      const left = recipients.filter((one) => !isGone(one))
      if (left.length < recipients.length)
        await tx.run(`update ${table} set sealed_recipients = ? where id = ?`, [
          sealRecipients(services, left),
          id,
        ])
      if (table === 'report_schedule' && left.length < recipients.length)
        await tx.run('update report_schedule set masked_recipients = ? where id = ?', [
          JSON.stringify(left.map(maskAddress)),
          id,
        ])
    }
  }
}
