import { permissionsWithCode } from '../../access-matrix.ts'
import { type ChatCommandName, chatCommands } from '../../core/chat-commands.ts'
import { mayRole, type Permission } from '../../core/roles.ts'
import { actorMay } from '../../http/actor.ts'
import { signInWords } from '../sign-in/words.ts'
import type { Asking } from './deed.ts'

/**
 * Why whoever asks may not use a command, in a sentence; undefined when they may. By chat what moves money takes a code of its
 * own; a person on a page has given a fresh one besides, as for the same on any other page.
 */
export function objectionTo(
  { actor, services, text, language }: Pick<Asking, 'actor' | 'services' | 'text' | 'language'>,
  name: ChatCommandName,
): string | undefined {
  const { forAll } = chatCommands[name]
  const permissions: readonly Permission[] = chatCommands[name].permissions
  if (!permissions.every((permission) => mayRole(actor.role, permission)))
    return text.notAllowed(name, signInWords[language].roles[actor.role])
  if (!permissions.every((permission) => actorMay(actor, permission))) return text.notOfKey
  if (forAll && actor.reach.kind !== 'all') return text.onlyForAll(name)
  const asksForCode = permissions.some((permission) => permissionsWithCode.has(permission))
  const isFresh = (actor.signIn?.freshUntil ?? 0) > services.clock.wallMs()
  return asksForCode && actor.signIn !== undefined && !isFresh ? text.freshNeeded : undefined
}
