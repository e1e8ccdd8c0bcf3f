import { formatIdr } from '@colok/shared/money'
import type { AlertDetail } from '../../core/alert-turns.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { RuleKind } from './rule-kinds.ts'
import { type AlertWords, alertWords } from './words.ts'

/** One thing to be told. */
export interface NewsItem {
  readonly what: 'raised' | 'escalated' | 'photographed' | 'cleared'
  readonly kind: RuleKind
  /** The rule's. */
  readonly name: string
  /** Null for what is of no site. */
  readonly site: string | null
  readonly chargePointId: string | null
  readonly connectorId: number | null
  readonly detail: AlertDetail
  readonly lastedMs: number
}

/** A message's parameters but for its address. */
export type NewsText =
  | { readonly kind: 'networkAlert'; readonly what: string; readonly where: string; readonly todo: string }
  | { readonly kind: 'allClear'; readonly what: string; readonly where: string; readonly lasted: string }

/** As long as the parameters of the messages' templates may be. */
const longest = { what: 120, where: 200, todo: 200, lasted: 60 }

/** Places that are named; the rest are counted. */
const mostNamed = 5

/** Says in one message what may be much: one thing by its name, many by how many they are and where. */
export function textOf(items: readonly NewsItem[], language: Language): NewsText {
  const text = alertWords[language]
  const wrong = items.filter(({ what }) => what !== 'cleared')
  const over = items.filter(({ what }) => what === 'cleared')
  if (wrong.length === 0)
    return {
      kind: 'allClear',
      what: clipped(named(over, text, language), longest.what),
      where: clipped(placesOf(over, text), longest.where),
      lasted: clipped(text.lasted(Math.max(...over.map(({ lastedMs }) => lastedMs))), longest.lasted),
    }
  const also = over.length > 0 ? `, ${text.alsoOver(over.length)}` : ''
  const [gravest] = wrong
  return {
    kind: 'networkAlert',
    what: `${clipped(named(wrong, text, language), longest.what - also.length)}${also}`,
    where: clipped(placesOf(wrong, text), longest.where),
    todo: clipped(text.todo[gravest?.kind ?? 'fault'], longest.todo),
  }
}

/** `Gangguan (GroundFailure)`, `3 × Tidak terhubung`, `2 × Gangguan, Pintu dibuka`. */
function named(items: readonly NewsItem[], text: AlertWords, language: Language): string {
  const [only] = items
  const isEscalated = items.some(({ what }) => what === 'escalated')
  const isPhotoAlone = items.every(({ what }) => what === 'photographed')
  const lead = isEscalated ? `${text.stillUntaken}: ` : isPhotoAlone ? `${text.photographed}: ` : ''
  if (items.length === 1 && only !== undefined) return `${lead}${only.name}${inBrackets(only, language)}`
  const groups = [...Map.groupBy(items, ({ name }) => name)]
  return lead + groups.map(([name, { length }]) => (length > 1 ? `${length} × ${name}` : name)).join(', ')
}

function inBrackets({ kind, detail }: NewsItem, language: Language): string {
  const { code, text, amountIdr, chargers = [] } = detail
  const count = kind === 'offline' && chargers.length > 1 ? `${chargers.length}` : undefined
  const amount = amountIdr === undefined ? undefined : formatIdr(amountIdr, language)
  const said = [count, code, kind === 'takings' ? undefined : text, amount].filter(Boolean).join(', ')
  return said === '' ? '' : ` (${said})`
}

/** `Sangeh: CLK-0001 soket 1, CLK-0002`, or the names of the sites where it is many. */
function placesOf(items: readonly NewsItem[], text: AlertWords): string {
  const sites = [...new Set(items.map(({ site }) => site ?? text.network))]
  if (sites.length > 1) return listed(sites, text)
  const posts = items.flatMap(({ chargePointId, connectorId, detail }) => {
    if (chargePointId === null) return detail.chargers ?? []
    return [connectorId ? `${chargePointId} ${text.socket(connectorId)}` : chargePointId]
  })
  const named = listed([...new Set(posts)], text)
  return named === '' ? (sites[0] ?? text.network) : `${sites[0]}: ${named}`
}

function listed(names: readonly string[], text: AlertWords): string {
  const shown = names.slice(0, mostNamed).join(', ')
  return names.length > mostNamed ? `${shown} ${text.andMore(names.length - mostNamed)}` : shown
}

/** A template's parameter is one line without gaps, whatever a charger or a person has called a thing. */
function clipped(line: string, most: number): string {
  const clean = line.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim()
  return clean.length <= most ? clean || '…' : `${clean.slice(0, most - 1)}…`
}
