import { maskIdTag } from '@colok/shared/ids'
import { formatIdr } from '@colok/shared/money'
import { formatDuration } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import { integerOf } from './configuration.ts'
import { costIdr } from './cost.ts'
import type { Session } from './durable.ts'
import { blockingFaults } from './faults.ts'
import { isOnline } from './registration.ts'
import { isHeldBack } from './relay.ts'
import { type ScreenText, screenTexts } from './screen-text.ts'
import type { ChargerState, Connector, Fault, Notice, Progress, Receipt } from './state.ts'
import { isOperative, toChargePointStatus } from './status.ts'
import { timeLeftMs } from './time-left.ts'
import { clearTimer, emit, patch, setDeadline, type Turn } from './turn.ts'

/** How long each page stays when there is more than one to show. */
const pageMs = 4_000
const secondMs = 1_000

/** Shows what the person in front should know now, when it differs from what is shown. */
export function reportScreen(turn: Turn): void {
  const { state, now } = turn
  const pages = pagesOf(state, now.monotonicMs)
  const page = pages[Math.floor(now.monotonicMs / pageMs) % pages.length] ?? []
  const lines = fit(page, state.settings.display)
  if (lines.join('\n') !== state.screen.lines.join('\n')) {
    patch(turn, { screen: { ...turn.state.screen, lines } })
    emit(turn, { kind: 'show', lines })
  }
  const ticks = state.connectors.some(({ activity }) => activity.kind === 'charging')
  if (!ticks && pages.length === 1) {
    clearTimer(turn, 'screen')
    return
  }
  const stepMs = ticks ? secondMs : pageMs
  setDeadline(turn, 'screen', (Math.floor(now.monotonicMs / stepMs) + 1) * stepMs)
}

/** A row: text, or a left and a right end. */
type Row = string | readonly [left: string, right: string]
type Page = readonly Row[]

function pagesOf(state: ChargerState, nowMs: number): readonly Page[] {
  const text = screenTexts[state.settings.language]
  const { notice } = state.screen
  if (notice !== null) return [noticePage(state, text, notice)]
  const stationFault = state.station.faults.find(({ blocks }) => blocks)
  if (stationFault !== undefined) return [faultPage(state, text, stationFault)]
  const pages = state.connectors.flatMap((connector) => connectorPage(state, text, connector, nowMs))
  const waiting = state.connectors.some(({ activity }) => activity.kind === 'authorised')
  const anyIdle = state.connectors.some((each) => each.activity.kind === 'idle' && each.faults.length === 0)
  return pages.length === 0 || (anyIdle && !waiting) ? [...pages, readyPage(state, text)] : pages
}

function connectorPage(
  state: ChargerState,
  text: ScreenText,
  connector: Connector,
  nowMs: number,
): readonly Page[] {
  const fault = blockingFaults(state, connector)[0]
  const { activity } = connector
  if (fault !== undefined) return [faultPage(state, text, fault, connector.id)]
  switch (activity.kind) {
    case 'authorised':
      return [
        [
          text.card(maskIdTag(activity.grant.idTag)),
          text.plugIn(connector.id),
          text.timeLimit(integerOf(state, 'ConnectionTimeOut')),
        ],
      ]
    case 'charging':
    case 'stopping':
      return [chargingPage(state, text, { connector, ...activity, nowMs })]
    case 'finishing':
      return [receiptPage(state, text, connector.id, activity.receipt)]
    case 'idle':
    case 'interrupted':
      return []
  }
}

function readyPage(state: ChargerState, text: ScreenText): Page {
  const { connectors, settings } = state
  const price = state.prices.idrPerKwh ?? settings.priceIdrPerKwh
  const statuses = connectors.map(
    (each) => `${connectors.length > 1 ? `${each.id} ` : ''}${text.status[toChargePointStatus(state, each)]}`,
  )
  const [first = '', second = ''] = text.tapOrScan
  const open = connectors.some((each) => isOperative(state, each))
  const invitation = open ? [first, second] : text.refused.unavailable
  const last = price === null ? '' : text.perKwh(formatIdr(price, settings.language))
  return [
    statusRow(statuses, settings.display.columns),
    ...invitation,
    isOnline(state) || last !== '' ? last : text.offline,
  ]
}

/** Two sockets stand at the two ends; more stand one after another, cut to fit. */
function statusRow(statuses: readonly string[], columns: number): Row {
  const [one = '', other] = statuses
  if (statuses.length === 2 && other !== undefined && one.length + other.length < columns) return [one, other]
  const wide = statuses.join('  ')
  return wide.length <= columns
    ? wide
    : statuses.map((each) => each.slice(0, Math.floor(columns / statuses.length) - 1)).join(' ')
}

