/** Chargers and spare parts as stock: what there is, where it is and how it came there. */
export interface AssetTables {
  assetItem: AssetItemTable
  assetMovement: AssetMovementTable
  deliveryNote: DeliveryNoteTable
  minimumStock: MinimumStockTable
  stockTaking: StockTakingTable
  stockCount: StockCountTable
}

interface AssetItemTable {
  id: string
  slug: string
  name: string
  /** Each by its serial number, or only by how many there are. */
  tracked: 'serial' | 'count'
  createdAt: string
}

/**
 * Something went from one place to another. A place is a site's id, `depot` for our own store, `transit`, `missing`,
 * `supplier` where all comes from, or `used`. What is somewhere is what came less what went. Never changed.
 */
interface AssetMovementTable {
  id: string
  itemId: string
  serialNumber: string | null
  quantity: number
  fromPlace: string
  toPlace: string
  /** What it was done by: `delivery:12`, `stockTaking:3`, `use`, `acquisition`. */
  document: string
  reason: string | null
  movedBy: string
  movedAt: string
}

/** Goods on their way, and how they arrived. */
interface DeliveryNoteTable {
  id: string
  number: number
  fromPlace: string
  toPlace: string
  state: 'sent' | 'received' | 'cancelled'
  /** What was sent: StockLines as JSON. */
  lines: string
  note: string | null
  sentBy: string
  sentAt: string
  /** What arrived otherwise: ReceivedDifferences as JSON. */
  differences: string | null
  endedBy: string | null
  endedAt: string | null
  /** What the recipient, or who cancelled it, has said. */
  endNote: string | null
}

/** The least of an item that is to be at a site. */
interface MinimumStockTable {
  siteId: string
  itemId: string
  quantity: number
  /** Since when there is less, and somebody was told; null while there is enough. */
  belowSince: string | null
}

interface StockTakingTable {
  id: string
  number: number
  siteId: string
  state: 'open' | 'closed'
  startedBy: string
  startedAt: string
  closedBy: string | null
  closedAt: string | null
  /** What was found and why, as JSON, when it was closed. */
  outcome: string | null
}

interface StockCountTable {
  stockTakingId: string
  itemId: string
  /** Empty for what is only counted. */
  serialNumber: string
  quantity: number
  countedBy: string
  countedAt: string
}
