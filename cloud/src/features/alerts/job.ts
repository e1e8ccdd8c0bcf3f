import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { escalate, nextStepAt } from './escalating.ts'
import { clearOrphans, lookFor, reopenWhatLasts } from './raising.ts'
import { lookEveryMs, type RuleKind } from './rule-kinds.ts'
import { activeRules } from './rules.ts'
import { tellContacts } from './telling.ts'

/** The shortest of the rules' own intervals. */
const everyMs = 30_000

/**
 * Raises alerts, tells whom they concern, and clears them. Everything that is due is in tables; only when a rule looked last
 * is in memory, since looking twice does nothing twice.
 */
export function watchAlerts(services: Services): Job {
  let wake: Wake = () => {}
  let waitsForOutbox = false
  const lookedAt = new Map<string, number>()
  const readThrough = new Map<string, number>()

  const look = async (noticed: ReadonlySet<RuleKind>) => {
    for (const rule of await activeRules(services.read)) {
      const nowMs = services.clock.monotonicMs()
      const last = lookedAt.get(rule.slug) ?? Number.NEGATIVE_INFINITY
      if (!noticed.has(rule.kind) && nowMs - last < lookEveryMs[rule.kind]) continue
      const known = Math.max(rule.readThrough ?? 0, readThrough.get(rule.slug) ?? 0)
      const read = await lookFor(services, { ...rule, readThrough: known })
      if (read !== undefined) readThrough.set(rule.slug, read)
      lookedAt.set(rule.slug, nowMs)
    }
  }

  return {
    name: 'watch alerts',
    everyMs,
    onStart(given) {
      wake = given
      services.alerts.whenNoticed(() => wake(0))
      services.messages.whenMoved(() => {
        if (waitsForOutbox) wake(0)
      })
    },
    async run() {
      await look(services.alerts.takeNoticed())
      await clearOrphans(services)
      await reopenWhatLasts(services)
      while (await escalate(services)) {}
      waitsForOutbox = true
      const next = await tellContacts(services)
      waitsForOutbox = next.waitsForOutbox
      const dueAt = [next.at, await nextStepAt(services)].filter((at) => at !== undefined)
      if (dueAt.length > 0) wake(Math.max(0, Math.min(...dueAt) - services.clock.wallMs()))
    },
  }
}
