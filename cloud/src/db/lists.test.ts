import { expect, test } from 'vitest'
import { inLists, placesOf } from './lists.ts'

test('values go into lists of a few lengths, in their order, none left out', () => {
  const values = Array.from({ length: 151 }, (_, index) => index)
  const lists = inLists(values)
  expect(lists.map(({ length }) => length)).toEqual([64, 64, 16, 4, 1, 1, 1])
  expect(lists.flat()).toEqual(values)
  expect(inLists([])).toEqual([])
})

test('a list has as many places as values, and a list of another length has none', () => {
  for (const list of inLists(Array.from({ length: 85 })))
    expect(placesOf(list).split(', ')).toEqual(list.map(() => '?'))
  expect(() => placesOf([1, 2])).toThrow('a list of 2 values')
})
