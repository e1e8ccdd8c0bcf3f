import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { escalate, nextStepAt } from './escalating.ts'
import { passOnLost } from './passing-on.ts'
import { tellPhotos } from './photographed.ts'
import { clearOrphans, lookFor, openAlerts, reopenWhatLasts } from './raising.ts'
import { lookEveryMs, type RuleKind } from './rule-kinds.ts'
import { activeRules } from './rules.ts'
import { tellContacts } from './telling.ts'

/** The shortest of the rules' own intervals. */
const everyMs = 30_000

/** Somebody may have been told in vain by another process, without a word to this one. */
const lostLookEveryMs = 60_000

/** Alerts in one commit; the rest are cleared in the next run. */
const orphansAtOnce = 500

/**
 * Raises alerts, tells whom they concern, and clears them. Everything that is due is in tables; only when a rule looked last
 * is in memory, since looking twice does nothing twice.
 */
export function watchAlerts(services: Services): Job {
  let wake: Wake = () => {}
  let waitsForOutbox = false
  let hasMoved = true
  let lookedForLostMs = Number.NEGATIVE_INFINITY
  /** When the first of the rules looks by itself. */
  let nextLookMs = Number.NEGATIVE_INFINITY
  const lookedAt = new Map<string, number>()
  const readThrough = new Map<string, number>()

  const look = async (noticed: ReadonlySet<RuleKind>) => {
    // Until it has looked wholly, the next run does.
    nextLookMs = Number.NEGATIVE_INFINITY
    const open = await openAlerts(services.read)
    const rules = await activeRules(services.read)
    const known = new Set(rules.map(({ slug }) => slug))
    const orphans = open.filter(({ rule }) => !known.has(rule)).map(({ id }) => id)
    if (orphans.length > 0) await clearOrphans(services, orphans.slice(0, orphansAtOnce))
    const failures: Error[] = []
    for (const rule of rules) {
      const nowMs = services.clock.monotonicMs()
      const last = lookedAt.get(rule.slug) ?? Number.NEGATIVE_INFINITY
      if (!noticed.has(rule.kind) && nowMs - last < lookEveryMs[rule.kind]) continue
      const own = open.filter((alert) => alert.rule === rule.slug)
      const seen = Math.max(rule.readThrough ?? 0, readThrough.get(rule.slug) ?? 0)
      try {
        const read = await lookFor(services, { ...rule, readThrough: seen }, own)
        if (read !== undefined) readThrough.set(rule.slug, read)
        lookedAt.set(rule.slug, nowMs)
      } catch (cause) {
        failures.push(new Error(`The rule ${rule.slug} could not look.`, { cause }))
      }
    }
    nextLookMs = Math.min(
      services.clock.monotonicMs() + everyMs,
      ...rules.map(({ slug, kind }) => (lookedAt.get(slug) ?? Number.NEGATIVE_INFINITY) + lookEveryMs[kind]),
    )
    if (open.some(({ incidentNumber }) => incidentNumber !== null)) await reopenWhatLasts(services)
    return failures
  }

  /** Whether there is more to be told now. */
  const passOn = async () => {
    const nowMs = services.clock.monotonicMs()
    if (!hasMoved && nowMs - lookedForLostMs < lostLookEveryMs) return false
    hasMoved = false
    lookedForLostMs = Number.NEGATIVE_INFINITY
    const isPassedOn = await passOnLost(services)
    // More may wait than are looked after at once.
    if (!isPassedOn) lookedForLostMs = nowMs
    return isPassedOn
  }

  return {
    name: 'watch alerts',
    everyMs,
    onStart(given) {
      wake = given
      services.alerts.whenNoticed(() => wake(0))
      services.messages.whenMoved(() => {
        hasMoved = true
        if (waitsForOutbox) wake(0)
      })
    },
    async run() {
      const noticed = services.alerts.takeNoticed()
      // Most runs are for contacts who wait for a time, or for the message before.
      const mustLook = noticed.size > 0 || services.clock.monotonicMs() >= nextLookMs
      const failures = mustLook ? await look(noticed) : []
      let hasNews = mustLook
      while (await escalate(services)) hasNews = true
      // A photo that arrives is noticed; else it waits for its door to be told of.
      if (hasNews) await tellPhotos(services)
      waitsForOutbox = true
      const next = await tellContacts(services)
      waitsForOutbox = next.waitsForOutbox
      failures.push(...next.failures)
      if (await passOn()) wake(0)
      const dueAt = [next.at, await nextStepAt(services)].filter((at) => at !== undefined)
      if (dueAt.length > 0) wake(Math.max(0, Math.min(...dueAt) - services.clock.wallMs()))
      // Told when every other rule has looked, and every other contact has heard: one that fails silences nobody else.
      if (failures.length > 0)
        throw new AggregateError(failures, failures.map(({ message }) => message).join(' '))
    },
  }
}
