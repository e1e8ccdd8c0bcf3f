import { toIso } from '@colok/shared/time'
import { type VendorMessage, type VendorMessageId, vendorRequest } from '@colok/shared/vendor'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { commandCharger, isUnable } from '../chargers/commands-to-chargers.ts'
import { nextPriceListAt, priceAt } from '../tariffs/prices.ts'
import { type DisplayFacts, keepTold, postSecret } from './display-rows.ts'

/** The word of something new may be lost, and prices by the time of day change with a minute. */
const minuteMs = 60_000

/** A post that has just come speaks first. */
const soonMs = 5000

/** What could not be told now is tried again. */
const againMs = 10_000

/** Told at once; the rest is found by the next run. */
const batch = 50

/** Our own firmware's chargePointVendor: nobody else's knows what we would tell. */
const ourVendor = 'Colok'

interface Post {
  readonly id: number
  readonly chargePointId: string
  readonly siteId: string
  readonly bootedAt: string | null
  readonly told: string | null
  readonly listens: number | null
  readonly toldAt: string | null
}

/**
 * Tells our own chargers what their displays show of ours: the price of sessions that start now, before anybody pays, and the
 * secret of the rotating code. Told once, again when it has changed and after each boot, since a firmware may have come with it.
 */
export function tellDisplays(services: Services): Job {
  let wake: Wake = () => {}
  return {
    name: 'tell displays',
    everyMs: minuteMs,
    onStart(given) {
      wake = given
      services.bells.when('chargers', () => wake(soonMs))
      services.bells.when('prices', () => wake(0))
    },
    async run() {
      const { clock } = services
      const nextListAt = await nextPriceListAt(services.read, toIso(clock.wallMs()))
      const posts = await services.read.all<Post>(
        `select charger.id, charge_point_id, site_id, booted_at, told, listens, told_at
         from charger left join post_display on post_display.charger_id = charger.id
         where connected = 1 and registration = 'Accepted' and vendor = ?`,
        [ourVendor],
      )
      const prices = await pricesAt(services, new Set(posts.map(({ siteId }) => siteId)))
      const behind = posts.filter((post) => isBehind(post, prices.get(post.siteId) ?? null))
      const told = await Promise.all(
        behind.slice(0, batch).map((post) => tell(services, post, prices.get(post.siteId) ?? null)),
      )
      if (behind.length > batch || !told.every(Boolean)) wake(againMs)
      const now = clock.wallMs()
      const nextAt = Math.min(nextListAt ?? Number.POSITIVE_INFINITY, now - (now % minuteMs) + minuteMs)
      wake(Math.max(0, nextAt - now))
    },
  }
}

async function pricesAt(
  services: Services,
  siteIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number | null>> {
  const at = toIso(services.clock.wallMs())
  const found = new Map<string, number | null>()
  for (const siteId of siteIds)
    found.set(siteId, (await priceAt(services.read, { siteId, at }))?.priceIdrPerKwh ?? null)
  return found
}

function isBehind({ told, toldAt, bootedAt }: Post, priceIdrPerKwh: number | null): boolean {
  if (toldAt === null || (bootedAt !== null && bootedAt > toldAt)) return true
  // One that listens to nothing is asked again after its next boot.
  return told !== null && (JSON.parse(told) as DisplayFacts).priceIdrPerKwh !== priceIdrPerKwh
}

type Heard = 'yes' | 'no' | 'notNow'

/** False when it has to be told once more. */
async function tell(services: Services, post: Post, priceIdrPerKwh: number | null): Promise<boolean> {
  const { chargePointId } = post
  const secret = postSecret(services, chargePointId)
  const code = await say(services, chargePointId, 'SetPostCode', { secret })
  if (code === 'notNow') return false
  const price =
    priceIdrPerKwh === null ? code : await say(services, chargePointId, 'SetPrice', { priceIdrPerKwh })
  if (price === 'notNow') return false
  const listens = code === 'yes' || price === 'yes'
  await keepTold(services, post.id, listens ? { priceIdrPerKwh, code: code === 'yes' } : undefined)
  services.changes.changed(chargePointId)
  return true
}

async function say<M extends VendorMessageId>(
  services: Services,
  chargePointId: string,
  messageId: M,
  message: VendorMessage<M>,
): Promise<Heard> {
  const answer = await commandCharger(
    services,
    chargePointId,
    'DataTransfer',
    vendorRequest(messageId, message),
  )
  if (answer.outcome === 'accepted') return 'yes'
  return answer.outcome === 'rejected' || isUnable(answer) ? 'no' : 'notNow'
}
