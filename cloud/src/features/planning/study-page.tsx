/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { assetUrl } from '../../web/assets.ts'
import { type Language, localeOf } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { PagePlace } from '../../web/page-place.ts'
import { type Column, orderOfTable, Records, sortedBy } from '../../web/table.tsx'
import { type MapTiles, PlacesMap } from '../nearest/map.tsx'
import { farthestKm } from './distances.ts'
import { type PlanningCriterion, type Ranking, type Study, type WhatIf, weightSortKeys } from './schemas.ts'
import { planningWords } from './words.ts'

interface StudyPageProps {
  readonly study: Study
  readonly ranking: Ranking
  readonly whatIf: WhatIf
  readonly tiles: MapTiles | null
  readonly page: PagePlace
}

/** How a study comes out, whole from HTML alone. */
export function StudyPage({ study, ranking, whatIf, tiles, page }: StudyPageProps) {
  const { language } = page
  const text = planningWords[language]
  const path = `/planning/${study.slug}`
  const places = ranking.sites.flatMap(({ name }) => study.candidates.filter((each) => each.name === name))
  return (
    <Page language={language} title={study.name} path={path}>
      <link rel="stylesheet" href={assetUrl('records.css')} />
      <div>
        <p class="caption">
          <a href="/planning">{text.studies}</a>
        </p>
        <h1>{study.name}</h1>
      </div>
      {whatIf.criterion !== undefined && <Changed {...{ study, whatIf, language, path }} />}
      <h2>{text.ranking}</h2>
      {ranking.sites.length === 0 ? (
        <p class="card">{text.noCandidates}</p>
      ) : (
        <>
          <RankingTable study={study} ranking={ranking} page={page} />
          <PlacesMap label={text.map(places.length)} tiles={tiles} here={undefined} pins={places} dots={[]} />
        </>
      )}
      <h2>{text.weights}</h2>
      <Agreement study={study} ranking={ranking} language={language} />
      <WeightTable study={study} ranking={ranking} page={page} />
      <h2>{text.whatIf}</h2>
      <p>{text.whatIfHint}</p>
      <form method="get" action={path} class="own">
        {Object.entries(page.query).map(
          ([name, value]) => name.endsWith('.sort') && <input type="hidden" name={name} value={value} />,
        )}
        <label>
          {text.criterion}
          <select name="criterion">
            {study.criteria.map(({ key, name }) => (
              <option value={key} selected={key === whatIf.criterion}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {text.weight}
          <input
            name="weight"
            type="number"
            min="0"
            max="1"
            step="0.01"
            required
            value={whatIf.weight ?? 0.5}
          />
        </label>
        <button class="button wide" type="submit">
          {text.show}
        </button>
      </form>
      <h2>{text.hangsOn}</h2>
      <TurningPoints study={study} ranking={ranking} language={language} />
      <p>
        <a href={`${path}/candidates`}>{text.csv}</a>
      </p>
    </Page>
  )
}

function Changed({
  study,
  whatIf,
  language,
  path,
}: Pick<StudyPageProps, 'study' | 'whatIf'> & { readonly language: Language; readonly path: string }) {
  const text = planningWords[language]
  const name = nameOf(study, whatIf.criterion ?? '')
  return (
    <p class="card" role="status">
      {text.changed(name, decimal(whatIf.weight ?? 0, language, 2))}. <a href={path}>{text.asItIs}</a>
    </p>
  )
}

type TextProps = Pick<StudyPageProps, 'study' | 'ranking'> & { readonly language: Language }
type TableProps = Pick<StudyPageProps, 'study' | 'ranking' | 'page'>

/** Each site with its place, which stays its own whatever the table is sorted by. */
function RankingTable({ study, ranking, page }: TableProps) {
  const { language } = page
  const text = planningWords[language]
  const placeOf = (score: number) => 1 + ranking.sites.filter((site) => site.score > score).length
  const columns: readonly Column<Ranking['sites'][number]>[] = [
    { key: 'name', name: text.place, cell: ({ name, score }) => `${placeOf(score)}. ${name}`, sorts: true },
    {
      ...{ key: 'score', name: text.score, figure: true, sorts: true },
      cell: ({ score }) => <strong>{decimal(score, language)}</strong>,
    },
    ...study.criteria.map(({ key, name, unit }) => ({
      ...{ key, name: unit === '' ? name : `${name} (${unit})`, figure: true, sorts: true },
      cell: ({ contributions, facts }: Ranking['sites'][number]) => {
        const score = contributions.find((one) => one.key === key)?.score ?? 0
        return `${decimal(score, language)} · ${shown(facts[key], language)}`
      },
    })),
  ]
  return (
    <Records
      label={text.ranking}
      columns={columns}
      rows={ranking.sites}
      order={orderOfTable(page, 'sites')}
    />
  )
}

function WeightTable({ study, ranking, page }: TableProps) {
  const { language } = page
  const text = planningWords[language]
  const columns: readonly Column<Ranking['weights'][number]>[] = [
    { key: 'name', name: text.criterion, cell: ({ name }) => name },
    {
      ...{ key: 'weight', name: text.weight },
      cell: ({ name, weight }) => (
        <>
          <meter min="0" max="1" value={weight} aria-label={name} /> {decimal(weight, language)}
        </>
      ),
    },
    {
      ...{ key: 'level', name: text.level },
      cell: ({ key }) => study.criteria.filter((one) => one.key === key).map(levelsOf),
    },
  ]
  return (
    <Records
      label={text.weights}
      columns={sortedBy(weightSortKeys, columns)}
      rows={ranking.weights}
      order={orderOfTable(page, 'weights')}
    />
  )
}

function Agreement({ study, ranking, language }: TextProps) {
  const text = planningWords[language]
  const { consistencyRatio, isConsistent, doubt } = ranking
  if (consistencyRatio === null) return <p>{text.byOrder}</p>
  const ratio = decimal(consistencyRatio, language, 4)
  if (isConsistent) return <p>{text.consistent(ratio)}</p>
  return (
    <p class="refusal" role="alert">
      {text.contradict(ratio)}{' '}
      {doubt !== null &&
        text.lookAgain(
          nameOf(study, doubt.first),
          nameOf(study, doubt.second),
          timesAs(doubt.ratio, language),
          timesAs(doubt.implied, language),
        )}
    </p>
  )
}

function TurningPoints({ study, ranking, language }: TextProps) {
  const text = planningWords[language]
  if (ranking.turningPoints.length === 0) return <p>{text.steady}</p>
  return (
    <ul class="points">
      {ranking.turningPoints.map(({ key, weight, first }) => (
        <li>{text.turns(nameOf(study, key), decimal(weight, language, 2), first)}</li>
      ))}
    </ul>
  )
}

function nameOf({ criteria }: Study, key: string): string {
  return criteria.find((criterion) => criterion.key === key)?.name ?? key
}

function levelsOf({ scale, unit }: PlanningCriterion): string {
  const names =
    scale.kind === 'bands'
      ? scale.levels.map(({ name }) => name)
      : scale.levels.map((each) => each.join(' / '))
  return unit === '' ? names.join(', ') : `${names.join(', ')} ${unit}`
}

/** `3` or `1/3`, as Saaty's scale is spoken. */
function timesAs(ratio: number, language: Language): string {
  const plain = (value: number) => value.toLocaleString(localeOf(language), { maximumFractionDigits: 1 })
  return ratio >= 1 ? plain(ratio) : `1/${plain(1 / ratio)}`
}

function shown(fact: number | string | undefined, language: Language): string {
  if (fact === farthestKm) return planningWords[language].noCharger
  return typeof fact === 'number' ? fact.toLocaleString(localeOf(language)) : (fact ?? '')
}

function decimal(value: number, language: Language, digits = 3): string {
  return value.toLocaleString(localeOf(language), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}
