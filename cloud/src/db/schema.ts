import type { AccessTables } from './access-tables.ts'
import type { ActivityTables } from './activity-tables.ts'
import type { AlertTables } from './alert-tables.ts'
import type { AssetTables } from './asset-tables.ts'
import type { CdrTables } from './cdr-tables.ts'
import type { ChargingTables } from './charging-tables.ts'
import type { ChatTables } from './chat-tables.ts'
import type { DeviceTables } from './device-tables.ts'
import type { DriverTables } from './driver-tables.ts'
import type { EconomicsTables } from './economics-tables.ts'
import type { FileTables } from './file-tables.ts'
import type { IdentityTables } from './identity-tables.ts'
import type { MessageTables } from './message-tables.ts'
import type { MoneyTables } from './money-tables.ts'
import type { PartnerTables } from './partner-tables.ts'
import type { PlanningTables } from './planning-tables.ts'
import type { PrivacyTables } from './privacy-tables.ts'
import type { RatingTables } from './rating-tables.ts'
import type { ReserveTables } from './reserve-tables.ts'
import type { SettlementTables } from './settlement-tables.ts'
import type { WalletTables } from './wallet-tables.ts'

/**
 * The tables, each described in the file of its area. Instants are fixed-width UTC ISO text, money is whole rupiah,
 * energy whole Wh, booleans 0 or 1, and anything whose shape belongs to somebody else is JSON text.
 */
export interface Schema
  extends AccessTables,
    ActivityTables,
    AlertTables,
    CdrTables,
    AssetTables,
    ChargingTables,
    ChatTables,
    DeviceTables,
    DriverTables,
    EconomicsTables,
    FileTables,
    IdentityTables,
    MessageTables,
    MoneyTables,
    PartnerTables,
    ReserveTables,
    PlanningTables,
    PrivacyTables,
    RatingTables,
    SettlementTables,
    WalletTables {}
