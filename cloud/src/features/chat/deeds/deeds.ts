import type { ChatCommand, ChatCommandName } from '../../../core/chat-commands.ts'
import type { AnyDeed, Deed } from '../deed.ts'
import { help, info, ping } from './about.ts'
import { autocharge } from './billing.ts'
import { broadcast } from './broadcast.ts'
import { reset, status, stop } from './chargers.ts'
import { doneWith } from './incidents.ts'
import { cancel, payment } from './payments.ts'
import { grant, revoke } from './people.ts'
import { report } from './reports.ts'
import { settle, settleall } from './settling.ts'
import { total, totalall } from './takings.ts'

const deeds: { readonly [Name in ChatCommandName]: Deed<Name> } = {
  help,
  ping,
  info,
  status,
  stop,
  reset,
  total,
  totalall,
  payment,
  settle,
  settleall,
  cancel,
  done: doneWith,
  autocharge,
  report,
  broadcast,
  grant,
  revoke,
}

/** How a command is carried out. */
export function deedOf({ name }: ChatCommand): AnyDeed {
  // Its row is that of its own name, and takes what was given under that name.
  return deeds[name] as AnyDeed
}
