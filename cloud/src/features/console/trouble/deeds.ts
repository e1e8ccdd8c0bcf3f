import { ContactInput, type ContactView, RuleInput, type RuleView } from '../../alerts/schemas.ts'
import { type Risk, RiskInput } from '../../incidents/risks.ts'
import { Assignment, Closing, IncidentInput, Note, PartsUsed } from '../../incidents/schemas.ts'
import type { Member, Organisation } from '../../organisations/schemas.ts'
import { Slug } from '../../sites/schemas.ts'
import { type Asking, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field, Option } from '../deeds/fields.ts'
import { incidentKindNames, ruleKindNamesSaid, severityNames, troubleWords as w } from './words.ts'

const toIncident = ({ number = '' }: Names) => hrefOf('/console/incidents/:number', { number })
const onIncident = { section: '/console/incidents', back: toIncident } as const

const optionsOf = (names: Readonly<Record<string, { id: string; en: string }>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }))

/** Who works here and may be given something to repair; who may not see the others can take it to themselves. */
async function staffOptions({ c, api }: Asking): Promise<Option[]> {
  const { id, name, kind } = c.var.actor
  const organisations = await api.find<{ items: Organisation[] }>(c, '/organisations?limit=200')
  const own = (organisations?.items ?? []).filter((one) => one.kind === 'operator')
  const lists = await Promise.all(
    own.map((one) => api.find<{ items: Member[] }>(c, `/organisations/${one.id}/members`)),
  )
  const members = lists
    .flatMap((list) => list?.items ?? [])
    .map((one) => ({ id: one.userId, name: one.name }))
  const people = members.length > 0 || kind === 'key' ? members : [{ id, name }]
  return people.map((person) => ({ value: person.id, label: { id: person.name, en: person.name } }))
}

const nobodyElse = {
  id: 'Setelah ini tidak ada orang lain yang dihubungi.',
  en: 'Nobody else is called after this.',
}

const incidentDeeds: readonly Deed[] = [
  {
    ...{ path: '/console/incidents/new', title: w.openOne, button: w.openOne, section: '/console/incidents' },
    fields: [
      { name: 'title', kind: 'line', label: w.title, required: true },
      { name: 'chargePointId', kind: 'line', label: w.charger, required: true },
      { name: 'kind', kind: 'choice', label: w.kind, options: optionsOf(incidentKindNames), required: true },
      {
        name: 'severity',
        kind: 'choice',
        label: w.severity,
        options: optionsOf(severityNames),
        required: true,
      },
      { name: 'note', kind: 'note', label: w.note },
    ],
    input: IncidentInput,
    present: async ({ c }) => ({
      ...{ kind: 'equipment', severity: 'warning', chargePointId: c.req.query('chargePointId') },
    }),
    back: () => '/console/incidents',
    done: (answer) => toIncident({ number: String((answer as { number: number }).number) }),
  },
  {
    ...{ path: '/console/incidents/:number/take', title: w.take, button: w.take, ...onIncident },
    lead: nobodyElse,
  },
  {
    ...{ path: '/console/incidents/:number/assign', title: w.assign, button: w.assign, ...onIncident },
    fields: async (asking) => [
      {
        name: 'userId',
        kind: 'choice',
        label: w.assignee,
        options: await staffOptions(asking),
        required: true,
      },
    ],
    input: Assignment,
  },
  {
    ...{ path: '/console/incidents/:number/note', title: w.addNote, button: w.addNote, ...onIncident },
    fields: [{ name: 'text', kind: 'note', label: w.note, required: true }],
    input: Note,
  },
  {
    ...{ path: '/console/incidents/:number/parts', title: w.addParts, button: w.addParts, ...onIncident },
    fields: [
      { name: 'place', kind: 'line', label: w.place, hint: w.placeHint, required: true },
      { name: 'item', kind: 'line', label: w.item, required: true },
      { name: 'quantity', kind: 'whole', least: 1, label: w.quantity, required: true },
      { name: 'serialNumber', kind: 'line', label: w.serialNumber },
    ],
    present: async () => ({ place: 'depot', quantity: 1 }),
    body: ({ place, ...line }) => ({ place, lines: [line] }),
    input: PartsUsed,
  },
  {
    ...{ path: '/console/incidents/:number/close', title: w.close, button: w.close, ...onIncident },
    lead: {
      id: 'Siapa yang melaporkannya diberi tahu. Bila ternyata belum pulih, insiden dibuka lagi.',
      en: 'Whoever reported it is told. Should it not have recovered, it opens again.',
    },
    fields: [{ name: 'resolution', kind: 'note', label: w.resolution }],
    input: Closing,
  },
]

const contactSlugs = async ({ c, api }: Asking) => {
  const { items } = await api.get<{ items: ContactView[] }>(c, '/alert-contacts')
  return items.map(({ slug, name }) => ({ value: slug, label: { id: name, en: name } }))
}