function chargingPage(
  state: ChargerState,
  text: ScreenText,
  {
    connector,
    session,
    progress,
    nowMs,
  }: {
    connector: Connector
    session: Session
    progress: Progress
    nowMs: number
  },
): Page {
  const { language, display } = state.settings
  const duration = formatDuration(nowMs - progress.startedMs)
  const spentIdr = costIdr(session, progress.reckoned, progress.energyWh)
  const amount = spentIdr === null ? '' : formatIdr(spentIdr, language)
  const energy = formatKwh(progress.energyWh, language)
  const powerW = connector.meter.reading?.powerW ?? 0
  const power = `${new Intl.NumberFormat(language).format(powerW)} W`
  const title: Row = [titleOf(state, text, connector), duration]
  if (display.rows === 2) return [title, [energy.replace(' ', ''), amount || power]]
  return [title, [energy, power], amount, remainder(text, { session, progress, nowMs, language })]
}

function titleOf(state: ChargerState, text: ScreenText, connector: Connector): string {
  const number =
    state.connectors.length > 1 && state.settings.display.columns === 20 ? `${connector.id} ` : ''
  if (isHeldBack(connector)) return `${number}${text.status.SuspendedEVSE}`
  const isFull = connector.activity.kind === 'charging' && connector.activity.progress.full
  return `${number}${isFull ? text.status.SuspendedEV : text.status.Charging}`
}

function remainder(
  text: ScreenText,
  {
    session,
    progress,
    nowMs,
    language,
  }: {
    session: Session
    progress: Progress
    nowMs: number
    language: 'id' | 'en'
  },
): string {
  if (progress.full) return text.full
  const leftMs = timeLeftMs(session, progress, nowMs)
  if (leftMs === undefined) return text.stopHint
  const left = text.left(shortDuration(leftMs, text))
  const spentIdr = costIdr(session, progress.reckoned, progress.energyWh)
  if (session.limits.amountIdr === null || spentIdr === null) return left
  const restIdr = Math.max(0, session.limits.amountIdr - spentIdr)
  return `${left}, ${formatIdr(restIdr, language)}`
}

/** `39 m`, `1 j 40 m`. */
function shortDuration(durationMs: number, text: ScreenText): string {
  const minutes = Math.ceil(durationMs / 60_000)
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} ${text.hour} ${minutes % 60} m`
}

function receiptPage(state: ChargerState, text: ScreenText, connectorId: number, receipt: Receipt): Page {
  const { language } = state.settings
  const number = state.connectors.length > 1 && state.settings.display.columns === 20 ? `${connectorId} ` : ''
  const amount = receipt.amountIdr === null ? '' : formatIdr(receipt.amountIdr, language)
  const energy = formatKwh(receipt.energyWh, language)
  const narrow = state.settings.display.columns === 16
  return [
    [`${number}${text.finished}`, formatDuration(receipt.durationMs)],
    [narrow ? energy.replace(' ', '') : energy, amount],
    receipt.refundIdr === null ? '' : [text.refund, formatIdr(receipt.refundIdr, language)],
    text.unplug,
  ]
}

function noticePage(state: ChargerState, text: ScreenText, notice: Notice): Page {
  switch (notice.kind) {
    case 'checking':
      return [text.card(maskIdTag(notice.idTag)), text.checking]
    case 'refused': {
      const [why, whatNow] = text.refused[notice.reason]
      return state.settings.display.rows === 2
        ? [why, whatNow]
        : [text.card(maskIdTag(notice.idTag)), why, whatNow]
    }
    case 'finished':
      return receiptPage(state, text, notice.connectorId, notice.receipt).slice(0, 3)
  }
}

/** What, what to do, whom to call. */
function faultPage(state: ChargerState, text: ScreenText, fault: Fault, connectorId?: number): Page {
  const known = fault.source === 'emergencyStop' ? text.faults.emergencyStop : text.faults[fault.errorCode]
  const [what, whatNow] = known ?? text.otherFault
  const number = connectorId === undefined || state.connectors.length === 1 ? '' : `${connectorId} `
  const { helpline } = state.settings
  return [`${number}${text.fault} ${what}`, whatNow, helpline === null ? '' : text.help(helpline)]
}

/** Exactly the rows and columns of the display. */
function fit(page: Page, { columns, rows }: { columns: number; rows: number }): string[] {
  return Array.from({ length: rows }, (_, index) => {
    const row = page[index] ?? ''
    const line = typeof row === 'string' ? row : spread(row[0], row[1], columns)
    return toAscii(line).slice(0, columns).padEnd(columns)
  })
}

/** Left and right ends; the right one, a number, is never cut. */
function spread(left: string, right: string, columns: number): string {
  const room = columns - right.length - (right === '' ? 0 : 1)
  const cut = left.slice(0, Math.max(0, room))
  return `${cut}${right.padStart(columns - cut.length)}`
}

/** The A00 glyph ROM has no accents, no backslash and no tilde; Intl's spaces may be no-break ones. */
function toAscii(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ').replace(/[^\x20-\x7e]|[\\~]/g, '?')
}
