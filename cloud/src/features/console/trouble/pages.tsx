/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Severity } from '../../../core/incident.ts'
import { ruleKindNames } from '../../alerts/rule-kinds.ts'
import {
  type AlertView,
  alertSortKeys,
  type ContactView,
  contactSortKeys,
  type RuleView,
  ruleSortKeys,
} from '../../alerts/schemas.ts'
import { type Risk, riskSortKeys } from '../../incidents/risks.ts'
import { type IncidentHistory, type IncidentView, incidentSortKeys } from '../../incidents/schemas.ts'
import { type Asking, filled, hrefOf, mayOpen } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import {
  DeedLink,
  deskPage,
  Facts,
  type ListPage,
  Mark,
  type MarkColour,
  Section,
  ShortList,
} from '../desk.tsx'
import { none, rupiah, when } from '../figures.ts'
import { ChargerLink, lasted } from './parts.tsx'
import {
  entryKinds,
  incidentKindNames,
  incidentStates,
  riskBands,
  ruleKindNamesSaid,
  severityNames,
  troubleWords as w,
} from './words.ts'

const severityColours: Readonly<Record<Severity, MarkColour>> = {
  critical: 'red',
  warning: 'amber',
  notice: 'grey',
}
const stateColours = { untaken: 'red', taken: 'amber', closed: 'green' } as const
const bandColours = { low: 'green', medium: 'blue', high: 'amber', extreme: 'red' } as const

function detailOf({ detail }: AlertView, { language }: Asking): string {
  const { chargers = [], code, text, amountIdr } = detail
  const parts = [code, text, amountIdr === undefined ? undefined : rupiah(amountIdr, language)]
  return [...parts, chargers.length > 1 ? chargers.join(', ') : undefined].filter(Boolean).join(' · ') || none
}

export const alertList: ListPage<AlertView> = {
  path: '/console/alerts',
  api: '/alerts',
  title: w.alerts,
  lead: w.alertsLead,
  empty: w.noAlerts,
  sorts: alertSortKeys,
  filters: (language) => [
    {
      ...{ name: 'state', label: w.state[language], kind: 'choice' },
      options: [
        { value: 'open', text: w.open[language] },
        { value: 'cleared', text: w.cleared[language] },
      ],
    },
    {
      ...{ name: 'kind', label: w.kind[language], kind: 'choice' },
      options: ruleKindNames.map((value) => ({ value, text: ruleKindNamesSaid[value][language] })),
    },
  ],
  columns: (asking) => {
    const { language } = asking
    const { text, when: time, deeds } = columnsIn<AlertView>(language)
    return [
      time('beganAt', w.since),
      text('severity', w.severity, ({ severity }) => (
        <Mark colour={severityColours[severity]} text={severityNames[severity][language]} />
      )),
      text('kind', w.kind, ({ kind }) => ruleKindNamesSaid[kind][language]),
      text('site', w.site),
      text('chargePointId', w.charger, ({ chargePointId }) => <ChargerLink id={chargePointId} />),
      text('connectorId', w.socket),
      {
        key: 'detail',
        name: w.detail[language],
        cell: (alert) => <span class="wrapped">{detailOf(alert, asking)}</span>,
        csv: (alert) => detailOf(alert, asking),
      },
      time('clearedAt', w.cleared),
      text('incident', w.incident, ({ incident }) =>
        incident === null ? (
          none
        ) : (
          <a href={hrefOf('/console/incidents/:number', { number: String(incident) })}>{incident}</a>
        ),
      ),
      deeds(w.deeds, ({ id, clearedAt, incident, acknowledgedAt }) => {
        if (acknowledgedAt !== null) return w.taken[language]
        if (incident !== null || clearedAt !== null) return null
        return <DeedLink asking={asking} form="/console/alerts/:id/take" names={{ id }} text={w.take} />
      }),
    ]
  },
}

export const incidentList: ListPage<IncidentView> = {
  path: '/console/incidents',
  api: '/incidents',
  title: w.incidents,
  lead: w.incidentsLead,
  empty: w.noIncidents,
  sorts: incidentSortKeys,
  makes: { form: '/console/incidents/new', button: w.openOne },
  filters: (language) => [
    {
      ...{ name: 'state', label: w.state[language], kind: 'choice' },
      options: [
        { value: 'open', text: w.open[language] },
        { value: 'untaken', text: incidentStates.untaken[language] },
        { value: 'closed', text: incidentStates.closed[language] },
      ],
    },
    {
      ...{ name: 'kind', label: w.kind[language], kind: 'choice' },
      options: Object.entries(incidentKindNames).map(([value, said]) => ({ value, text: said[language] })),
    },
  ],
  columns: (asking) => {
    const { language } = asking
    const { text, when: time, whole } = columnsIn<IncidentView>(language)
    return [
      text('number', w.number, ({ number }) => (
        <a href={hrefOf('/console/incidents/:number', { number: String(number) })}>{number}</a>
      )),
      time('openedAt', w.since),
      text('title', w.title, ({ title }) => <span class="wrapped">{title}</span>),
      text('kind', w.kind, ({ kind }) => incidentKindNames[kind][language]),
      text('siteName', w.site),
      text('chargePointId', w.charger, ({ chargePointId }) => <ChargerLink id={chargePointId} />),
      text('state', w.state, ({ state }) => (
        <Mark colour={stateColours[state]} text={incidentStates[state][language]} />
      )),
      whole('toRepairMs', w.toRepair, ({ toRepairMs }) => lasted(toRepairMs, asking)),
    ]
  },
  fileOnly: {
    severity: ({ severity }) => severity,
    toAcknowledgeMs: ({ toAcknowledgeMs }) => toAcknowledgeMs,
  },
}

