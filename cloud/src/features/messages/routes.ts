import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Address, Channel } from '../../gateways/messaging/contract.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { hashAddress, maskAddress, parseAddress } from './address.ts'
import { type ResendResult, resendMessage, resumeMessages, stopMessages } from './commands.ts'
import { findMessage, listMessages, listOptOuts, listReceived, monthlyCost } from './queries.ts'
import { templateRegistrations } from './render.ts'
import {
  AddressInput,
  CostQuery,
  MessageFilter,
  MessageHistory,
  MessageView,
  MonthlyCost,
  OptOut,
  PriceView,
  ReceivedMessage,
} from './schemas.ts'

const tag = 'Messages'
const Path = z.object({ id: z.string() })

/** What was and will be sent to people, mounted at `/messages`. */
export function messageRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(MessageView), { summary: 'List messages, the newest first', tag }),
      checked('query', PageQuery.extend(MessageFilter.shape)),
      async (c) => {
        const { limit, cursor, to, ...filter } = c.req.valid('query')
        const before = decodeCursor(cursor, z.string())
        const recipientHash =
          to === undefined
            ? undefined
            : hashAddress(addressOrProblem(filter.channel, to), services.settings.secret)
        // By its first address a message is found whatever channel it went out on in the end.
        const channel = to === undefined ? filter.channel : undefined
        const items = await listMessages(services.read, {
          ...filter,
          channel,
          recipientHash,
          before,
          limit: limit + 1,
        })
        return c.json(toPage(items, limit, ({ id }) => id))
      },
    )
    .route('/', ledgerOfMessages(services))
    .route('/opt-outs', optOutRoutes(services))
    .get(
      '/:id',
      answers(MessageHistory, { summary: 'A message with its history', tag }),
      checked('param', Path),
      async (c) => c.json(await messageOr404(services, c.req.valid('param').id)),
    )
    .post(
      '/:id/resend',
      answers(MessageHistory, {
        summary: 'Send a message again, beginning with its first address',
        description: 'Codes are never sent again: a new one is asked for.',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const { id } = c.req.valid('param')
        const result = await services.writer.write(async (tx) => {
          const resent = await resendMessage(tx, services, id)
          if (resent === 'resent')
            await recordActivity(tx, services, {
              actor: c.var.actor.name,
              action: 'message.resent',
              subject: `message:${id}`,
              detail: {},
            })
          return resent
        })
        if (result !== 'resent') throw notResent(id, result)
        return c.json(await messageOr404(services, id))
      },
    )
}

/** What came in, what it all cost, and what is registered with WhatsApp. */
function ledgerOfMessages(services: Services): Hono {
  return new Hono()
    .get(
      '/received',
      answers(pageOf(ReceivedMessage), { summary: 'What people wrote to us, the newest first', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.string())
        const items = await listReceived(services, { before, limit: limit + 1 })
        return c.json(toPage(items, limit, ({ id }) => id))
      },
    )
    .get(
      '/costs',
      answers(MonthlyCost, { summary: 'What the messages of a month cost', tag }),
      checked('query', CostQuery),
      async (c) => c.json(await monthlyCost(services.read, c.req.valid('query').month)),
    )
    .get(
      '/templates',
      answers(z.array(z.looseObject({})), {
        summary: 'The templates as they are registered with WhatsApp',
        description: 'Each is the body of one `POST /{WABA_ID}/message_templates`.',
        tag,
      }),
      (c) => c.json(templateRegistrations()),
    )
    .get(
      '/prices',
      answers(z.array(PriceView), { summary: 'What a template costs from which day on', tag }),
      async (c) =>
        c.json(
          await services.read.query
            .selectFrom('messagePrice')
            .selectAll()
            .orderBy('channel')
            .orderBy('category')
            .orderBy('validFrom')
            .execute(),
        ),
    )
    .put(
      '/prices',
      answers(PriceView, {
        summary: 'Say what a template costs from a day on',
        description: 'What was counted before stays as it was.',
        tag,
      }),
      checked('json', PriceView),
      async (c) => {
        const price = c.req.valid('json')
        const { channel, category, validFrom, priceIdr, source } = price
        await services.writer.write((tx) =>
          tx.run(
            `insert into message_price (channel, category, valid_from, price_idr, source) values (?, ?, ?, ?, ?)
             on conflict (channel, category, valid_from) do update set price_idr = excluded.price_idr, source = excluded.source`,
            [channel, category, validFrom, priceIdr, source],
          ),
        )
        return c.json(price)
      },
    )
}

function optOutRoutes(services: Services): Hono {
  const change = async (c: Context, address: Address, stop: boolean) => {
    await services.writer.write(async (tx) => {
      if (stop) await stopMessages(tx, services, address, c.var.actor.name)
      else await resumeMessages(tx, services, address)
      await recordActivity(tx, services, {
        actor: c.var.actor.name,
        action: stop ? 'messages.stopped' : 'messages.resumed',
        subject: `address:${hashAddress(address, services.settings.secret)}`,
        detail: { channel: address.channel, address: maskAddress(address) },
      })
    })
    return c.json({ channel: address.channel, address: maskAddress(address) })
  }
  const Changed = OptOut.pick({ channel: true, address: true })
  return new Hono()
    .get(
      '/',
      answers(pageOf(OptOut), { summary: 'Who wants no messages', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string()) ?? ''
        const rows = await listOptOuts(services.read, { after, limit: limit + 1 })
        const page = toPage(rows, limit, ({ position }) => position)
        return c.json({ ...page, items: page.items.map(({ position: _, ...optOut }) => optOut) })
      },
    )
    .put(
      '/',
      answers(Changed, {
        summary: 'Send no more messages to an address',
        description: 'But for codes, which their recipients ask for.',
        tag,
      }),
      checked('json', AddressInput),
      (c) => {
        const { channel, address } = c.req.valid('json')
        return change(c, addressOrProblem(channel, address), true)
      },
    )
    .delete(
      '/',
      answers(Changed, { summary: 'Send messages to an address again', tag }),
      checked('json', AddressInput),
      (c) => {
        const { channel, address } = c.req.valid('json')
        return change(c, addressOrProblem(channel, address), false)
      },
    )
}

function addressOrProblem(channel: Channel | undefined, text: string): Address {
  if (channel === undefined) throw new Problem('invalid-request', 'Say of which channel the address is.')
  const parsed = parseAddress(channel, text)
  if (parsed.kind === 'address') return parsed.address
  throw new Problem('invalid-request', parsed.message)
}

async function messageOr404(services: Services, id: string): Promise<MessageHistory> {
  const message = await findMessage(services, id)
  if (message === undefined) throw new Problem('not-found', `There is no message ${id}.`)
  return message
}

function notResent(id: string, why: Exclude<ResendResult, 'resent'>): Problem {
  switch (why) {
    case 'notFound':
      return new Problem('not-found', `There is no message ${id}.`)
    case 'underWay':
      return new Problem('conflict', 'It is on its way; it is tried again by itself.')
    case 'secret':
      return new Problem('conflict', 'A code is not sent again; a new one has to be asked for.')
    case 'forgotten':
      return new Problem('gone', 'What it said is not kept any more.')
  }
}
