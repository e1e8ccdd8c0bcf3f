/** What the world's own books say of a card, whatever charger or central system think. */
type CardTruth = 'accepted' | 'blocked' | 'expired' | 'unknown'

export interface Card {
  readonly idTag: string
  readonly truth: CardTruth
}

const perTruth: Readonly<Record<CardTruth, number>> = { accepted: 40, blocked: 4, expired: 3, unknown: 3 }

/** Opens every service door, and charges nowhere. */
export const serviceCard = '0453455256494345'

/** The cards that people of this world carry; each charger's neighbourhood has its own. */
export function cardsOf(chargerIndex: number): readonly Card[] {
  return (Object.keys(perTruth) as CardTruth[]).flatMap((truth, kind) =>
    Array.from({ length: perTruth[truth] / 2 }, (_, index) => ({
      idTag: `04${hex(chargerIndex, 4)}${hex(kind, 2)}${hex(index, 4)}AA`,
      truth,
    })),
  )
}

/** Cards that hang on wallets, wallet by wallet: the first wallet has two. */
export function walletCardsOf(chargerIndex: number): readonly (readonly string[])[] {
  const card = (index: number) => `04${hex(chargerIndex, 4)}F0${hex(index, 4)}AA`
  return [[card(0), card(1)], [card(2)], [card(3)]]
}

/** Cards of those who have an account, and have sockets held for them. */
export function memberCardsOf(chargerIndex: number): readonly Card[] {
  return [0, 1].map((index) => ({
    idTag: `04${hex(chargerIndex, 4)}E0${hex(index, 4)}AA`,
    truth: 'accepted',
  }))
}

function hex(number: number, width: number): string {
  return number.toString(16).toUpperCase().padStart(width, '0')
}
