import { postCodeLeftMs } from '@colok/shared/post-code'
import { type Page, type Row, screenPages, spread } from './screen-pages.ts'
import type { Settings } from './state.ts'
import { clearTimer, emit, patch, setDeadline, type Turn } from './turn.ts'

/** How long each page stays when there is more than one to show. */
const pageMs = 4_000
const secondMs = 1_000

/** Shows what the person in front should know now, when it differs from what is shown. */
export function reportScreen(turn: Turn): void {
  const { state, now } = turn
  const pages = screenPages(state, now)
  const page = pages[Math.floor(now.monotonicMs / pageMs) % pages.length] ?? []
  const { lines: shown } = state.screen
  const lines = linesOf(page, state.settings)
  if (lines !== shown && lines.some((line, row) => line !== shown[row])) {
    patch(turn, { screen: { ...turn.state.screen, lines } })
    emit(turn, { kind: 'show', lines })
  }
  const ticks = state.connectors.some(({ activity }) => activity.kind === 'charging')
  const codeTurnsMs =
    state.postCode === null || now.wall === 'unsynced'
      ? Number.POSITIVE_INFINITY
      : now.monotonicMs + postCodeLeftMs(now.wall)
  const stepMs = ticks ? secondMs : pageMs
  const stepsMs =
    ticks || pages.length > 1 ? (Math.floor(now.monotonicMs / stepMs) + 1) * stepMs : Number.POSITIVE_INFINITY
  const nextMs = Math.min(codeTurnsMs, stepsMs)
  if (nextMs === Number.POSITIVE_INFINITY) clearTimer(turn, 'screen')
  else setDeadline(turn, 'screen', nextMs)
}

/** Whether the display is looked at again within a second: while a socket charges it always is. */
export function isShownSoon({ state, now }: Turn): boolean {
  const { screen = Number.POSITIVE_INFINITY } = state.timers
  return screen - now.monotonicMs <= secondMs
}

interface Fitted {
  readonly page: Page
  readonly lines: readonly string[]
}

/** What was shown last on the display of these settings: a page that stays is fitted once, and of another the rows that differ. */
const fitted = new WeakMap<Settings, Fitted>()

function linesOf(page: Page, settings: Settings): readonly string[] {
  const last = fitted.get(settings)
  if (last?.page === page) return last.lines
  const lines = fit(page, settings.display, last)
  fitted.set(settings, { page, lines })
  return lines
}

/** Exactly the rows and columns of the display. */
function fit(
  page: Page,
  { columns, rows }: { columns: number; rows: number },
  last: Fitted | undefined,
): string[] {
  const lines: string[] = []
  for (let index = 0; index < rows; index += 1) {
    const row = page[index] ?? ''
    const known = last?.lines[index]
    lines.push(
      known !== undefined && isSameRow(row, last?.page[index] ?? '')
        ? known
        : toAscii(spread(row, columns)).slice(0, columns).padEnd(columns),
    )
  }
  return lines
}

function isSameRow(one: Row, other: Row): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  return one[0] === other[0] && one[1] === other[1]
}

/** The A00 glyph ROM has no accents, no backslash and no tilde; Intl's spaces may be no-break ones. */
function toAscii(text: string): string {
  if (!/[^\x20-\x7e]|[\\~]/.test(text)) return text
  return text.replace(/[\u00a0\u202f]/g, ' ').replace(/[^\x20-\x7e]|[\\~]/g, '?')
}
