import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ComparisonError,
  comparisonMatrix,
  consistencyLimit,
  mostDoubtful,
  rankOrderCentroids,
  weigh,
} from './comparison.ts'

const criteria = ['distance', 'parking', 'building']
const judged = [
  { first: 0, second: 1, ratio: 7 },
  { first: 0, second: 2, ratio: 3 },
  { first: 2, second: 1, ratio: 3 },
]
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

describe("the paper's matrix of distance, parking and building", () => {
  test('with exact reciprocals', () => {
    const { weights, consistencyRatio } = weigh(comparisonMatrix(criteria, judged))
    expect(weights.map((weight) => weight.toFixed(2))).toEqual(['0.67', '0.09', '0.24'])
    expect(consistencyRatio).toBeCloseTo(0.0093, 4)
  })

  test('with the reciprocals as it typed them: the same weights, and consistent too', () => {
    const { weights, consistencyRatio } = weigh([
      [1, 7, 3],
      [0.14, 1, 0.33],
      [0.33, 3, 1],
    ])
    expect(weights.map((weight) => weight.toFixed(2))).toEqual(['0.67', '0.09', '0.24'])
    expect(Math.abs(consistencyRatio)).toBeLessThan(consistencyLimit)
  })

  test('the five levels of each', () => {
    const levels = [0, 1, 2, 3, 4]
    const steps = levels.flatMap((first) =>
      levels.slice(first + 1).map((second) => ({ first, second, ratio: 2 * (second - first) + 1 })),
    )
    const { weights } = weigh(comparisonMatrix(levels.map(String), steps))
    expect(weights.map((weight) => weight.toFixed(3))).toEqual(['0.503', '0.260', '0.134', '0.068', '0.035'])
  })
})

test('judgements that come out of weights give the weights back, and agree', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 10, max: 30 }), { minLength: 1, maxLength: 9 }), (importance) => {
      const judgements = importance.flatMap((one, first) =>
        importance
          .slice(first + 1)
          .map((other, rest) => ({ first, second: first + 1 + rest, ratio: one / other })),
      )
      const matrix = comparisonMatrix(importance.map(String), judgements)
      const { weights, consistencyRatio } = weigh(matrix)
      weights.forEach((weight, index) => {
        expect(weight).toBeCloseTo((importance[index] ?? 0) / total(importance), 9)
      })
      expect(consistencyRatio).toBeCloseTo(0, 9)
    }),
  )
})

test('the judgement that was turned round is the one to look at again', () => {
  const importance = [8, 4, 2, 1]
  const judgements = importance.flatMap((one, first) =>
    importance
      .slice(first + 1)
      .map((other, rest) => ({ first, second: first + 1 + rest, ratio: one / other })),
  )
  const turned = judgements.map((each) =>
    each.first === 0 && each.second === 2 ? { ...each, ratio: 1 / each.ratio } : each,
  )
  const matrix = comparisonMatrix(['a', 'b', 'c', 'd'], turned)
  expect(weigh(matrix).consistencyRatio).toBeGreaterThan(consistencyLimit)
  const doubt = mostDoubtful(matrix)
  expect(doubt).toMatchObject({ first: 0, second: 2, ratio: 0.25, implied: 4 })
  expect(doubt?.ratioThen).toBeCloseTo(0, 9)
})

test('judgements that agree leave nothing to look at again', () => {
  expect(mostDoubtful(comparisonMatrix(['a', 'b'], [{ first: 0, second: 1, ratio: 5 }]))).toBeUndefined()
})

test('what cannot be a comparison is refused, and says which', () => {
  const wrong = (judgements: typeof judged) => () => comparisonMatrix(criteria, judgements)
  expect(wrong(judged.slice(1))).toThrow('distance and parking are not compared yet')
  expect(wrong([...judged, { first: 1, second: 0, ratio: 2 }])).toThrow(
    'parking and distance are compared twice',
  )
  expect(wrong([{ first: 0, second: 1, ratio: 10 }])).toThrow('10 is outside of 1/9 to 9')
  expect(wrong([{ first: 0, second: 1, ratio: Number.NaN }])).toThrow(ComparisonError)
  expect(wrong([{ first: 0, second: 3, ratio: 2 }])).toThrow('distance and number 3')
  expect(() => comparisonMatrix(new Array(16).fill('x'), [])).toThrow('these are 16')
})

test('rank-order centroids', () => {
  expect(rankOrderCentroids(1)).toEqual([1])
  expect(rankOrderCentroids(3).map((weight) => weight.toFixed(4))).toEqual(['0.6111', '0.2778', '0.1111'])
  for (const count of [2, 5, 9]) {
    const weights = rankOrderCentroids(count)
    expect(total(weights)).toBeCloseTo(1, 12)
    expect(weights).toEqual([...weights].sort((one, other) => other - one))
  }
})