async function ruleOf({ c, api, names }: Asking): Promise<RuleView | undefined> {
  const { items } = await api.get<{ items: RuleView[] }>(c, '/alert-rules')
  return items.find(({ slug }) => slug === names.slug)
}

const slugField: Field = { name: 'slug', kind: 'line', label: w.slug, hint: w.slugHint, required: true }

const severityField: Field = {
  ...{ name: 'severity', kind: 'choice', label: w.severity, required: true },
  options: optionsOf(severityNames),
}

/** Who is told when, and what comes of it: for whatever kind of rule. */
const followUps = (contacts: readonly Option[]): Field[] => [
  { name: 'first', kind: 'choices', label: w.first, options: contacts },
  { name: 'second', kind: 'choices', label: w.second, options: contacts },
  { name: 'secondAfter', kind: 'whole', least: 1, unit: w.minutes, label: w.secondAfter },
  { name: 'opensIncident', kind: 'yes', label: w.opensIncident },
  { name: 'active', kind: 'yes', label: w.active },
]

/** What is about to be deleted, by the name that people know it by. */
const namedIn =
  (list: '/alert-rules' | '/alert-contacts' | '/risks') =>
  async ({ c, api, names }: Asking): Promise<readonly string[]> => {
    const { items } = await api.get<{ items: { slug: string; name: string }[] }>(c, list)
    const found = items.find(({ slug }) => slug === names.slug)
    return [found === undefined ? (names.slug ?? '') : `${found.name} (${found.slug})`]
  }

const ruleDeeds: readonly Deed[] = [
  {
    path: '/console/alert-rules/new',
    isNew: true,
    ...{ title: w.makeRule, button: w.makeRule, lead: w.makeRuleLead, section: '/console/alert-rules' },
    fields: async (asking) => [
      slugField,
      {
        ...{ name: 'kind', kind: 'choice', label: w.kind, required: true },
        options: optionsOf(ruleKindNamesSaid),
      },
      { name: 'name', kind: 'line', label: w.name, required: true },
      severityField,
      { name: 'site', kind: 'line', label: w.site, hint: w.siteHint },
      ...followUps(await contactSlugs(asking)),
    ],
    present: async () => ({
      ...{ kind: 'fault', severity: 'warning', secondAfter: 15, opensIncident: true, active: true },
    }),
    body: ruleBody,
    back: () => '/console/alert-rules',
    done: (answer) => hrefOf('/console/alert-rules/:slug/edit', { slug: (answer as RuleView).slug }),
  },
  {
    path: '/console/alert-rules/:slug/edit',
    ...{ title: w.rules, button: w.edit, section: '/console/alert-rules' },
    fields: async (asking) => {
      const options = await contactSlugs(asking)
      return [
        { name: 'name', kind: 'line', label: w.name, required: true },
        severityField,
        ...parameterFields(await ruleOf(asking)),
        ...followUps(options),
      ]
    },
    present: async (asking) => {
      const rule = await ruleOf(asking)
      const [first, second] = rule?.steps ?? []
      const later = { second: second?.contacts, secondAfter: second?.afterMinutes ?? 15 }
      return { ...rule, first: first?.contacts, ...later }
    },
    keeps: async (asking) => {
      const rule = await ruleOf(asking)
      return { kind: rule?.kind, site: rule?.site, parameters: rule?.parameters }
    },
    body: ruleBody,
    input: RuleInput,
    back: () => '/console/alert-rules',
  },
  {
    path: '/console/alert-rules/:slug/removal',
    ...{ title: w.removeRule, button: w.remove, lead: w.removeRuleLead, section: '/console/alert-rules' },
    confirm: namedIn('/alert-rules'),
    back: () => '/console/alert-rules',
  },
]

function ruleBody({ first, second, secondAfter, ...rule }: Record<string, unknown>): object {
  return { ...rule, steps: stepsOf(first, second, secondAfter) }
}

function stepsOf(first: unknown, second: unknown, after: unknown): object[] {
  const contactsOf = (value: unknown) => (Array.isArray(value) ? value : [])
  return [
    { afterMinutes: 0, contacts: contactsOf(first) },
    { afterMinutes: after, contacts: contactsOf(second) },
  ].filter(({ contacts }) => contacts.length > 0)
}

/** The numbers that a rule goes by, whatever its kind. */
function parameterFields(rule: RuleView | undefined): Field[] {
  return Object.entries(rule?.parameters ?? {}).flatMap(([key, value]): Field[] => {
    const name = `parameters.${key}`
    const label = { id: parameterNames[key]?.id ?? key, en: parameterNames[key]?.en ?? key }
    if (typeof value === 'boolean') return [{ name, kind: 'yes', label }]
    return [{ name, kind: typeof value === 'number' ? 'whole' : 'line', label, required: true }]
  })
}

