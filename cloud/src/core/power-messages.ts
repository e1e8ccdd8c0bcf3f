import {
  either,
  fits,
  followed,
  isNoMore,
  type Permit,
  type Permitted,
  type StationMessage,
} from './power-permit.ts'
import { isDue, leaseUntil, type PlannedCharger, type SitePlan } from './power-plan.ts'

/** `unknown`: there was no answer, so the charger may hold to it or not. */
export type Told = 'accepted' | 'refused' | 'unknown'

interface Telling {
  readonly budgetW: number
  readonly nowMs: number
  readonly send: (chargerId: string, message: StationMessage) => Promise<Told>
  /** Keeps, for good, what a charger may be going by; resolves when it is kept. */
  readonly keep: (chargerId: string, permit: Permit) => Promise<void>
}

/**
 * Tells chargers what a plan has for them: first those that are never to draw more than they may anyway, then, as far as
 * what has come free allows, the others. From before it is sent until its answer is there a message counts as followed
 * and as not followed, so no lost message and no crash makes the sum exceed the budget, now or later. Resolves with
 * whether all was told; if not, plan anew soon.
 */
export async function tellStations(
  chargers: readonly PlannedCharger[],
  plan: SitePlan,
  { budgetW, nowMs, send, keep }: Telling,
): Promise<boolean> {
  const site = new Map<string, PlannedCharger>(chargers.map((charger) => [charger.id, charger]))
  /** Who does not answer now is not asked again and again; the next run does. */
  const silent = new Set<string>()
  let isHeldUp = false
  const remember = async (charger: PlannedCharger, permit: Permit) => {
    site.set(charger.id, { ...charger, permit })
    await keep(charger.id, permit)
  }
  const tell = async (charger: PlannedCharger, message: StationMessage) => {
    const { id, permit } = charger
    await remember(charger, either(permit, followed(permit, message)))
    const told = await send(id, message)
    if (told === 'accepted') await remember(charger, followed(permit, message))
    else silent.add(id)
    if (told === 'refused') await remember(charger, permit)
  }
  const tellWhere = async (id: string, mayTell: (charger: PlannedCharger, after: Permitted) => boolean) => {
    for (const kind of ['safe', 'lease'] as const) {
      const charger = site.get(id)
      const message = charger && messageTo(charger, kind, plan, nowMs)
      if (charger === undefined || message === undefined || silent.has(id)) continue
      const after = { ...charger, permit: either(charger.permit, followed(charger.permit, message)) }
      if (mayTell(charger, after)) await tell(charger, message)
      else isHeldUp = true
    }
  }
  await Promise.all(
    chargers.map(({ id }) => tellWhere(id, (charger, after) => isNoMore(charger, after, nowMs))),
  )
  isHeldUp = false
  for (const { id } of chargers)
    await tellWhere(id, (charger, after) => {
      const others = [...site.values()].filter((other) => other.id !== id)
      return isNoMore(charger, after, nowMs) || fits([...others, after], budgetW, nowMs)
    })
  return silent.size === 0 && !isHeldUp
}

/** What a charger has to be told of the plan, or told again. */
function messageTo(
  { id, ratingW, permit }: PlannedCharger,
  kind: StationMessage['kind'],
  plan: SitePlan,
  nowMs: number,
): StationMessage | undefined {
  const planned = plan.chargers.get(id)
  if (planned === undefined) return undefined
  const { safeW, leaseW } = planned
  if (kind === 'safe')
    return permit.every((held) => held.safeW === safeW) ? undefined : { kind, limitW: safeW }
  if (leaseW === null) return undefined
  const raises = permit.some((held) => leaseW > (held.safeW ?? ratingW))
  const isTold = permit.every(
    ({ lease }) => lease?.limitW === leaseW && !isDue(lease.untilMs, nowMs, { raises }),
  )
  return isTold ? undefined : { kind, limitW: leaseW, untilMs: leaseUntil(nowMs, { raises }) }
}