/** One incident: what is known, what was done, and what can be. */
export async function incidentPage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const incident = await api.get<IncidentHistory>(c, filled('/incidents/:number', names))
  const { number, state, chargePointId } = incident
  const link = { asking, names: { number: String(number) } }
  const entries = columnsIn<IncidentHistory['entries'][number]>(language)
  const reports = columnsIn<IncidentHistory['reports'][number]>(language)
  return deskPage(asking, {
    title: `${w.incident[language]} ${number}`,
    section: '/console/incidents',
    lead: incident.title,
    actions: state !== 'closed' && (
      <>
        {state === 'untaken' && (
          <DeedLink {...link} form="/console/incidents/:number/take" text={w.take} isMain />
        )}
        {state === 'taken' && (
          <DeedLink {...link} form="/console/incidents/:number/close" text={w.close} isMain />
        )}
        <DeedLink {...link} form="/console/incidents/:number/assign" text={w.assign} />
        <DeedLink {...link} form="/console/incidents/:number/note" text={w.addNote} />
        <DeedLink {...link} form="/console/incidents/:number/parts" text={w.addParts} />
        {state === 'untaken' && <DeedLink {...link} form="/console/incidents/:number/close" text={w.close} />}
      </>
    ),
    children: (
      <>
        <Facts
          facts={[
            [w.state[language], <Mark colour={stateColours[state]} text={incidentStates[state][language]} />],
            [
              w.severity[language],
              <Mark
                colour={severityColours[incident.severity]}
                text={severityNames[incident.severity][language]}
              />,
            ],
            [w.kind[language], incidentKindNames[incident.kind][language]],
            [w.site[language], incident.siteName],
            [w.charger[language], chargePointId && <ChargerLink id={chargePointId} />],
            [w.since[language], when(incident.openedAt, language)],
            [w.toAcknowledge[language], lasted(incident.toAcknowledgeMs, asking)],
            [w.recovered[language], when(incident.recoveredAt, language)],
            [w.toRepair[language], lasted(incident.toRepairMs, asking)],
            [w.assignee[language], incident.assignee?.name],
            [w.resolution[language], incident.resolution],
          ]}
        />
        <Photos asking={asking} incident={incident} />
        {incident.reports.length > 0 && (
          <ShortList
            title={w.reports[language]}
            rows={incident.reports}
            empty={w.noReports[language]}
            columns={[
              reports.when('createdAt', w.at),
              reports.text('fault', w.title),
              reports.text('connectorId', w.socket),
              reports.text('words', w.words, ({ words }) => <span class="wrapped">{words ?? none}</span>),
            ]}
          />
        )}
        <ShortList
          title={w.history[language]}
          rows={incident.entries}
          empty={none}
          columns={[
            entries.when('at', w.at),
            entries.text('kind', w.title, ({ kind }) => entryKinds[kind]?.[language] ?? kind),
            entries.text('by', w.by),
            entries.text('text', w.note, ({ text }) => <span class="wrapped">{text ?? none}</span>),
          ]}
        />
      </>
    ),
  })
}

function Photos({ asking, incident }: { readonly asking: Asking; readonly incident: IncidentHistory }) {
  const { language } = asking
  const { number, photos, doorPhotos } = incident
  const mayAdd = mayOpen(asking, '/console/incidents/:number/note')
  if (photos.length + doorPhotos.length === 0 && !mayAdd) return null
  return (
    <Section title={w.photos[language]}>
      <div class="row">
        {photos.map(({ id, takenBy, takenAt }) => (
          <a href={`/api/v1/incidents/${number}/photos/${id}`}>
            <img
              class="photo"
              src={`/api/v1/incidents/${number}/photos/${id}`}
              alt={`${takenBy}, ${when(takenAt, language)}`}
              width={320}
              loading="lazy"
            />
          </a>
        ))}
        {doorPhotos.map((id) => (
          <a href={`/api/v1/incidents/${number}/door-photos/${encodeURIComponent(id)}`}>
            <img
              class="photo"
              src={`/api/v1/incidents/${number}/door-photos/${encodeURIComponent(id)}`}
              alt={w.doorPhoto[language]}
              width={320}
              loading="lazy"
            />
          </a>
        ))}
      </div>
      {mayAdd && (
        <form
          method="post"
          action={`/console/incidents/${number}/photos`}
          enctype="multipart/form-data"
          class="deed"
        >
          <div class="field">
            <label for="f-photo">{w.addPhoto[language]}</label>
            <p class="hint" id="f-photo-hint">
              {w.photoHint[language]}
            </p>
            <div class="control">
              <input
                id="f-photo"
                name="photo"
                type="file"
                accept="image/jpeg,image/png,image/webp"
                aria-describedby="f-photo-hint"
                required
              />
            </div>
          </div>
          <div class="row">
            <button class="button" type="submit">
              {w.addPhoto[language]}
            </button>
          </div>
        </form>
      )}
    </Section>
  )
}

