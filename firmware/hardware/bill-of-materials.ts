import { formatIdr } from '@colok/shared/money'
import type { Bill } from './data.ts'
import { markdownTable } from './markdown-table.ts'

export interface Cost {
  /** Everything that a post has once. */
  readonly postIdr: number
  /** What each socket adds. */
  readonly socketIdr: number
  /** What all savings together take off a post without sockets, and off a socket. */
  readonly postSavingIdr: number
  readonly socketSavingIdr: number
}

export function costOf({ parts }: Bill): Cost {
  const sum = (amount: (part: Bill['parts'][number]) => number) =>
    parts.reduce((total, part) => total + amount(part), 0)
  return {
    postIdr: sum(({ perPost, priceIdr }) => perPost * priceIdr),
    socketIdr: sum(({ perSocket, priceIdr }) => perSocket * priceIdr),
    postSavingIdr: sum(({ perPost, save }) => perPost * (save?.savesIdr ?? 0)),
    socketSavingIdr: sum(({ perSocket, save }) => perSocket * (save?.savesIdr ?? 0)),
  }
}

/** The bill as a page: what a post costs with one to four sockets, every part, and where to save. */
export function billPage(bill: Bill): string {
  const { postIdr, socketIdr, postSavingIdr, socketSavingIdr } = costOf(bill)
  const rupiah = (amount: number) => formatIdr(amount, 'en')
  const sockets = [1, 2, 3, 4]
  return `# Bill of materials of ${bill.board}

Drawn from [bill-of-materials.json](bill-of-materials.json). Prices of ${bill.pricesOn}, without labour,
transport, tax and the supplier's connection.

${markdownTable(
  ['sockets', 'material', 'each socket', 'with every saving below'],
  sockets.map((count) => [
    String(count),
    rupiah(postIdr + count * socketIdr),
    rupiah(Math.round((postIdr + count * socketIdr) / count)),
    rupiah(postIdr + count * socketIdr - postSavingIdr - count * socketSavingIdr),
  ]),
)}

A post without sockets is ${rupiah(postIdr)}; each socket adds ${rupiah(socketIdr)}.

## Parts

${markdownTable(
  ['part', 'per post', 'per socket', 'price', 'source'],
  bill.parts.map(({ part, perPost, perSocket, priceIdr, source }) => [
    part,
    perPost === 0 ? '' : String(perPost),
    perSocket === 0 ? '' : String(perSocket),
    rupiah(priceIdr),
    source,
  ]),
)}

## Sources

${Object.entries(bill.sources)
  .map(([source, meaning]) => `- _${source}_: ${meaning}.`)
  .join('\n')}

## Where to save

Never at breakers, switching elements, residual-current modules, earth or enclosure locks.

${markdownTable(
  ['instead of', 'take', 'saves', 'costs'],
  bill.parts.flatMap(({ part, save }) => (save ? [[part, save.how, rupiah(save.savesIdr), save.cost]] : [])),
)}
`
}
