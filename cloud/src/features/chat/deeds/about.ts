import { toIso } from '@colok/shared/time'
import {
  type ChatCommandName,
  chatCommandNames,
  chatCommands,
  exampleOf,
} from '../../../core/chat-commands.ts'
import { first } from '../../../db/database.ts'
import { placeOf, timeOfDay } from '../../../web/language.ts'
import { signInWords } from '../../sign-in/words.ts'
import { type Asking, type Deed, done } from '../deed.ts'
import { objectionTo } from '../rights.ts'

/** Where times are told that belong to no site. */
const timeZone = 'Asia/Jakarta'

export const help: Deed<'help'> = {
  kind: 'look',
  async look(asking, { command }) {
    const { text } = asking
    if (command !== undefined) return done(about(asking, command as ChatCommandName))
    const mine = chatCommandNames.filter((name) => objectionTo(asking, name) === undefined)
    return done(
      [
        text.helpTitle,
        ...mine.map((name) => `${nameFor(asking, name)}: ${text.does[name]}`),
        text.helpMore,
      ].join('\n'),
    )
  },
}

/** In Indonesian with the word of that language, `stop (henti)`. */
function nameFor({ language }: Asking, name: ChatCommandName): string {
  const [own] = chatCommands[name].aliases
  return language === 'id' && own !== undefined ? `${name} (${own})` : name
}

function about({ text }: Asking, name: ChatCommandName): string {
  const others = chatCommands[name].aliases
  return [`${[name, ...others].join(', ')}: ${text.does[name]}`, text.example(exampleOf(name))].join('\n')
}

export const ping: Deed<'ping'> = {
  kind: 'look',
  async look({ services, text, language }) {
    return done(text.pong(timeOfDay(toIso(services.clock.wallMs()), placeOf({ timeZone }, language))))
  },
}

export const info: Deed<'info'> = {
  kind: 'look',
  async look(asking) {
    const { actor, services, text, language } = asking
    const { reach } = actor
    const own =
      reach.kind === 'organisation'
        ? await first<{ name: string }>(services.read, 'select name from organisation where id = ?', [
            reach.organisationId,
          ])
        : undefined
    return done(
      [
        text.you(actor.name, signInWords[language].roles[actor.role]),
        ...(own === undefined ? [] : [text.of(own.name)]),
        text.seeHelp,
      ].join('\n'),
    )
  },
}