export const ruleList: ListPage<RuleView> = {
  path: '/console/alert-rules',
  api: '/alert-rules',
  title: w.rules,
  lead: w.rulesLead,
  empty: w.noRules,
  sorts: ruleSortKeys,
  makes: { form: '/console/alert-rules/new', button: w.makeRule },
  columns: (asking) => {
    const { language } = asking
    const { text, deeds } = columnsIn<RuleView>(language)
    return [
      text('name', w.name),
      text('kind', w.kind, ({ kind }) => ruleKindNamesSaid[kind][language]),
      text('severity', w.severity, ({ severity }) => (
        <Mark colour={severityColours[severity]} text={severityNames[severity][language]} />
      )),
      text('site', w.site),
      {
        key: 'steps',
        name: w.told[language],
        cell: ({ steps }) =>
          steps.map(({ afterMinutes, contacts }) => `${afterMinutes} m: ${contacts.join(', ')}`).join('; ') ||
          none,
      },
      text('active', w.state, ({ active }) => (
        <Mark colour={active ? 'green' : 'grey'} text={(active ? w.active : w.off)[language]} />
      )),
      deeds(w.deeds, ({ slug }) => (
        <>
          <DeedLink asking={asking} form="/console/alert-rules/:slug/edit" names={{ slug }} text={w.edit} />
          <DeedLink
            asking={asking}
            form="/console/alert-rules/:slug/removal"
            names={{ slug }}
            text={w.remove}
          />
        </>
      )),
    ]
  },
}

export const contactList: ListPage<ContactView> = {
  path: '/console/alert-contacts',
  api: '/alert-contacts',
  title: w.contacts,
  lead: w.contactsLead,
  empty: w.noContacts,
  sorts: contactSortKeys,
  makes: { form: '/console/alert-contacts/new', button: w.makeContact },
  columns: (asking) => {
    const { language } = asking
    const { text, whole, deeds } = columnsIn<ContactView>(language)
    return [
      text('name', w.name),
      text('channel', w.channel),
      text('address', w.address),
      whole('waiting', w.waiting),
      text('problem', w.problem, ({ problem }) => <span class="wrapped">{problem ?? none}</span>),
      text('active', w.state, ({ active }) => (
        <Mark colour={active ? 'green' : 'grey'} text={(active ? w.active : w.off)[language]} />
      )),
      deeds(w.deeds, ({ slug }) => (
        <>
          <DeedLink
            asking={asking}
            form="/console/alert-contacts/:slug/edit"
            names={{ slug }}
            text={w.edit}
          />
          <DeedLink
            asking={asking}
            form="/console/alert-contacts/:slug/removal"
            names={{ slug }}
            text={w.remove}
          />
        </>
      )),
    ]
  },
}

export const riskList: ListPage<Risk> = {
  path: '/console/risks',
  api: '/risks',
  title: w.risks,
  lead: w.risksLead,
  empty: w.noRisks,
  sorts: riskSortKeys,
  makes: { form: '/console/risks/new', button: w.makeRisk },
  columns: (asking) => {
    const { language } = asking
    const { text, whole, deeds } = columnsIn<Risk>(language)
    return [
      text('name', w.name, ({ name }) => <span class="wrapped">{name}</span>),
      text('level', w.level, ({ band, level }) => (
        <Mark colour={bandColours[band]} text={`${riskBands[band][language]} · ${level}`} />
      )),
      whole('impact', w.impact),
      whole('frequency', w.frequency),
      whole('incidentsInYear', w.inYear),
      text('treatment', w.treatment, ({ treatment }) => <span class="wrapped">{treatment || none}</span>),
      deeds(w.deeds, ({ slug }) => (
        <>
          <DeedLink asking={asking} form="/console/risks/:slug/edit" names={{ slug }} text={w.edit} />
          <DeedLink asking={asking} form="/console/risks/:slug/removal" names={{ slug }} text={w.remove} />
        </>
      )),
    ]
  },
  fileOnly: { band: ({ band }) => band },
}
