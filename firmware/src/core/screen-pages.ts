import { groupDigits } from '@colok/shared/digits'
import { maskIdTag } from '@colok/shared/ids'
import { formatIdr } from '@colok/shared/money'
import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import { postCode, postCodePeriodMs } from '@colok/shared/post-code'
import { formatDuration } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import { integerOf } from './configuration.ts'
import { costIdr } from './cost.ts'
import type { Session } from './durable.ts'
import { blockingFaults } from './faults.ts'
import type { Now } from './now.ts'
import { isOnline } from './registration.ts'
import { isHeldBack } from './relay.ts'
import { type ScreenText, textFor } from './screen-text.ts'
import type { ChargerState, Connector, Fault, Notice, Progress, Receipt, Settings } from './state.ts'
import { isOperative, toChargePointStatus } from './status.ts'
import { fullAtMostMs, timeLeftMs } from './time-left.ts'

/** A row: text, or a left and a right end. */
export type Row = string | readonly [left: string, right: string]
/** At most as many rows as the display has; what does not fit goes onto a page of its own. */
export type Page = readonly Row[]

/** A display has room for the hours of four days; nothing that is shown lasts longer. */
const longestMs = 99 * 3_600_000 + 3_599_000

/** Everything that the display has to say now, page by page: those of the sockets first. At least one. */
export function screenPages(state: ChargerState, now: Pick<Now, 'monotonicMs' | 'wall'>): readonly Page[] {
  const text = textFor(state.settings)
  const { notice } = state.screen
  if (notice !== null) return noticePages(state, text, notice)
  const stationFault = state.station.faults.find(({ blocks }) => blocks)
  if (stationFault !== undefined) return faultPages(state, text, stationFault)
  const pages = state.connectors.flatMap((connector) =>
    connectorPages(state, text, connector, now.monotonicMs),
  )
  const waiting = state.connectors.some(({ activity }) => activity.kind === 'authorised')
  const anyIdle = state.connectors.some((each) => each.activity.kind === 'idle' && each.faults.length === 0)
  return pages.length === 0 || (anyIdle && !waiting)
    ? [...pages, ...readyPages(state, text, codeAt(state, now))]
    : pages
}

/** The row on so many columns; its right end, a number, is never cut. */
export function spread(row: Row, columns: number): string {
  if (typeof row === 'string') return row
  const [left, right] = row
  const cut = left.slice(0, Math.max(0, columns - right.length - (right === '' ? 0 : 1)))
  return `${cut}${right.padStart(columns - cut.length)}`
}

/** How many columns a row wants. */
export function widthOf(row: Row): number {
  if (typeof row === 'string') return row.length
  const [left, right] = row
  return left.length + right.length + (left === '' || right === '' ? 0 : 1)
}

/** The first that fits: the most telling way comes first. */
function fitting({ display }: Settings, ...ways: readonly [Row, ...Row[]]): Row {
  return ways.find((row) => widthOf(row) <= display.columns) ?? ways.at(-1) ?? ''
}

/** Rows that must all be read, on as many pages as they need. */
function paged({ display }: Settings, rows: readonly Row[]): readonly Page[] {
  const { rows: height } = display
  if (rows.length <= height) return [rows]
  const said = rows.filter((row) => row !== '')
  return Array.from({ length: Math.ceil(said.length / height) }, (_, index) =>
    said.slice(index * height, (index + 1) * height),
  )
}

/** Several sockets are told apart by their numbers, where the display is wide enough. */
function numberOf({ connectors, settings }: ChargerState, connectorId: number): string {
  return connectors.length > 1 && settings.display.columns === 20 ? `${connectorId} ` : ''
}

function connectorPages(
  state: ChargerState,
  text: ScreenText,
  connector: Connector,
  nowMs: number,
): readonly Page[] {
  const fault = blockingFaults(state, connector)[0]
  const { activity } = connector
  if (fault !== undefined) return faultPages(state, text, fault, connector.id)
  if (connector.resumption !== null && connector.plug === 'in') return paged(state.settings, text.resuming)
  switch (activity.kind) {
    case 'authorised': {
      const waitS = integerOf(state, 'ConnectionTimeOut')
      const { idTag } = activity.grant
      const limit = waitS === 0 ? '' : text.timeLimit(waitS)
      return [[text.card(maskIdTag(idTag)), text.plugIn(connector.id), limit]]
    }
    case 'charging':
    case 'stopping':
      return chargingPages(state, text, { connector, ...activity, nowMs })
    case 'finishing':
      return paged(state.settings, [...receiptRows(state, text, connector.id, activity.receipt), text.unplug])
    case 'idle':
    case 'interrupted':
      return []
  }
}

/** A code is a hash, and stands for minutes: each is made once, by the secret that it belongs to. */
const codes = new WeakMap<object, { readonly period: number; readonly code: string }>()

