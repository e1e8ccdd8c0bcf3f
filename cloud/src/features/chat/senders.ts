import { toIso } from '@colok/shared/time'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Address, Language } from '../../gateways/messaging/contract.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { findKeyById } from '../access/commands.ts'
import { hashSecret } from '../access/secrets.ts'
import { hashAddress } from '../messages/address.ts'
import { findBySignIn, findMember } from '../sign-in/signed-in.ts'

/** Where a command comes from, and by what its giver is known. */
export type Sender =
  | { readonly channel: 'whatsapp' | 'telegram'; readonly address: string }
  /** A key, or a person by a sign-in. */
  | {
      readonly channel: 'api'
      readonly kind: Actor['kind']
      readonly id: string
      readonly signInId: string | null
    }

/** By what all that one sender has written is found. */
export function senderHashOf(sender: Sender, secret: string): string {
  if (sender.channel === 'api') return hashSecret(`chat caller ${sender.kind} ${sender.id}`, secret)
  return hashAddress(sender, secret)
}

/** Who it is at this very moment, with the role and the reach of this moment. */
export interface Known {
  readonly actor: Actor
  readonly language: Language | undefined
}

/**
 * Who is behind a sender now: of a number, whoever has shown that it is theirs; of a Telegram chat, whoever has linked it; of
 * the API, the key or the sign-in, while it is good. Undefined for a stranger.
 */
export async function whoIs(
  runner: SqlRunner,
  services: Pick<Services, 'clock' | 'settings'>,
  sender: Sender,
): Promise<Known | undefined> {
  const at = toIso(services.clock.wallMs())
  if (sender.channel === 'api') {
    const { kind, id, signInId } = sender
    const actor =
      kind === 'key'
        ? await findKeyById(runner, { id, at })
        : signInId === null
          ? undefined
          : await findBySignIn(runner, { id: signInId, at })
    return actor && { actor, language: undefined }
  }
  const person = await ownerOf(runner, services, sender)
  if (person === undefined) return undefined
  const actor = await findMember(runner, { userId: person.id, at })
  return actor && { actor, language: person.language }
}

function ownerOf(
  runner: SqlRunner,
  services: Pick<Services, 'settings'>,
  address: Address,
): Promise<{ readonly id: string; readonly language: Language } | undefined> {
  if (address.channel === 'whatsapp')
    return first(
      runner,
      'select id, language from "user" where phone = ? and phone_verified = 1 and closed_at is null',
      [address.address],
    )
  return first(
    runner,
    `select "user".id, language from chat_link join "user" on "user".id = user_id
     where address_hash = ? and closed_at is null`,
    [hashAddress(address, services.settings.secret)],
  )
}
