import { expect, test } from 'vitest'
import { JobBells } from './bells.ts'

test('what a write has made due is told after its commit, once, and only to whoever waits for it', () => {
  const bells = new JobBells()
  const heard: string[] = []
  bells.when('prices', () => heard.push('displays'))
  bells.when('prices', () => heard.push('profiles'))
  bells.when('chargers', () => heard.push('chargers'))
  bells.note('prices')
  bells.note('prices')
  expect(heard).toEqual([])
  bells.committed()
  expect(heard).toEqual(['displays', 'profiles'])
  bells.committed()
  expect(heard).toHaveLength(2)
})
