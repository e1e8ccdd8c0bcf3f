import { businessDay, toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { queueException } from '../payments/exceptions.ts'
import { type MatchedSite, matchDay, matchedSites } from './day-match.ts'

/** After its end a day is given so long: chargers that were cut off tell of their last sessions, and these are settled. */
const settleDownMs = 3 * 3_600_000

/** Days that a process which was down makes up for. */
const daysBack = 7

const dayMs = 86_400_000

/** Matches each site's day once, some hours after its end, and puts it before a person when it does not come out. */
export function matchDays(services: Services): Job {
  return {
    name: 'match days',
    everyMs: 3_600_000,
    async run() {
      const sites = await matchedSites(services.read, undefined)
      for (const site of sites)
        for (const day of daysBefore(services.clock.wallMs() - settleDownMs, site.timeZone))
          await matchOnce(services, site, day)
    },
  }
}

function daysBefore(now: number, timeZone: string): string[] {
  return Array.from({ length: daysBack }, (_, back) =>
    businessDay(now - (back + 1) * dayMs, timeZone),
  ).reverse()
}

async function matchOnce(services: Services, site: MatchedSite, day: string): Promise<void> {
  const key = [site.id, day]
  const known = await first(
    services.read,
    'select site_id from day_match where site_id = ? and business_day = ?',
    key,
  )
  if (known !== undefined) return
  const match = await matchDay(services.read, site, day)
  const { differences } = match
  await services.writer.write(async (tx) => {
    await tx.run(
      'insert into day_match (site_id, business_day, match, matched_at) values (?, ?, ?, ?) on conflict do nothing',
      [...key, JSON.stringify(match), toIso(services.clock.wallMs())],
    )
    if (differences.length === 0) return
    const shown = differences.slice(0, 5).map(({ kind, reference }) => `${kind} ${reference}`)
    await queueException(tx, services, {
      ref: `day:${site.slug}:${day}`,
      kind: 'dayDiffers',
      detail: `${differences.length} differences on ${day} at ${site.slug}: ${shown.join(', ')}. All of them: npm run books -- --match ${day} --site ${site.slug}`,
    })
  })
}
