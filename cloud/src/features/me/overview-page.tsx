/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { measureOf } from '../../web/chart-measure.ts'
import type { Language } from '../../web/language.ts'
import { Rupiah } from '../../web/rupiah.tsx'
import type { Session } from '../charging/schemas.ts'
import type { DriverMonth } from '../drivers/schemas.ts'
import type { WalletView } from '../wallets/schemas.ts'
import { MePage } from './frame.tsx'
import { meWords } from './words.ts'

interface Overview {
  readonly name: string
  readonly wallets: readonly WalletView[]
  readonly newestMonth: DriverMonth | undefined
  readonly running: readonly Session[]
  readonly language: Language
}

/** What a driver has with us, at a glance. */
export function OverviewPage({ name, wallets, newestMonth, running, language }: Overview) {
  const text = meWords[language]
  return (
    <MePage language={language} title={text.title(name)} path="/me">
      {running.map((session) => (
        <section class="socket next">
          <h2>{text.running}</h2>
          <p class="power">
            {session.chargePointId} · {measureOf('energy', language).full(session.energyWh ?? 0)}
            {session.amountIdr !== null && ` · ${formatIdr(session.amountIdr, language)}`}
          </p>
          <a class="button wide" href={`/c/${session.chargePointId}`}>
            {text.toPost}
          </a>
        </section>
      ))}
      <section class="card">
        <h2>{text.balance}</h2>
        {wallets.length === 0 && <p>{text.noWallet}</p>}
        {wallets.map(({ balanceIdr, heldIdr, page }) => (
          <>
            <p>
              <Rupiah amountIdr={balanceIdr} language={language} />
            </p>
            {heldIdr > 0 && <p class="caption">{text.held(formatIdr(heldIdr, language))}</p>}
            {page !== null && (
              <a class="button pay" href={new URL(page).pathname}>
                {text.fillUp}
              </a>
            )}
          </>
        ))}
      </section>
      <section class="card">
        <h2>{text.history.title}</h2>
        {newestMonth === undefined ? (
          <p>{text.nothingYet}</p>
        ) : (
          <>
            <dl class="facts">
              <div>
                <dt>{text.history.energy}</dt>
                <dd>{measureOf('energy', language).full(newestMonth.energyWh)}</dd>
              </div>
              <div>
                <dt>{text.history.paid}</dt>
                <dd>{formatIdr(newestMonth.totalIdr, language)}</dd>
              </div>
            </dl>
            <a class="button wide" href="/me/history">
              {text.seeHistory}
            </a>
          </>
        )}
      </section>
    </MePage>
  )
}
