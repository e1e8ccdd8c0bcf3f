/**
 * Weights out of comparisons in pairs: Saaty's Analytic Hierarchy Process. Entry [i][j] of a matrix says how many times as
 * important i is as j, from 1/9 to 9. Weights are the averages of the normalised columns.
 */
export type ComparisonMatrix = readonly (readonly number[])[]

/** "first is `ratio` times as important as second", by their indices. */
export interface Judgement {
  readonly first: number
  readonly second: number
  readonly ratio: number
}

export interface Weighing {
  /** They sum to 1. */
  readonly weights: readonly number[]
  /** Saaty's consistency ratio: 0 where all judgements agree with each other. */
  readonly consistencyRatio: number
}

/** Above this the judgements contradict each other too much to be used (Saaty). */
export const consistencyLimit = 0.1

/** The mean consistency index of random matrices, by their size (Saaty 1980). */
const randomIndex = [0, 0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59]
const mostCompared = randomIndex.length - 1

/** Judgements that make no matrix: what is wrong, which, and what to do. */
export class ComparisonError extends Error {
  override readonly name = 'ComparisonError'
}

/** The matrix of judgements about `names`. Throws a ComparisonError unless each pair is judged once, from 1/9 to 9. */
export function comparisonMatrix(
  names: readonly string[],
  judgements: readonly Judgement[],
): ComparisonMatrix {
  const size = names.length
  if (size < 1 || size > mostCompared)
    throw new ComparisonError(`Compare 1 to ${mostCompared} criteria; these are ${size}.`)
  const matrix = names.map((_, row) => names.map((_, column) => (row === column ? 1 : Number.NaN)))
  for (const { first, second, ratio } of judgements) {
    const pair = `${names[first] ?? `number ${first}`} and ${names[second] ?? `number ${second}`}`
    const [row, other] = [matrix[first], matrix[second]]
    if (row === undefined || other === undefined || first === second)
      throw new ComparisonError(`There is nothing to compare in ${pair}; name two different criteria.`)
    if (!Number.isNaN(row[second]))
      throw new ComparisonError(`${pair} are compared twice; keep one of the two.`)
    if (!(ratio >= 1 / 9 - 1e-9 && ratio <= 9))
      throw new ComparisonError(`${pair}: ${ratio} is outside of 1/9 to 9.`)
    row[second] = ratio
    other[first] = 1 / ratio
  }
  for (const [first, row] of matrix.entries()) {
    const second = row.findIndex(Number.isNaN)
    if (second >= 0)
      throw new ComparisonError(
        `${names[first]} and ${names[second]} are not compared yet; compare them too.`,
      )
  }
  return matrix
}

/** Weights, and how well the judgements agree with each other. */
export function weigh(matrix: ComparisonMatrix): Weighing {
  const size = matrix.length
  const columnSums = matrix.map((_, column) => sum(matrix.map((row) => at(row, column))))
  const weights = matrix.map((row) => sum(row.map((entry, column) => entry / at(columnSums, column))) / size)
  const index = randomIndex[size] ?? 0
  if (index === 0) return { weights, consistencyRatio: 0 }
  const lambda = sum(weights.map((weight, column) => weight * at(columnSums, column)))
  return { weights, consistencyRatio: (lambda - size) / (size - 1) / index }
}

/** A judgement that the others contradict most. */
export interface Doubt extends Judgement {
  /** What the others imply for the same pair, on Saaty's scale: 1/9 … 1 … 9. */
  readonly implied: number
  /** The consistency ratio with the implied ratio in its place. */
  readonly ratioThen: number
}

/** The judgement whose revision brings the judgements most into agreement; undefined where none would. */
export function mostDoubtful(matrix: ComparisonMatrix): Doubt | undefined {
  const { consistencyRatio } = weigh(matrix)
  let most: Doubt | undefined
  for (let first = 0; first < matrix.length; first++)
    for (let second = first + 1; second < matrix.length; second++) {
      const implied = onScale(impliedBy(matrix, first, second))
      const { consistencyRatio: ratioThen } = weigh(replaced(matrix, first, second, implied))
      if (ratioThen < (most?.ratioThen ?? consistencyRatio) - 1e-9)
        most = { first, second, ratio: entry(matrix, first, second), implied, ratioThen }
    }
  return most
}

/** The geometric mean of all ways from one to the other over a third. */
function impliedBy(matrix: ComparisonMatrix, first: number, second: number): number {
  const others = matrix.flatMap((_, third) =>
    third === first || third === second
      ? []
      : [Math.log(entry(matrix, first, third) * entry(matrix, third, second))],
  )
  return others.length === 0 ? entry(matrix, first, second) : Math.exp(sum(others) / others.length)
}

function onScale(ratio: number): number {
  return ratio >= 1 ? Math.min(9, Math.round(ratio)) : 1 / Math.min(9, Math.round(1 / ratio))
}

function replaced(matrix: ComparisonMatrix, first: number, second: number, ratio: number): ComparisonMatrix {
  return matrix.map((row, one) =>
    row.map((value, other) => {
      if (one === first && other === second) return ratio
      return one === second && other === first ? 1 / ratio : value
    }),
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function entry(matrix: ComparisonMatrix, row: number, column: number): number {
  return at(matrix[row] ?? [], column)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.NaN
}

/**
 * Weights out of an order alone, the most important first: rank-order centroids, as SMARTER has them
 * (Edwards & Barron 1994). They sum to 1.
 */
export function rankOrderCentroids(count: number): number[] {
  return Array.from({ length: count }, (_, place) =>
    sum(Array.from({ length: count - place }, (_, later) => 1 / (place + later + 1) / count)),
  )
}
