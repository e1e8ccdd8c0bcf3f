/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import type { Services } from '../../services.ts'
import { pagePlace } from '../../web/page-place.ts'
import { formOf } from '../sign-in/page-input.ts'
import { giveCommand, listCommands } from './calling.ts'
import { type LinkCode, linkOf, makeLinkCode, unlinkChat } from './links.ts'
import { ChatPage } from './page.tsx'
import { ChatCommandInput } from './schemas.ts'

/** Older ones are in the API's list. */
const mostShown = 20

/** Commands as by chat, for whoever sits before the console; mounted at `/console/chat`. */
export function chatPages(services: Services): Hono {
  const page = async (c: Context, code?: LinkCode) => {
    const { actor } = c.var
    const commands = await listCommands(services, { actor, before: undefined, limit: mostShown })
    const link = await linkOf(services.read, actor.id)
    const place = { ...pagePlace(c), path: '/console/chat' }
    return c.html(<ChatPage {...{ actor, place, commands, link, code }} commandKey={services.newId()} />)
  }
  return new Hono()
    .get('/', (c) => page(c))
    .post('/', async (c) => {
      const { text = '', key = '' } = await formOf(c, services)
      const given = ChatCommandInput.safeParse({ text: text.trim() })
      const { actor } = c.var
      const { language } = pagePlace(c)
      if (given.success && /^[\w-]{1,64}$/.test(key))
        await giveCommand(services, { actor, text: given.data.text, key: `page ${key}`, language })
      return c.redirect('/console/chat', 303)
    })
    .post('/link-codes', async (c) => {
      await formOf(c, services)
      c.header('Cache-Control', 'no-store')
      return page(c, await services.writer.write((tx) => makeLinkCode(tx, services, c.var.actor.id)))
    })
    .post('/unlinking', async (c) => {
      await formOf(c, services)
      await services.writer.write((tx) => unlinkChat(tx, services, c.var.actor))
      return c.redirect('/console/chat#telegram', 303)
    })
}