/** Only a right clock makes the code that the post's page shows too; no code is better than a wrong one. */
function codeAt({ postCode: kept }: ChargerState, { wall }: Pick<Now, 'wall'>): string | null {
  if (kept === null || wall === 'unsynced') return null
  const period = Math.floor(wall / postCodePeriodMs)
  const known = codes.get(kept)
  if (known?.period === period) return known.code
  const code = postCode(kept.secret, wall)
  codes.set(kept, { period, code })
  return code
}

/** What an invitation is made of. */
interface Invitation {
  readonly prices: ChargerState['prices']
  readonly isInviting: boolean
  readonly isOnline: boolean
  readonly code: string | null
  /** Of each socket. */
  readonly statuses: readonly ChargePointStatus[]
}

/** The last invitation of a charger, and the pages that came of it: it changes seldom. */
const invitations = new WeakMap<
  Settings,
  { readonly invitation: Invitation; readonly pages: readonly Page[] }
>()

/** Two sockets to a page, each at its end of the first row. The same pages as last time while they say the same. */
function readyPages(state: ChargerState, text: ScreenText, code: string | null): readonly Page[] {
  const { connectors, settings, prices } = state
  const invitation = {
    prices,
    isInviting: connectors.some((each) => isOperative(state, each)),
    isOnline: isOnline(state),
    code,
    statuses: connectors.map((each) => toChargePointStatus(state, each)),
  }
  const last = invitations.get(settings)
  if (last !== undefined && isSame(last.invitation, invitation)) return last.pages
  const pages = invitationPages(settings, text, invitation)
  invitations.set(settings, { invitation, pages })
  return pages
}

function isSame(one: Invitation, other: Invitation): boolean {
  return (
    one.prices === other.prices &&
    one.isInviting === other.isInviting &&
    one.isOnline === other.isOnline &&
    one.code === other.code &&
    one.statuses.every((status, index) => status === other.statuses[index])
  )
}

function invitationPages(
  settings: Settings,
  text: ScreenText,
  { prices, isInviting, isOnline, code, statuses: ofSockets }: Invitation,
): readonly Page[] {
  const price = prices.idrPerKwh ?? settings.priceIdrPerKwh
  const invitation = isInviting ? text.tapOrScan(code) : text.refused.unavailable
  const words = prices.text === null ? [] : rowsOf(prices.text, settings.display.columns)
  const perKwh = price === null ? '' : formatIdr(price, settings.language)
  const ours = perKwh === '' ? '' : fitting(settings, `${perKwh} per kWh`, `${perKwh}/kWh`)
  const last = words.length > 0 ? (words.length === 1 ? words[0]! : '') : ours
  const statuses = ofSockets.map((status, index) => {
    const number = ofSockets.length > 1 ? `${index + 1} ` : ''
    return `${number}${text.status[status]}`
  })
  // The code takes turns with the rest of the invitation where there is no third row for it.
  const turns = settings.display.rows === 2 && code !== null && invitation[1] !== ''
  const byPage = turns ? invitation.map((row) => [row]) : [invitation]
  const ready = Array.from({ length: Math.ceil(statuses.length / 2) }, (_, index) =>
    byPage.map((rows) => [
      [statuses[2 * index] ?? '', statuses[2 * index + 1] ?? ''] as const,
      ...rows,
      isOnline || last !== '' ? last : text.offline,
    ]),
  ).flat()
  return words.length > 1 ? [...ready, ...paged(settings, words)] : ready
}

/** Text in rows of so many columns, broken between words where that is possible. */
function rowsOf(text: string, columns: number): string[] {
  const rows: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = rows.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= columns)
      rows[rows.length - 1] = `${last} ${word}`
    else for (let from = 0; from < word.length; from += columns) rows.push(word.slice(from, from + columns))
  }
  return rows
}

interface Charging {
  readonly connector: Connector
  readonly session: Session
  readonly progress: Progress
  readonly nowMs: number
}

/**
 * What has flowed, what it costs, and how long it may still take. Where only the size of the pack bounds that, it
 * takes turns with how to stop.
 */
function chargingPages(state: ChargerState, text: ScreenText, charging: Charging): readonly Page[] {
  const { connector, session, progress, nowMs } = charging
  const { language, display } = state.settings
  const title: Row = [titleOf(state, text, connector), duration(nowMs - progress.startedMs)]
  const spentIdr = costIdr(session, progress.reckoned, progress.energyWh)
  const amount = spentIdr === null ? '' : formatIdr(spentIdr, language)
  const power = `${groupDigits(connector.meter.reading?.powerW ?? 0, language)} W`
  const hints = hintsOf(state, text, charging)
  if (display.rows === 2) {
    const sum = energyAnd(state, progress.energyWh, amount || power)
    return [[title, sum], ...hints.map((hint) => [title, hint])]
  }
  const flow = energyAnd(state, progress.energyWh, power)
  if (amount === '') return [[title, flow, ...hints.slice(0, 2)]]
  return hints.map((hint) => [title, flow, amount, hint])
}

