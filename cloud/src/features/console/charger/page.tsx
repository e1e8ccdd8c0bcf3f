/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { accessMatrix } from '../../../access-matrix.ts'
import type { AssetName } from '../../../web/assets.ts'
import { pagePlace } from '../../../web/page-place.ts'
import { mayCall } from '../../access/guard.ts'
import type { Charger } from '../../chargers/schemas.ts'
import { ConsolePage } from '../frame.tsx'
import { sinceText } from '../times.ts'
import { chargerPath } from './columns.tsx'
import type { DeedName } from './deeds.ts'
import { ChargerNow, DeedButtons } from './parts.tsx'
import { Said } from './said.tsx'
import { type ChargerWords, chargerWords, validations } from './words.ts'

const tabs: Readonly<Record<keyof ChargerWords['tabs'], string>> = {
  now: '',
  frames: '/frames',
  configuration: '/configuration',
  history: '/history',
  queue: '/queue',
}

/** The frame of each page about one charger: its name, its pages, and what came of the last deed. */
export function chargerFrame(
  c: Context,
  charger: Charger,
  page: { readonly scripts?: readonly AssetName[]; readonly children: Child },
) {
  const place = pagePlace(c)
  const { actor } = c.var
  const text = chargerWords[place.language]
  const base = chargerPath(charger.chargePointId)
  return c.html(
    <ConsolePage
      actor={actor}
      place={place}
      section="/console/chargers"
      title={charger.chargePointId}
      lead={`${charger.name}, ${charger.site.name}`}
      scripts={page.scripts ?? []}
      actions={
        <a class="button" href={`/c/${encodeURIComponent(charger.chargePointId)}`}>
          {text.driverPage}
        </a>
      }
    >
      <nav class="tabs" aria-label={charger.chargePointId}>
        {Object.entries(tabs).map(([tab, end]) => {
          if (!mayCall(actor, accessMatrix[`GET /console/chargers/:chargePointId${end}`])) return null
          const isHere = place.path === `${base}${end}`
          return (
            <a href={`${base}${end}`} {...(isHere && { 'aria-current': 'page' as const })}>
              {text.tabs[tab as keyof typeof tabs]}
            </a>
          )
        })}
      </nav>
      <Said said={c.req.query('said') ?? ''} language={place.language} />
      {page.children}
    </ConsolePage>,
  )
}

const nowDeeds: readonly DeedName[] = [
  ...(['start', 'stop', 'unlock', 'inoperative', 'operative', 'reset-soft', 'reset-hard'] as const),
  ...([
    'trigger-status',
    'trigger-meter',
    'trigger-boot',
    'clear-cache',
    'local-list',
    'diagnostics',
  ] as const),
]

/** One charger: how it is now, what may be done, and what it is. */
export function chargerPage(
  c: Context,
  charger: Charger,
  { chart, newOnce }: { readonly chart: Child; readonly newOnce: () => string },
) {
  const { language } = pagePlace(c)
  const text = chargerWords[language]
  const base = chargerPath(charger.chargePointId)
  return chargerFrame(c, charger, {
    scripts: ['live.js', 'power.js'],
    children: (
      <>
        <colok-live src={`${base}/live`}>
          <ChargerNow charger={charger} language={language} />
        </colok-live>
        {chart}
        {nowDeeds.length > 0 && (
          <section class="section">
            <h2>{text.commands}</h2>
            <p class="quiet">{text.commandsLead}</p>
            <DeedButtons {...{ charger, actor: c.var.actor, names: nowDeeds, language, newOnce }} />
          </section>
        )}
        <section class="section">
          <h2>{text.about}</h2>
          <ChargerFacts charger={charger} language={language} />
          <p>
            <a href={`/console/sessions?chargePointId=${encodeURIComponent(charger.chargePointId)}`}>
              {text.sessionsHere}
            </a>
          </p>
        </section>
      </>
    ),
  })
}

function ChargerFacts({ charger, language }: { charger: Charger; language: 'id' | 'en' }) {
  const { facts } = chargerWords[language]
  const time = (instant: string | null) =>
    instant === null ? null : sinceText(instant, { language, timeZone: charger.site.timeZone })
  const values: Readonly<Record<keyof typeof facts, string | number | null>> = {
    site: `${charger.site.name}, ${charger.site.address}`,
    model: [charger.vendor, charger.model].filter((part) => part !== null).join(' '),
    serialNumber: charger.serialNumber,
    firmwareVersion: charger.firmwareVersion,
    securityProfile: charger.securityProfile,
    bootedAt: time(charger.bootedAt),
    lastMessageAt: time(charger.lastMessageAt),
    validation: validations[charger.validation][language],
    price: charger.priceIdrPerKwh === null ? null : `${formatIdr(charger.priceIdrPerKwh, language)} / kWh`,
  }
  return (
    <dl class="facts">
      {Object.entries(facts).map(([key, name]) => (
        <>
          <dt>{name}</dt>
          <dd>{values[key as keyof typeof facts] || '–'}</dd>
        </>
      ))}
    </dl>
  )
}
