/** How a site does under one criterion: by the band that a figure falls into, or by its category. */
type Scale =
  | {
      readonly kind: 'bands'
      /** From the best down; a figure is in the first whose bound it reaches. `above` leaves the bound itself out. */
      readonly bands: readonly {
        readonly atLeast?: number
        readonly above?: number
        readonly score: number
      }[]
    }
  | { readonly kind: 'categories'; readonly scores: ReadonlyMap<string, number> }

export interface Criterion {
  readonly key: string
  /** Of all criteria together the weights sum to 1. */
  readonly weight: number
  readonly scale: Scale
}

export interface Candidate {
  readonly name: string
  readonly facts: ReadonlyMap<string, number | string>
}

export interface RankedSite {
  readonly name: string
  readonly score: number
  /** What each criterion gave, in the order of the criteria. They sum to the score. */
  readonly contributions: readonly { readonly key: string; readonly score: number }[]
}

/** A candidate that cannot be judged: which, and what is missing. */
export class RankingError extends Error {
  override readonly name = 'RankingError'
}

/** The candidates, the best first; of equals the one that was named first. Throws a RankingError for a missing fact. */
export function rankSites(criteria: readonly Criterion[], candidates: readonly Candidate[]): RankedSite[] {
  return candidates
    .map((candidate): RankedSite => {
      const contributions = criteria.map((criterion) => ({
        key: criterion.key,
        score: criterion.weight * scoreOf(criterion, candidate),
      }))
      return {
        name: candidate.name,
        score: contributions.reduce((total, { score }) => total + score, 0),
        contributions,
      }
    })
    .sort((one, other) => other.score - one.score)
}

function scoreOf({ key, scale }: Criterion, { name, facts }: Candidate): number {
  const fact = facts.get(key)
  if (fact === undefined) throw new RankingError(`${name} has no ${key}; fill it in or leave the site out.`)
  switch (scale.kind) {
    case 'bands': {
      if (typeof fact !== 'number')
        throw new RankingError(`${name}: ${key} is "${fact}" and must be a number.`)
      const band = scale.bands.find(
        ({ atLeast = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY }) =>
          fact >= atLeast && fact > above,
      )
      return band?.score ?? 0
    }
    case 'categories': {
      const score = scale.scores.get(String(fact))
      if (score === undefined)
        throw new RankingError(`${name}: ${key} "${fact}" is none of ${[...scale.scores.keys()].join(', ')}.`)
      return score
    }
  }
}

/** The weights with one of them changed and the others in the proportion that they had. They sum to 1 again. */
export function withWeight(criteria: readonly Criterion[], key: string, weight: number): Criterion[] {
  const others = criteria.reduce((total, each) => (each.key === key ? total : total + each.weight), 0)
  return criteria.map((each) => {
    if (each.key === key) return { ...each, weight: others === 0 ? 1 : weight }
    return { ...each, weight: others === 0 ? 0 : (each.weight / others) * (1 - weight) }
  })
}

/** Lines that meet where the criterion is all there is do not turn anything. */
const hair = 1e-9

/** At which weights of a criterion another candidate would come first, rising; what a decision hangs on. */
export function turningPoints(
  criteria: readonly Criterion[],
  candidates: readonly Candidate[],
  key: string,
): { readonly weight: number; readonly first: string }[] {
  // Each score is a straight line over the weight: its ends say all of it.
  const scoresAt = (weight: number) =>
    new Map(rankSites(withWeight(criteria, key, weight), candidates).map(({ name, score }) => [name, score]))
  const [none, all] = [scoresAt(0), scoresAt(1)]
  const lines = candidates.map(({ name }) => {
    const from = none.get(name) ?? 0
    return { name, from, slope: (all.get(name) ?? 0) - from }
  })
  const points: { weight: number; first: string }[] = []
  let leader = best(lines, 0)
  for (let weight = 0; leader !== undefined; ) {
    const next = lines
      .filter(({ slope }) => leader !== undefined && slope > leader.slope)
      .map((line) => ({ line, weight: crossing(line, leader as Line) }))
      .filter((point) => point.weight > weight && point.weight < 1 - hair)
      .sort((one, other) => one.weight - other.weight || other.line.slope - one.line.slope)[0]
    if (next === undefined) break
    points.push({ weight: next.weight, first: next.line.name })
    leader = next.line
    weight = next.weight
  }
  return points
}

interface Line {
  readonly name: string
  readonly from: number
  readonly slope: number
}

/** Who is first at a weight, and stays so just after it. */
function best(lines: readonly Line[], weight: number): Line | undefined {
  const height = ({ from, slope }: Line) => from + slope * weight
  return [...lines].sort((one, other) => height(other) - height(one) || other.slope - one.slope)[0]
}

function crossing(line: Line, leader: Line): number {
  return (leader.from - line.from) / (line.slope - leader.slope)
}
