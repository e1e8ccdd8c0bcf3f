import type { CloudHost } from '../cloud-host.ts'
import type { Report } from './violation.ts'

/** A record that is kept for good: numbered, and each number the fingerprint of its row. */
interface Kept {
  readonly what: string
  readonly number: string
  readonly from: string
  /** Of what must not change, summed over the rows. */
  readonly sum: string
  /** Whether numbers go up one by one from 1. */
  readonly isGapless: boolean
}

const keptForGood: readonly Kept[] = [
  { what: 'journals', number: 'id', from: 'journal', sum: 'length(ref) + length(kind)', isGapless: false },
  {
    what: 'lines of the books',
    number: 'journal_id',
    from: 'posting',
    sum: 'abs(amount_idr)',
    isGapless: false,
  },
  { what: 'sealed records', number: 'number', from: 'cdr', sum: 'total_idr + energy_wh', isGapless: true },
  { what: 'statements', number: 'number', from: 'statement', sum: 'due_idr', isGapless: true },
  { what: 'payouts', number: 'number', from: 'payout', sum: 'amount_idr', isGapless: true },
  {
    what: 'entries of the history',
    number: 'seq',
    from: 'activity_entry',
    sum: 'length(detail)',
    isGapless: true,
  },
]

interface Sums {
  readonly rows: number
  readonly last: number | string | null
  readonly sum: number
}

/** What is kept for good, as it was at one look, is there at the next, and its numbers have no gap. */
export class RecordChecker {
  readonly #was = new Map<string, Sums>()
  #head: { readonly seq: number; readonly hash: string } | undefined

  async check(cloud: CloudHost, report: Report): Promise<void> {
    const tell = (what: string) => report({ checker: 'recordsStay', subject: 'cloud', what })
    for (const kept of keptForGood) await this.#look(kept, cloud, tell)
    await this.#lookAtChain(cloud, tell)
  }

  async #look({ what, number, from, sum, isGapless }: Kept, cloud: CloudHost, tell: (what: string) => void) {
    const sums = `select count(*) as "rows", max(${number}) as last, coalesce(sum(${sum}), 0) as sum from ${from}`
    const was = this.#was.get(what)
    if (was !== undefined && was.last !== null) {
      const [same] = await cloud.rows<Sums>(`${sums} where ${number} <= ?`, [was.last])
      if (same !== undefined && (same.rows !== was.rows || same.sum !== was.sum))
        tell(`${what} up to ${was.last} were ${JSON.stringify(was)}, and are ${JSON.stringify(same)}`)
    }
    const [now] = await cloud.rows<Sums>(sums)
    if (now === undefined) return
    this.#was.set(what, now)
    if (isGapless && now.rows !== (now.last ?? 0)) tell(`${now.rows} ${what} are numbered up to ${now.last}`)
  }

  /** The seal of the newest entry of the last look is what it was. */
  async #lookAtChain(cloud: CloudHost, tell: (what: string) => void): Promise<void> {
    const head = this.#head
    if (head !== undefined) {
      const [same] = await cloud.rows<{ hash: string }>('select hash from activity_entry where seq = ?', [
        head.seq,
      ])
      if (same?.hash !== head.hash)
        tell(`entry ${head.seq} of the history was sealed ${head.hash}, and is ${same?.hash}`)
    }
    const [newest] = await cloud.rows<{ seq: number; hash: string }>(
      'select seq, hash from activity_entry order by seq desc limit 1',
    )
    this.#head = newest ?? head
  }
}
