/** What drivers say. */
export interface RatingTables {
  rating: RatingTable
}

/** Of the session that a payment was for; said once. */
interface RatingTable {
  paymentId: string
  chargerId: number
  /** Where the charger stood then. */
  siteId: string
  /** 1 bad, 5 very good. */
  stars: number
  word: string | null
  createdAt: string
}
