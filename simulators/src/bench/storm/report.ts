import { table } from '../table.ts'
import type { StormReport } from './storm.ts'

const maxFindingsShown = 10

export function stormTables(report: StormReport): string {
  const rows = report.rounds.map((round, index) => [
    `storm ${index + 1}`,
    (round.acceptedMs / 1000).toFixed(1),
    (round.deliveredMs / 1000).toFixed(1),
    String(round.refused),
    mebibytes(round.peakBytes),
    mebibytes(round.heldBytes),
  ])
  const { starts, readings, stops, statuses } = report.acknowledged
  const { findings } = report
  return [
    `${report.chargers} chargers drop at once and come back`,
    table(['', 'all accepted s', 'all delivered s', 'refused', 'peak MiB', 'held MiB'], rows),
    `Held with nobody connected ${mebibytes(report.emptyBytes)} MiB, with all ${mebibytes(report.connectedBytes)} MiB, when all have left ${mebibytes(report.leftBytes)} MiB.`,
    `Acknowledged: ${starts.length} starts, ${readings.length} readings, ${stops.length} stops, ${statuses.length} statuses. Not in the database as acknowledged: ${findings.length}.`,
    ...findings.slice(0, maxFindingsShown),
    '',
  ].join('\n')
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}
