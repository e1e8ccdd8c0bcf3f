import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { giveCommand, listCommands } from './calling.ts'
import { linkOf, makeLinkCode, unlinkChat } from './links.ts'
import { ChatCommandInput, ChatCommandView, ChatLinkCode, ChatLinkView } from './schemas.ts'

const tag = 'Chat'

/** Commands as they are given by chat, and whose a Telegram chat is; mounted at `/chat`. */
export function chatRoutes(services: Services): Hono {
  const ownLink = async (userId: string) =>
    (await linkOf(services.read, userId)) ?? { address: null, linkedAt: null }
  return new Hono()
    .get(
      '/commands',
      answers(pageOf(ChatCommandView), {
        summary: 'My own commands by the API and on pages, the newest first',
        tag,
      }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.string())
        const items = await listCommands(services, { actor: c.var.actor, before, limit: limit + 1 })
        return c.json(toPage(items, limit, ({ id }) => id))
      },
    )
    .post(
      '/commands',
      answers(ChatCommandView, {
        summary: 'Give a command as by chat',
        description:
          'It takes the permissions that the same takes elsewhere. What asks for a code is answered with one, to be sent as the next command. An `Idempotency-Key` is needed.',
        tag,
        status: 201,
      }),
      checked('json', ChatCommandInput),
      async (c) => {
        const key = c.req.header('Idempotency-Key')
        if (key === undefined)
          throw new Problem('invalid-request', 'Send an Idempotency-Key, so that a command is given once.')
        const { text } = c.req.valid('json')
        const { actor } = c.var
        return c.json(await giveCommand(services, { actor, text, key, language: languageOf(c) }), 201)
      },
    )
    .get('/link', answers(ChatLinkView, { summary: 'My Telegram chat', tag }), async (c) =>
      c.json(await ownLink(c.var.actor.id)),
    )
    .delete('/link', answers(ChatLinkView, { summary: 'Unlink my Telegram chat', tag }), async (c) => {
      const { id } = c.var.actor
      await services.writer.write((tx) => unlinkChat(tx, services, c.var.actor))
      return c.json(await ownLink(id))
    })
    .post(
      '/link-codes',
      answers(ChatLinkCode, { summary: 'Make a code that links my Telegram chat', tag, status: 201 }),
      async (c) => {
        c.header('Cache-Control', 'no-store')
        const { id } = c.var.actor
        return c.json(await services.writer.write((tx) => makeLinkCode(tx, services, id)), 201)
      },
    )
}