function titleOf(state: ChargerState, text: ScreenText, connector: Connector): string {
  const number = numberOf(state, connector.id)
  if (isHeldBack(state, connector)) return `${number}${text.titles.paused}`
  const isFull = connector.activity.kind === 'charging' && connector.activity.progress.full
  return `${number}${isFull ? text.titles.full : text.titles.charging}`
}

/** Energy at the left and what counts more at the right: on a narrow display of a dear session that alone. */
function energyAnd(state: ChargerState, energyWh: number, right: string): Row {
  const energy = formatKwh(energyWh, state.settings.language)
  const row: Row = [energy, right]
  // Nearly always, and each second.
  if (widthOf(row) <= state.settings.display.columns) return row
  const dense = energy.replace(/\s/, '')
  return fitting(state.settings, [dense, right], [dense, right.replace(/^Rp\s/, '')], right)
}

/** What may be said of a session in turn, the most urgent first. */
function hintsOf(state: ChargerState, text: ScreenText, charging: Charging): readonly Row[] {
  const { supply, meter } = charging.connector
  const volts = Math.round((meter.reading?.voltageMv ?? 0) / 1_000)
  const left = remainders(state, text, charging)
  return supply.verdict === 'good' || volts === 0 ? left : [text.mains(volts), ...left]
}

function remainders(
  state: ChargerState,
  text: ScreenText,
  { connector, session, progress, nowMs }: Charging,
): readonly Row[] {
  if (progress.full) return [text.full]
  const leftMs = timeLeftMs(session, progress, nowMs)
  if (leftMs === undefined) {
    const atMostMs = isHeldBack(state, connector)
      ? undefined
      : fullAtMostMs(state.settings.typicalPackWh, progress, connector.meter.reading?.powerW ?? 0)
    return atMostMs === undefined
      ? [text.stopHint]
      : [text.fullAtMost(hoursAndMinutes(atMostMs, text)), text.stopHint]
  }
  const left = text.left(hoursAndMinutes(leftMs, text))
  const spentIdr = costIdr(session, progress.reckoned, progress.energyWh)
  if (session.limits.amountIdr === null || spentIdr === null) return [left]
  const restIdr = Math.max(0, session.limits.amountIdr - spentIdr)
  return [fitting(state.settings, `${left}, ${formatIdr(restIdr, state.settings.language)}`, left)]
}

/** `39 m`, `1 j 40 m`. */
function hoursAndMinutes(durationMs: number, text: ScreenText): string {
  const minutes = Math.ceil(Math.min(durationMs, longestMs - 59_000) / 60_000)
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} ${text.hour} ${minutes % 60} m`
}

function duration(durationMs: number): string {
  return formatDuration(Math.min(durationMs, longestMs))
}

function receiptRows(
  state: ChargerState,
  text: ScreenText,
  connectorId: number,
  receipt: Receipt,
): readonly Row[] {
  const { language } = state.settings
  const amount = receipt.amountIdr === null ? '' : formatIdr(receipt.amountIdr, language)
  const refund = receipt.refundIdr === null ? '' : formatIdr(receipt.refundIdr, language)
  return [
    [`${numberOf(state, connectorId)}${text.finished}`, duration(receipt.durationMs)],
    energyAnd(state, receipt.energyWh, amount),
    refund === ''
      ? ''
      : fitting(state.settings, [text.refund, refund], [text.refund, refund.replace(/^Rp\s/, '')]),
  ]
}

function tripsOf({ trips }: Connector): number {
  return Object.values(trips).reduce((sum, count) => sum + count, 0)
}

function noticePages(state: ChargerState, text: ScreenText, notice: Notice): readonly Page[] {
  switch (notice.kind) {
    case 'doorOpen':
      return paged(state.settings, [...text.doorOpen, text.trips(state.connectors.map(tripsOf))])
    case 'checking':
      return [[text.card(maskIdTag(notice.idTag)), text.checking]]
    case 'refused': {
      const why = text.refused[notice.reason]
      return [state.settings.display.rows === 2 ? why : [text.card(maskIdTag(notice.idTag)), ...why]]
    }
    case 'finished':
      return paged(state.settings, receiptRows(state, text, notice.connectorId, notice.receipt))
  }
}

/** What, what to do, whom to call. */
function faultPages(
  state: ChargerState,
  text: ScreenText,
  fault: Fault,
  connectorId?: number,
): readonly Page[] {
  const bySource =
    fault.source === 'emergencyStop' || fault.source === 'door' ? text.faults[fault.source] : undefined
  const known = bySource ?? text.faults[fault.errorCode]
  const [what, whatNow] = known ?? text.otherFault
  const title =
    connectorId === undefined || state.connectors.length === 1 ? text.fault : `${connectorId} ${text.fault}`
  const { helpline } = state.settings
  const help =
    helpline === null
      ? ''
      : fitting(state.settings, text.help(helpline), helpline, helpline.replace(/[^+\d]/g, ''))
  const together = `${title} ${what}`
  const heads = together.length <= state.settings.display.columns ? [together] : [title, what]
  return paged(state.settings, [...heads, whatNow, help])
}
