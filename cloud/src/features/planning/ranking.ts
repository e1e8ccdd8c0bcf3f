import {
  ComparisonError,
  comparisonMatrix,
  consistencyLimit,
  mostDoubtful,
  rankOrderCentroids,
  weigh,
} from '../../core/comparison.ts'
import {
  type Criterion,
  RankingError,
  rankSites,
  turningPoints,
  withWeight,
} from '../../core/site-ranking.ts'
import { Problem } from '../../http/problem.ts'
import { sortedWhole } from '../../http/sorted-list.ts'
import type { PlanningCriterion, Ranking, RankingOrder, StudyContent, Weighing, WhatIf } from './schemas.ts'

/** What a study comes to. Throws a Problem that says which judgement, order or fact is missing or wrong. */
export function rankStudy(study: StudyContent, whatIf: WhatIf = {}): Ranking {
  try {
    return rank(study, whatIf)
  } catch (error) {
    if (error instanceof ComparisonError || error instanceof RankingError)
      throw new Problem('conflict', error.message)
    throw error
  }
}

/** A ranking in an order that is asked for. Throws a Problem for one by a criterion that the study has not. */
export function inOrder(ranking: Ranking, order: RankingOrder): Ranking {
  const { 'sites.sort': bySite, 'weights.sort': byWeight } = order
  const key = bySite?.replace('-', '')
  const isKnown =
    key === undefined || ['name', 'score', ...ranking.weights.map((one) => one.key)].includes(key)
  if (!isKnown) throw new Problem('invalid-request', `The study has no criterion ${key}.`)
  const rows = ranking.sites.map((site) => ({
    site,
    ...Object.fromEntries(site.contributions.map((one) => [one.key, one.score])),
    ...{ name: site.name, score: site.score },
  }))
  return {
    ...ranking,
    sites: sortedWhole<string, Record<string, unknown> & (typeof rows)[number]>(rows, bySite).map(
      ({ site }) => site,
    ),
    weights: sortedWhole(ranking.weights, byWeight),
  }
}

function rank({ criteria, weighing, candidates }: StudyContent, whatIf: WhatIf): Ranking {
  const { weights, ...consistency } = weightsOf(criteria, weighing)
  const weighed = criteria.map(
    (criterion, index): Criterion => ({
      key: criterion.key,
      weight: weights[index] ?? 0,
      scale: scaleOf(criterion, weighing.method),
    }),
  )
  const judged = changed(weighed, whatIf)
  const facts = new Map(candidates.map((each) => [each.name, each.facts]))
  const sites = candidates.map(({ name, facts: given }) => ({ name, facts: new Map(Object.entries(given)) }))
  const nameOf = new Map(criteria.map(({ key, name }) => [key, name]))
  return {
    ...consistency,
    weights: judged.map(({ key, weight }) => ({ key, name: nameOf.get(key) ?? key, weight })),
    sites: rankSites(judged, sites).map((site) => ({
      ...site,
      facts: facts.get(site.name) ?? {},
      contributions: [...site.contributions],
    })),
    turningPoints: judged.flatMap(({ key }) =>
      turningPoints(judged, sites, key).map((point) => ({ key, ...point })),
    ),
  }
}

function changed(criteria: readonly Criterion[], { criterion, weight }: WhatIf): readonly Criterion[] {
  if (criterion === undefined || weight === undefined) return criteria
  if (!criteria.some(({ key }) => key === criterion))
    throw new Problem('invalid-request', `The study has no criterion ${criterion}.`)
  return withWeight(criteria, criterion, weight)
}

interface Weights extends Pick<Ranking, 'consistencyRatio' | 'isConsistent' | 'doubt'> {
  /** In the order of the criteria. */
  readonly weights: readonly number[]
}

function weightsOf(criteria: readonly PlanningCriterion[], weighing: Weighing): Weights {
  const keys = criteria.map(({ key }) => key)
  switch (weighing.method) {
    case 'smarter':
      return {
        weights: byOrder(keys, weighing.order),
        consistencyRatio: null,
        isConsistent: true,
        doubt: null,
      }
    case 'ahp': {
      const matrix = comparisonMatrix(
        keys,
        weighing.judgements.map(({ first, second, ratio }) => ({
          first: placeOf(keys, first),
          second: placeOf(keys, second),
          ratio,
        })),
      )
      const { weights, consistencyRatio } = weigh(matrix)
      const isConsistent = consistencyRatio <= consistencyLimit
      const found = isConsistent ? undefined : mostDoubtful(matrix)
      const doubt = found && { ...found, first: keys[found.first] ?? '', second: keys[found.second] ?? '' }
      return { weights, consistencyRatio, isConsistent, doubt: doubt ?? null }
    }
  }
}

function byOrder(keys: readonly string[], order: readonly string[]): number[] {
  const places = keys.map((key) => placeOf(order, key))
  if (order.length !== keys.length || new Set(places).size !== keys.length)
    throw new ComparisonError('The order names each criterion once; this one does not.')
  const centroids = rankOrderCentroids(order.length)
  return places.map((place) => centroids[place] ?? 0)
}

function placeOf(keys: readonly string[], key: string): number {
  const place = keys.indexOf(key)
  if (place < 0) throw new ComparisonError(`${key} is not among ${keys.join(', ')}; add it there.`)
  return place
}

/** What each level is worth: of AHP each is one step of 1, 3, 5, 7, 9 better than the next; else by their order. */
function levelScores(count: number, method: Weighing['method']): readonly number[] {
  if (method === 'smarter') return rankOrderCentroids(count)
  const levels = Array.from({ length: count }, (_, index) => index)
  const judgements = levels.flatMap((first) =>
    levels
      .slice(first + 1)
      .map((second) => ({ first, second, ratio: Math.min(9, 2 * (second - first) + 1) })),
  )
  return weigh(comparisonMatrix(levels.map(String), judgements)).weights
}

function scaleOf({ scale }: PlanningCriterion, method: Weighing['method']): Criterion['scale'] {
  const scores = levelScores(scale.levels.length, method)
  if (scale.kind === 'bands')
    return {
      kind: 'bands',
      bands: scale.levels.map(({ atLeast, above }, index) => ({
        ...(atLeast !== undefined && { atLeast }),
        ...(above !== undefined && { above }),
        score: scores[index] ?? 0,
      })),
    }
  return {
    kind: 'categories',
    scores: new Map(scale.levels.flatMap((names, index) => names.map((name) => [name, scores[index] ?? 0]))),
  }
}
