import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'
import { isTransition, stateChart } from './transitions.ts'
import { connectorOf, setActivity, type Turn } from './turn.ts'

test('the state chart of ARCHITECTURE.md is the one of the code', () => {
  const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8')
  const chart = /```mermaid\n([^`]*)\n```/.exec(text)?.[1]
  expect(chart, 'copy what the code gives into ARCHITECTURE.md').toBe(stateChart())
})

test('a way that the table does not have is refused', async () => {
  expect(isTransition('idle', 'stopping')).toBe(false)
  const bench = await ChargerBench.start()
  await bench.startSession()
  const turn: Turn = {
    state: bench.charger.state,
    now: { monotonicMs: 0, bootId: 'boot', wall: 'unsynced' },
    effects: [],
  }
  expect(() => setActivity(turn, 1, { kind: 'idle' })).toThrow('charging to idle')
  expect(connectorOf(turn.state, 1).activity.kind).toBe('charging')
})
