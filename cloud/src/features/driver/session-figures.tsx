/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import { dayOf, type Language, localeOf, type Place, placeOf, timeOfDay, words } from '../../web/language.ts'
import { Rupiah } from '../../web/rupiah.tsx'
import type { BillView, PostView, SocketView } from './view.ts'

/** A session under way: energy and rupiah large, the ring filled by the share of the socket's power in use. */
export function Figures({
  post,
  socket,
  session,
  language,
}: {
  post: PostView
  socket: SocketView
  session: NonNullable<SocketView['session']>
  language: Language
}) {
  const { charging } = words[language]
  const place = placeOf(post, language)
  const number = new Intl.NumberFormat(localeOf(language))
  const power = session.powerW
  return (
    <div class="figures">
      <div class="dial">
        <Ring permille={permilleOf(power, socket.maxPowerW)} />
        <p class="hero">
          {kwhDigits(session.energyWh, language)} <span class="unit">kWh</span>
        </p>
      </div>
      {session.amountIdr !== null && <Rupiah amountIdr={session.amountIdr} language={language} />}
      {power !== null && (
        <p class="power">
          {socket.maxPowerW === undefined
            ? charging.power(number.format(power))
            : charging.powerOf(number.format(power), number.format(socket.maxPowerW))}
        </p>
      )}
      <p class="caption">
        {charging.since(timeOfDay(session.startedAt, place))}
        {session.readAt !== null && (
          <>
            <br />
            {charging.readAt(timeOfDay(session.readAt, place))}
          </>
        )}
      </p>
    </div>
  )
}

/** What the last session at this socket came to. */
export function Bill({ post, bill, language }: { post: PostView; bill: BillView; language: Language }) {
  const text = words[language].bill
  const place = placeOf(post, language)
  return (
    <div class="bill" data-key="bill">
      <h3>{text.title}</h3>
      <dl>
        <dt>{text.day}</dt>
        <dd>{days(bill, place)}</dd>
        <dt>{text.start}</dt>
        <dd>{timeOfDay(bill.startedAt, place)}</dd>
        <dt>{text.stop}</dt>
        <dd>{timeOfDay(bill.stoppedAt, place)}</dd>
        <dt>{text.energy}</dt>
        <dd>{formatKwh(bill.energyWh, language, 3)}</dd>
        {bill.priceIdrPerKwh !== undefined && (
          <>
            <dt>{text.pricePerKwh}</dt>
            <dd>{formatIdr(bill.priceIdrPerKwh, language)}</dd>
          </>
        )}
        {bill.otherLines.map(({ kind, amountIdr }) => (
          <>
            <dt>{text.lines[kind]}</dt>
            <dd>{formatIdr(amountIdr, language)}</dd>
          </>
        ))}
      </dl>
      {bill.totalIdr === undefined ? (
        <p>{text.beingChecked}</p>
      ) : (
        <dl class="total">
          <dt>{text.total}</dt>
          <dd>
            <Rupiah amountIdr={bill.totalIdr} language={language} />
          </dd>
        </dl>
      )}
      <p class="number">
        {text.session}
        <br />
        {bill.sessionId}
      </p>
    </div>
  )
}

export function Ring({ permille }: { permille: number }) {
  return (
    <svg class="ring" viewBox="0 0 120 120" aria-hidden="true">
      <circle class="track" cx="60" cy="60" r="54" />
      {permille > 0 && (
        <circle class="fill" cx="60" cy="60" r="54" pathLength="1000" stroke-dasharray={`${permille} 1000`} />
      )}
    </svg>
  )
}

function permilleOf(powerW: number | null, maxPowerW: number | undefined): number {
  if (powerW === null || maxPowerW === undefined) return 0
  return Math.min(1000, Math.max(0, Math.round((powerW * 1000) / maxPowerW)))
}

export function kwhDigits(energyWh: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(energyWh / 1000)
}

/** One day, or two when the session went over midnight. */
function days(bill: BillView, place: Place): string {
  const [start, stop] = [dayOf(bill.startedAt, place), dayOf(bill.stoppedAt, place)]
  return start === stop ? start : `${start} – ${stop}`
}
