import { accessMatrix } from '../../access-matrix.ts'
import type { Actor } from '../../http/actor.ts'
import type { Language } from '../../web/language.ts'
import { mayCall } from '../access/guard.ts'

type Words = Readonly<Record<Language, string>>

interface RailLink extends Words {
  /** A page with a row in the access matrix, which says to whom this link is shown. */
  readonly href: string
}

interface RailGroup {
  readonly words: Words
  readonly links: readonly RailLink[]
}

/** The pages of the console, in the order in which they are looked for. A new page is a line here. */
const groups: readonly RailGroup[] = [
  {
    words: { id: 'Operasi', en: 'Operations' },
    links: [
      { href: '/console', id: 'Ikhtisar', en: 'Overview' },
      { href: '/console/chargers', id: 'Pos', en: 'Chargers' },
      { href: '/technician', id: 'Pos di depan saya', en: 'The post in front of me' },
      { href: '/console/chat', id: 'Perintah', en: 'Commands' },
    ],
  },
  {
    words: { id: 'Mitra dan barang', en: 'Partners and stock' },
    links: [
      { href: '/console/usage', id: 'Pemakaian', en: 'Usage' },
      { href: '/statements', id: 'Bagi hasil', en: 'Revenue share' },
      { href: '/planning', id: 'Perencanaan', en: 'Planning' },
      { href: '/economics', id: 'Laba rugi', en: 'Profit and loss' },
      { href: '/regulation', id: 'Perizinan', en: 'Regulation' },
    ],
  },
]

/** The groups of links that somebody may follow. */
export function railFor(actor: Actor): readonly RailGroup[] {
  return groups
    .map(({ words, links }) => ({
      words,
      links: links.filter(({ href }) => mayCall(actor, accessMatrix[`GET ${href}`])),
    }))
    .filter(({ links }) => links.length > 0)
}
