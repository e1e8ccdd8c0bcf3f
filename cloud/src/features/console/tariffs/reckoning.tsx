/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Problem } from '../../../http/problem.ts'
import { sayMessage } from '../../../web/issue-words.ts'
import type { TariffPreview } from '../../tariffs/schemas.ts'
import type { Asking } from '../asking.ts'
import { BillLines } from '../bill-lines.tsx'
import { type Field, type Typed, typedOf } from '../deeds/fields.ts'
import { tariffWords as w } from './words.ts'

/** What a session is tried with: its energy, how long it takes, and when it starts. */
export const usageFields: readonly Field[] = [
  { name: 'kWh', kind: 'number', unit: 'kWh', label: { id: 'Energi', en: 'Energy' }, required: true },
  {
    name: 'minutes',
    kind: 'whole',
    unit: { id: 'menit', en: 'minutes' },
    label: { id: 'Lama seluruhnya', en: 'How long in all' },
    required: true,
  },
  {
    name: 'idleMinutes',
    kind: 'whole',
    unit: { id: 'menit', en: 'minutes' },
    label: { id: 'Di antaranya baterai penuh', en: 'Of these, with a full battery' },
  },
  { name: 'startsAt', kind: 'moment', label: { id: 'Mulai (WIB)', en: 'Start (WIB)' }, required: true },
]

/** A pack of a common motorcycle, at the noon after. */
export function usualUsage(now: number): Typed {
  const noon = new Date(now + 86_400_000).toISOString().slice(0, 10)
  return typedOf(usageFields, {
    ...{ kWh: 1.25, minutes: 65, idleMinutes: 0 },
    startsAt: `${noon}T05:00:00.000Z`,
  })
}

/** The bill of such a session by a tariff, as the API reckons it. */
export async function Reckoning({
  asking,
  tariff,
  usage,
}: {
  readonly asking: Asking
  readonly tariff: object
  readonly usage: Record<string, unknown>
}) {
  const { c, api, language } = asking
  const { kWh, minutes, idleMinutes = 0, startsAt } = usage
  const query = new URLSearchParams({
    tariff: JSON.stringify(tariff),
    startsAt: String(startsAt),
    energyWh: String(Math.round(Number(kWh) * 1000)),
    minutes: String(minutes),
    idleMinutes: String(idleMinutes),
  })
  try {
    const preview = await api.get<TariffPreview>(c, `/tariffs/preview?${query}`)
    return (
      <div class="reckoned" role="status">
        {preview.objection !== null && (
          <p class="refusal">
            {w.objection[language]} {new Problem('invalid-request', preview.objection).in(language)}
          </p>
        )}
        <BillLines bill={preview.bill} language={language} />
      </div>
    )
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const why = error.errors?.map(({ message }) => sayMessage(message, language)) ?? [error.in(language)]
    return <p class="refusal">{why.filter(Boolean).join(' ')}</p>
  }
}
