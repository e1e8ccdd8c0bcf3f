import { expect, test } from 'vitest'
import { isAlert } from './refused-connections.ts'

test('the fifth refusal in a row is told, and then each time that they have doubled', () => {
  const told = Array.from({ length: 200 }, (_, index) => index + 1).filter((failures) =>
    isAlert({ failures }),
  )
  expect(told).toEqual([5, 10, 20, 40, 80, 160])
})