const parameterNames: Readonly<Record<string, { readonly id: string; readonly en: string }>> = {
  minutes: { id: 'Setelah berapa menit', en: 'After how many minutes' },
  seconds: { id: 'Setelah berapa detik', en: 'After how many seconds' },
  byCard: { id: 'Juga bila dibuka dengan kartu', en: 'Also when a card opens it' },
  quietMinutes: { id: 'Berakhir setelah tenang (menit)', en: 'Over after so many quiet minutes' },
  gateway: { id: 'Penyedia', en: 'Provider' },
  belowIdr: { id: 'Di bawah rupiah', en: 'Below, in rupiah' },
  days: { id: 'Hari sebelumnya', en: 'Days ahead' },
  percentOfUsual: { id: 'Kurang dari persen biasanya', en: 'Less than per cent of the usual' },
  leastUsualIdr: { id: 'Bila biasanya sedikitnya (Rp)', en: 'Where the usual is at least (Rp)' },
}

const contactFields: readonly Field[] = [
  { name: 'name', kind: 'line', label: w.name, required: true },
  {
    ...{ name: 'channel', kind: 'choice', label: w.channel, required: true },
    options: ContactInput.shape.channel.options.map((value) => ({ value, label: { id: value, en: value } })),
  },
  { name: 'address', kind: 'line', label: w.address, hint: w.addressHint },
  { name: 'quiet.from', kind: 'time', label: w.quietFrom, hint: w.quietHint },
  { name: 'quiet.until', kind: 'time', label: w.quietUntil },
  { name: 'active', kind: 'yes', label: w.active },
]

const contactDeeds: readonly Deed[] = [
  {
    path: '/console/alert-contacts/new',
    isNew: true,
    ...{ title: w.makeContact, button: w.makeContact, section: '/console/alert-contacts' },
    fields: [slugField, ...contactFields],
    input: ContactInput.extend({ slug: Slug }),
    present: async () => ({ active: true, channel: 'telegram' }),
    back: () => '/console/alert-contacts',
  },
  {
    path: '/console/alert-contacts/:slug/edit',
    ...{ title: w.edit, button: w.edit, section: '/console/alert-contacts' },
    fields: contactFields,
    input: ContactInput,
    present: async ({ c, api, names }) => {
      const { items } = await api.get<{ items: ContactView[] }>(c, '/alert-contacts')
      const { address: _, ...contact } = items.find(({ slug }) => slug === names.slug) ?? { address: null }
      return contact
    },
    back: () => '/console/alert-contacts',
  },
  {
    path: '/console/alert-contacts/:slug/removal',
    ...{ title: w.removeContact, button: w.remove, lead: w.removeContactLead },
    section: '/console/alert-contacts',
    confirm: namedIn('/alert-contacts'),
    back: () => '/console/alert-contacts',
  },
]

const rating = (name: 'safety' | 'money' | 'service' | 'reputation'): Field => ({
  ...{ name, kind: 'whole', least: 1, most: 5, label: w[name], hint: w.oneToFive, required: true },
})

const riskFields: readonly Field[] = [
  { name: 'name', kind: 'line', label: w.name, required: true },
  ...(['safety', 'money', 'service', 'reputation'] as const).map(rating),
  { name: 'counts.kinds', kind: 'choices', label: w.counts, options: optionsOf(incidentKindNames) },
  { name: 'treatment', kind: 'note', label: w.treatment },
]

const riskDeeds: readonly Deed[] = [
  {
    path: '/console/risks/new',
    isNew: true,
    ...{ title: w.makeRisk, button: w.makeRisk, section: '/console/risks' },
    fields: [slugField, ...riskFields],
    input: RiskInput.extend({ slug: Slug }),
    back: () => '/console/risks',
  },
  {
    path: '/console/risks/:slug/edit',
    ...{ title: w.edit, button: w.edit, section: '/console/risks' },
    fields: riskFields,
    input: RiskInput,
    present: async ({ c, api, names }) => {
      const { items } = await api.get<{ items: Risk[] }>(c, '/risks')
      return items.find(({ slug }) => slug === names.slug) ?? {}
    },
    back: () => '/console/risks',
  },
  {
    path: '/console/risks/:slug/removal',
    ...{ title: w.removeRisk, button: w.remove, section: '/console/risks' },
    confirm: namedIn('/risks'),
    back: () => '/console/risks',
  },
]

const alertDeeds: readonly Deed[] = [
  {
    ...{ path: '/console/alerts/:id/take', title: w.take, button: w.take, section: '/console/alerts' },
    ...{ lead: nobodyElse, back: () => '/console/alerts' },
  },
]

/** What can be done about what is wrong. */
export const troubleDeeds: readonly Deed[] = [
  ...alertDeeds,
  ...incidentDeeds,
  ...ruleDeeds,
  ...contactDeeds,
  ...riskDeeds,
]
