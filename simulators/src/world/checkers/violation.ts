/** What must hold, by name. */
type CheckerName =
  | 'relayHasOpenTransaction'
  | 'relayHasGoodCard'
  | 'relayHasNoBlockingFault'
  | 'weldIsShown'
  | 'lockoutNeedsTechnician'
  | 'claimCodeIsGoodOnce'
  | 'captureMatchesBill'
  | 'alertsReachThoseConcerned'
  | 'chatActsOnce'
  | 'reporterIsToldOnce'
  | 'heldSocketIsKept'
  | 'reservationsEnd'
  | 'noEnergyOutsideTransactions'
  | 'energyDeliveredIsJournalled'
  | 'transactionsKnownOnce'
  | 'energyJournalledIsBilled'
  | 'billIsRight'
  | 'suspicionHasReason'
  | 'paidIsAccounted'
  | 'payerHasEnergyOrMoney'
  | 'walletsHoldTheirMoney'
  | 'reservesComeToTheirEnd'
  | 'partnersGetTheirShare'
  | 'nobodySeesOthers'
  | 'booksSumToZero'
  | 'booksAgreeWithGateways'
  | 'messagesArriveOnce'
  | 'recordsStay'
  | 'oldDataIsForgotten'
  | 'priceIsOfItsTime'
  | 'statementsAreTold'
  | 'nothingLeftOpen'
  | 'nothingBuried'
  | 'commandsAnswered'
  | 'queuesBounded'
  | 'noProcessFails'
  | 'centralSystemLogsNoError'

export interface Violation {
  readonly checker: CheckerName
  /** A charger's id, `cloud`, `payments`, `partners` or `messages`. */
  readonly subject: string
  readonly what: string
}

export type Report = (violation: Violation) => void
