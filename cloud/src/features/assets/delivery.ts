import { toIso } from '@colok/shared/time'
import { receiptOf, type StockLine } from '../../core/stock.ts'
import { first, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { findLines, move } from './movements.ts'
import { tellPlace, watchMinimum } from './notices.ts'
import type { DeliveryInput, ReceiptInput } from './schemas.ts'

/**
 * Sends goods on their way, with a delivery note that goes with them; both ends are told. Throws a Problem when they are
 * not where they are to be sent from.
 */
export async function sendGoods(
  tx: Tx,
  services: Services,
  delivery: {
    readonly from: string
    readonly to: string
    readonly input: DeliveryInput
    readonly actor: string
  },
): Promise<number> {
  const { from, to, input, actor } = delivery
  const lines = await findLines(tx, input.lines)
  const newest = await first<{ number: number | null }>(
    tx,
    'select max(number) as number from delivery_note',
    [],
  )
  const number = (newest?.number ?? 0) + 1
  const movement = { from, to: 'transit', document: `delivery:${number}`, reason: null, by: actor }
  for (const line of lines) await move(tx, services, line, movement)
  const stored: StockLine[] = lines.map(({ item, serialNumber, quantity }) => ({
    item,
    serialNumber,
    quantity,
  }))
  await tx.query
    .insertInto('deliveryNote')
    .values({
      ...{ id: services.newId(), number, fromPlace: from, toPlace: to, state: 'sent' },
      ...{ lines: JSON.stringify(stored), note: input.note },
      ...{ sentBy: actor, sentAt: toIso(services.clock.wallMs()) },
    })
    .execute()
  for (const { itemId } of lines) await watchMinimum(tx, services, { place: from, itemId })
  await tellBoth(tx, services, {
    ...{ number, from, to, step: 'sent' },
    what: { id: `Surat jalan ${number} dikirim`, en: `Delivery note ${number} is on its way` },
    todo: {
      id: 'Hitung barang saat tiba, lalu catat.',
      en: 'Count the goods when they arrive, and enter it.',
    },
  })
  await keep(tx, services, {
    number,
    actor,
    deed: 'sent',
    detail: { from: input.from, to: input.to, lines: stored },
  })
  return number
}

interface Note {
  readonly id: string
  readonly fromPlace: string
  readonly toPlace: string
  readonly lines: string
}

/** Goods have arrived, as they were sent or with the differences that are named. Both ends are told. */
export async function receiveGoods(
  tx: Tx,
  services: Services,
  { number, input, actor }: { readonly number: number; readonly input: ReceiptInput; readonly actor: string },
): Promise<void> {
  const note = await sentNote(tx, number)
  const lines = await findLines(tx, JSON.parse(note.lines) as StockLine[])
  const receipt = receiptOf(lines, input.differences)
  if (receipt.kind === 'refused') throw new Problem('invalid-request', receipt.why)
  for (const { from, to, reason, ...line } of receipt.movements) {
    const itemId = lines.find(({ item }) => item === line.item)?.itemId ?? ''
    const place = (end: string) => (end === 'here' ? note.toPlace : end)
    const movement = { from: place(from), to: place(to), document: `delivery:${number}`, reason, by: actor }
    await move(tx, services, { ...line, itemId }, movement)
  }
  await endNote(tx, services, {
    ...{ id: note.id, state: 'received', actor, endNote: input.note },
    differences: JSON.stringify(input.differences),
  })
  for (const { itemId } of lines) await watchMinimum(tx, services, { place: note.toPlace, itemId })
  const count = input.differences.length
  await tellBoth(tx, services, {
    ...{ number, from: note.fromPlace, to: note.toPlace, step: 'received' },
    what:
      count === 0
        ? { id: `Surat jalan ${number} diterima lengkap`, en: `Delivery note ${number} has arrived` }
        : {
            id: `Surat jalan ${number} diterima, ${count} selisih`,
            en: `Delivery note ${number} has arrived with ${count} differences`,
          },
    todo:
      count === 0
        ? { id: 'Tidak ada.', en: 'Nothing.' }
        : { id: 'Periksa alasan setiap selisih.', en: 'Look at the reason of each difference.' },
  })
  const { differences } = input
  await keep(tx, services, { number, actor, deed: 'received', detail: { differences } })
}

/** It did not leave after all, or came back: the goods are again where they were. */
export async function cancelDelivery(
  tx: Tx,
  services: Services,
  { number, note: reason, actor }: { readonly number: number; readonly note: string; readonly actor: string },
): Promise<void> {
  const note = await sentNote(tx, number)
  const movement = { from: 'transit', to: note.fromPlace, document: `delivery:${number}`, reason, by: actor }
  const lines = await findLines(tx, JSON.parse(note.lines) as StockLine[])
  for (const line of lines) await move(tx, services, line, movement)
  await endNote(tx, services, { id: note.id, state: 'cancelled', actor, endNote: reason, differences: null })
  for (const { itemId } of lines) await watchMinimum(tx, services, { place: note.fromPlace, itemId })
  await tellBoth(tx, services, {
    ...{ number, from: note.fromPlace, to: note.toPlace, step: 'cancelled' },
    what: { id: `Surat jalan ${number} dibatalkan`, en: `Delivery note ${number} was cancelled` },
    todo: { id: 'Tidak ada.', en: 'Nothing.' },
  })
  await keep(tx, services, { number, actor, deed: 'cancelled', detail: { note: reason } })
}

async function sentNote(tx: Tx, number: number): Promise<Note> {
  const note = await first<Note & { state: string }>(
    tx,
    'select id, from_place, to_place, lines, state from delivery_note where number = ?',
    [number],
  )
  if (note === undefined) throw new Problem('not-found', `There is no delivery note ${number}.`)
  if (note.state !== 'sent')
    throw new Problem('conflict', `Delivery note ${number} is ${note.state} already.`)
  return note
}

async function endNote(
  tx: Tx,
  services: Services,
  end: {
    readonly id: string
    readonly state: 'received' | 'cancelled'
    readonly actor: string
    readonly endNote: string | null
    readonly differences: string | null
  },
): Promise<void> {
  await tx.run(
    'update delivery_note set state = ?, differences = ?, ended_by = ?, ended_at = ?, end_note = ? where id = ?',
    [end.state, end.differences, end.actor, toIso(services.clock.wallMs()), end.endNote, end.id],
  )
}

type Words = Readonly<Record<'id' | 'en', string>>

async function tellBoth(
  tx: Tx,
  services: Services,
  told: {
    readonly number: number
    readonly from: string
    readonly to: string
    readonly step: string
    readonly what: Words
    readonly todo: Words
  },
): Promise<void> {
  const { number, from, to, step, what, todo } = told
  const notice = { key: `delivery:${number}:${step}`, what, todo, url: `/delivery-notes/${number}` }
  await tellPlace(tx, services, from, notice)
  await tellPlace(tx, services, to, notice)
}

async function keep(
  tx: Tx,
  services: Services,
  kept: {
    readonly number: number
    readonly actor: string
    readonly deed: string
    readonly detail: object
  },
): Promise<void> {
  const { number, actor, deed, detail } = kept
  const subject = `delivery-note:${number}`
  await recordActivity(tx, services, { actor, action: `delivery.${deed}`, subject, detail })
}
