/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatKwh } from '@colok/shared/units'
import type { Context } from 'hono'
import type { z } from 'zod'
import { Problem } from '../../../http/problem.ts'
import { type Language, languageOf } from '../../../web/language.ts'
import type { Charger, CommandOutcomeSchema } from '../../chargers/schemas.ts'
import { Refusal } from '../deeds/form.tsx'
import { refusedFor } from '../deeds/words.ts'
import { Once, onceField } from '../once.tsx'
import type { OwnApi } from '../own-api.ts'
import { chargerPath } from './columns.tsx'
import { chargerDeeds, type DeedName, isDeedName } from './deeds.ts'
import { chargerFrame } from './page.tsx'
import { mayDo } from './parts.tsx'
import { type DeedResult, saidQuery } from './said.tsx'
import { type ChargerWords, chargerWords } from './words.ts'

/** How long a command may wait for its charger, by the word for it. */
const waits = { leaveHour: 3600, leaveDay: 86_400, leaveWeek: 7 * 86_400 } as const

function deedOf(c: Context): DeedName {
  const name = c.req.param('deed') ?? ''
  if (!isDeedName(name)) throw new Problem('not-found', `There is no command ${name}.`)
  if (!mayDo(c.var.actor, name)) throw new Problem('forbidden', `It takes another role to do ${name}.`)
  return name
}

interface Question {
  readonly once: string
  /** What has been typed, and why it is asked for again. */
  readonly typed?: Readonly<Record<string, string>>
  readonly refused?: readonly string[]
}

/** Says what will happen to whom, and asks once. */
export function deedPage(c: Context, charger: Charger, { once, typed, refused = [] }: Question) {
  const name = deedOf(c)
  const language = languageOf(c)
  const text = chargerWords[language]
  const { fields, mayWait } = chargerDeeds[name]
  const { title, will } = text.deeds[name]
  return chargerFrame(c, charger, {
    children: (
      <form
        class="card question"
        method="post"
        action={`${chargerPath(charger.chargePointId)}/deeds/${name}`}
      >
        <Once once={once} />
        <h2>{title}</h2>
        <Refusal lines={refused} />
        <p>{will}</p>
        <ul class="points">
          {whomItConcerns(charger, language).map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        {fields.map((field) => (
          <Field field={field} charger={charger} text={text} value={(typed ?? c.req.query())[field]} />
        ))}
        {mayWait && (
          <label>
            {text.ask.leave}
            <select name="leave">
              <option value="">{text.ask.leaveNot}</option>
              {(Object.keys(waits) as (keyof typeof waits)[]).map((wait) => (
                <option value={wait} selected={typed?.leave === wait}>
                  {text.ask[wait]}
                </option>
              ))}
            </select>
          </label>
        )}
        <div class="row">
          <button class="button stop" type="submit">
            {title}
          </button>
          <a class="button" href={chargerPath(charger.chargePointId)}>
            {text.ask.back}
          </a>
        </div>
      </form>
    ),
  })
}

function whomItConcerns({ online, connectors }: Charger, language: Language): string[] {
  const { ask } = chargerWords[language]
  const charging = connectors.flatMap(({ connectorId, session }) =>
    session === null ? [] : [ask.charging(connectorId, formatKwh(session.energyWh, language))],
  )
  return [...(online ? [] : [ask.offline]), ...(charging.length > 0 ? charging : [ask.nobody])]
}

function Field({
  field,
  charger,
  text,
  value,
}: {
  readonly field: (typeof chargerDeeds)[DeedName]['fields'][number]
  readonly charger: Charger
  readonly text: ChargerWords
  readonly value: string | undefined
}) {
  const { ask } = text
  switch (field) {
    case 'socket':
    case 'socketOrAll':
      return (
        <label>
          {ask.socket}
          <select name={field}>
            {field === 'socketOrAll' && <option value="0">{ask.wholeCharger}</option>}
            {charger.connectors.map(({ connectorId }) => (
              <option value={connectorId} selected={String(connectorId) === value}>
                {text.socket(connectorId)}
              </option>
            ))}
          </select>
        </label>
      )
    case 'card':
      return (
        <label>
          {ask.card}
          <input name="card" required maxlength={20} autocomplete="off" value={value ?? ''} />
        </label>
      )
    case 'transaction': {
      const running = charger.connectors.flatMap(({ connectorId, session }) =>
        session === null ? [] : [{ connectorId, transactionId: session.transactionId }],
      )
      return (
        <label>
          {ask.transaction}
          <input
            name="transaction"
            required
            inputmode="numeric"
            pattern="[0-9]{1,10}"
            value={value ?? running[0]?.transactionId ?? ''}
          />
        </label>
      )
    }
    case 'queued':
      return <input type="hidden" name="queued" value={value ?? ''} />
  }
}

/** Does it by the API, and shows on the page that follows what came of it. */
export async function doDeed(
  c: Context,
  {
    api,
    newOnce,
    charger,
  }: { readonly api: OwnApi; readonly newOnce: () => string; readonly charger: Charger },
): Promise<Response> {
  const name = deedOf(c)
  const deed = chargerDeeds[name]
  const typed: Record<string, string> = {}
  for (const [field, value] of Object.entries(await c.req.parseBody()))
    if (typeof value === 'string') typed[field] = value.trim()
  const wait = deed.mayWait && isWait(typed.leave) ? `?expiresInS=${waits[typed.leave]}` : ''
  const route = deed.route.replace(':id', encodeURIComponent(typed.queued ?? ''))
  const isPost = deed.method === 'POST'
  const ask = {
    method: deed.method,
    path: `/chargers/${encodeURIComponent(charger.chargePointId)}${route}${wait}`,
    ...(isPost && { body: deed.body(typed), once: typed[onceField] || newOnce() }),
  }
  let answer: unknown
  try {
    answer = await api.ask(c, ask)
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== 'key-reused') throw error
    // Gone back to after it was done, and changed: that is another thing to ask for.
    const refused = [refusedFor['key-reused'][languageOf(c)]]
    c.status(error.status)
    return deedPage(c, charger, { once: newOnce(), typed, refused })
  }
  const page = deed.page === 'now' ? '' : `/${deed.page}`
  return c.redirect(`${chargerPath(charger.chargePointId)}${page}?${saidQuery(name, resultOf(answer))}`, 303)
}

const isWait = (text: string | undefined): text is keyof typeof waits =>
  text !== undefined && Object.hasOwn(waits, text)

/** Of the answers of the API's routes: some are the outcome of a command, some have it within. */
function resultOf(answer: unknown): DeedResult {
  const { command, outcome, confirmation } = answer as {
    command?: z.infer<typeof CommandOutcomeSchema>
    outcome?: string
    confirmation?: { status?: unknown } | null
  }
  if (command !== undefined) return resultOf(command)
  const status = confirmation?.status
  return { outcome: outcome ?? 'accepted', answer: typeof status === 'string' ? status : undefined }
}
