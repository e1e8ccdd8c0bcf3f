import type { ChargePoint } from '../charge-point.ts'
import type { Transaction } from '../ledger.ts'
import type { Report } from './violation.ts'

/** Start and end are read in whole Wh. */
const roundingWh = 1
/** What a power cut may cost. */
const powerCutWh = 10
/** A register that stands still is found after 25 Wh; one that is silent within some seconds. */
const brokenMeterWh = 40

/** What truly flowed is what the journal says, within the rounding and what a cut or a broken meter may cost. */
export function checkEnergy(chargePoint: ChargePoint, report: Report): void {
  const { id, ledger } = chargePoint
  for (const transaction of ledger.transactions) {
    const { stopped } = transaction
    if (stopped === undefined) continue
    const journalledWh = stopped.meterStopWh - transaction.meterStartWh
    const lostWh = transaction.deliveredMwh / 1_000 - journalledWh
    const mostWh = mayLoseWh(transaction)
    const leastWh = transaction.meterBroken ? -brokenMeterWh : -roundingWh
    if (lostWh > mostWh || lostWh < leastWh)
      report({
        checker: 'energyDeliveredIsJournalled',
        subject: id,
        what: `transaction ${transaction.localId} (${stopped.reason}) delivered ${transaction.deliveredMwh} mWh and journalled ${journalledWh} Wh`,
      })
  }
  if (ledger.strayMwh > 0)
    report({
      checker: 'noEnergyOutsideTransactions',
      subject: id,
      what: `${ledger.strayMwh} mWh flowed while no transaction was open`,
    })
}

function mayLoseWh({ interrupted, meterBroken, weldedMwh }: Transaction): number {
  return (
    roundingWh +
    (interrupted ? powerCutWh : 0) +
    (meterBroken ? brokenMeterWh : 0) +
    Math.ceil(weldedMwh / 1_000)
  )
}
