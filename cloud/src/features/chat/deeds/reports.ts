import { businessDay } from '@colok/shared/time'
import type { Span } from '../../../core/chat-parser.ts'
import { dayAfter, periodAround } from '../../../core/report-period.ts'
import { headFigures } from '../../reports/figures.ts'
import { gatherReport } from '../../reports/gather.ts'
import { type Deed, done } from '../deed.ts'
import { figuresOf, mostLines } from './takings.ts'

/** By whose clocks incidents and availability are counted; sessions belong to the days of their sites. */
const timeZone = 'Asia/Jakarta'

/** The figures of a report from the beginning of its period up to now, in the words of the report. */
export const report: Deed<'report'> = {
  kind: 'look',
  async look(asking, { span = 'day' }) {
    const { services, actor, text, language } = asking
    // The parser lets no other words through.
    const today = businessDay(services.clock.wallMs(), timeZone)
    const days = { from: periodAround(span as Span, today).from, until: dayAfter(today, 1) }
    const content = await gatherReport(services, {
      ...days,
      timeZone,
      reach: actor.reach,
      organisation: null,
    })
    const sites = content.sites.filter(({ sessions }) => sessions > 0)
    const shown = sites.toSorted((one, other) => other.takingsIdr - one.takingsIdr).slice(0, mostLines)
    return done(
      [
        text.report(text.spans[span as Span]),
        ...headFigures(content, language).map(([name, value]) => `${name}: ${value}`),
        ...shown.map((site) => `${site.name}: ${figuresOf(asking, site)}`),
        ...(sites.length > shown.length ? [text.andMore(sites.length - shown.length)] : []),
      ].join('\n'),
    )
  },
}
