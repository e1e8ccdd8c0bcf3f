import { toIso } from '@colok/shared/time'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Actor } from '../../http/actor.ts'
import { DayRange, mostSortedDays } from '../../http/day-range.ts'
import { answers, checked } from '../../http/describe.ts'
import { PageQuery, pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { ledgerOf } from '../ledger/queries.ts'
import { OwnerLedger } from '../ledger/schemas.ts'
import { decideCapture } from './capture-deeds.ts'
import { listExceptions } from './exception-queries.ts'
import { listPayments, listRefunds } from './lists.ts'
import { paymentInfo } from './payment-info.ts'
import { findPayment } from './payment-rows.ts'
import { refundView } from './queries.ts'
import { type Deed, decideRefund, transferred } from './refund-deeds.ts'
import { findRefund } from './refund-rows.ts'
import {
  CaptureVerdict,
  ExceptionView,
  exceptionSortKeys,
  moneySortKeys,
  Note,
  PaymentInfo,
  RefundView,
  StrayReturn,
  Verdict,
} from './schemas.ts'
import { returnStray } from './stray-deeds.ts'
import { findStray } from './stray-money.ts'

const tag = 'Payments'
const Path = z.object({ id: z.string() })

const SortedDays = PageQuery.extend({
  ...DayRange.shape,
  sort: optionalSort(moneySortKeys, ` By amount or state: of ${mostSortedDays} days at most.`),
})

const PaymentQuery = SortedDays.extend({
  chargePointId: z.string().optional(),
  state: PaymentInfo.shape.state.optional(),
  reference: z.string().max(100).optional().meta({ description: 'What the provider knows it by.' }),
  sessionId: z.string().max(64).optional().meta({ description: 'A session that it has paid for.' }),
})

/** What drivers have paid, mounted at `/payments`. */
export function paymentRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(PaymentInfo), { summary: 'Payments, the newest first', tag }),
      checked('query', PaymentQuery),
      async (c) => {
        return c.json(await listPayments(services, { ...c.req.valid('query'), by: c.var.actor }))
      },
    )
    .get('/:id', answers(PaymentInfo, { summary: 'One payment', tag }), checked('param', Path), async (c) => {
      const { id } = c.req.valid('param')
      const payment = await findPayment(services.read, id)
      if (payment === undefined) throw new Problem('not-found', `There is no payment ${id}.`)
      return c.json(await paymentInfo(services, payment, c.var.actor))
    })
    .get(
      '/:id/ledger',
      answers(OwnerLedger, {
        summary: 'Where the rupiah of a payment are, and how they came there',
        description:
          'Its own accounts as they stand, and every journal that touched one of them, the oldest first.',
        tag,
      }),
      checked('param', Path),
      async (c) => {
        const { id } = c.req.valid('param')
        if ((await findPayment(services.read, id)) === undefined)
          throw new Problem('not-found', `There is no payment ${id}.`)
        return c.json(await ledgerOf(services.read, id))
      },
    )
    .post(
      '/:id/capture-verdict',
      answers(PaymentInfo, {
        summary: 'Say whether what was set aside was captured',
        description: 'Of one that the provider refused to capture, or did not answer for in time.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', CaptureVerdict),
      async (c) => {
        const { id } = c.req.valid('param')
        await decideCapture(services, { id, ...c.req.valid('json'), actor: c.var.actor.name })
        const payment = await findPayment(services.read, id)
        if (payment === undefined) throw new Problem('not-found', `There is no payment ${id}.`)
        return c.json(await paymentInfo(services, payment, c.var.actor), 201)
      },
    )
}

/** What goes back to drivers, mounted at `/refunds`. */
export function refundRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(RefundView), { summary: 'Refunds, the oldest first', tag }),
      checked('query', SortedDays.extend({ state: RefundView.shape.state.optional() })),
      async (c) => c.json(await listRefunds(services, { ...c.req.valid('query'), by: c.var.actor })),
    )
    .post(
      '/:id/transfer',
      answers(RefundView, {
        summary: 'Say that a refund was transferred by hand',
        description: 'Of one that the provider refused. The ledger books it against the bank.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', Note),
      async (c) => {
        const { id } = c.req.valid('param')
        await transferred(services, { id, note: c.req.valid('json').note, actor: c.var.actor.name })
        return c.json(await refundOr404(services, id, c.var.actor), 201)
      },
    )
    .post(
      '/:id/verdict',
      answers(RefundView, {
        summary: 'Say whether a refund was carried out',
        description: 'Of one that the provider did not answer for in time, as its books say.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', Verdict),
      async (c) => {
        const { id } = c.req.valid('param')
        await decideRefund(services, { id, ...c.req.valid('json'), actor: c.var.actor.name })
        return c.json(await refundOr404(services, id, c.var.actor), 201)
      },
    )
}

async function refundOr404(services: Services, id: string, by: Actor): Promise<RefundView> {
  const refund = await findRefund(services.read, id)
  if (refund === undefined) throw new Problem('not-found', `There is no refund ${id}.`)
  return refundView(services, refund, by)
}

/** What a person must look at, mounted at `/payment-exceptions`. */
export function exceptionRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(ExceptionView), { summary: 'What is open, the oldest first', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(exceptionSortKeys) })),
      async (c) => c.json(await listExceptions(services.read, c.req.valid('query'))),
    )
    .post(
      '/:id/return',
      answers(ExceptionView, {
        summary: 'Give back money that came for nothing that we know of, or twice',
        description:
          'By its provider, by a transfer that was made by hand, or to the payment that it was for after all. The ledger books each.',
        tag,
        status: 201,
      }),
      checked('param', Path),
      checked('json', StrayReturn),
      async (c) => {
        const { id } = c.req.valid('param')
        const asked = c.req.valid('json')
        await returnStray(services, { id, asked, note: asked.note, actor: c.var.actor.name })
        const {
          items: [exception],
        } = await listExceptions(services.read, { id, limit: 1 })
        return c.json(exception, 201)
      },
    )
    .post(
      '/:id/resolution',
      answers(ExceptionView, { summary: 'Say what was done about it', tag, status: 201 }),
      checked('param', Path),
      checked('json', Note),
      async (c) => {
        const { id } = c.req.valid('param')
        const { note } = c.req.valid('json')
        await resolve(services, { id, note, actor: c.var.actor.name })
        const {
          items: [resolved],
        } = await listExceptions(services.read, { id, limit: 1 })
        return c.json(resolved, 201)
      },
    )
}

async function resolve(services: Services, { id, note, actor }: Deed): Promise<void> {
  await services.writer.write(async (tx) => {
    const money = await findStray(tx, id)
    if (money !== undefined && (money.state === 'kept' || money.state === 'returning'))
      throw new Problem(
        'conflict',
        `Rp ${money.amountIdr} waits with it: return that by POST …/${id}/return.`,
      )
    const resolved = await tx.run(
      'update payment_exception set resolved_at = ?, resolution = ? where id = ? and resolved_at is null',
      [toIso(services.clock.wallMs()), note, id],
    )
    if (resolved === 0) throw new Problem('conflict', `There is no open exception ${id}.`)
    await recordActivity(tx, services, {
      actor,
      action: 'exception.resolved',
      subject: `payment-exception:${id}`,
      detail: { note },
    })
  })
}
