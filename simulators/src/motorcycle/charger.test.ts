import { describe, expect, test } from 'vitest'
import { type ChargerState, correctedCharger, fed, inrushMa, isCharging, simpleCharger } from './charger.ts'

describe('a charger’s supply', () => {
  const on: ChargerState = { kind: 'on', onMs: 0 }
  const after = (state: ChargerState, voltageMv: number, nowMs: number) =>
    fed(simpleCharger, state, { voltageMv, nowMs })

  test('switches itself off at low mains, and on again only well above that', () => {
    const sagging = after(on, 159_000, 1_000)
    const off = after(sagging, 159_000, 1_100)
    expect(off.kind).toBe('off')
    expect(after(off, 170_000, 2_000).kind).toBe('off')
    expect(after(off, 176_000, 3_000)).toEqual({ kind: 'on', onMs: 3_000 })
  })

  test('rides through 20 ms without a surge, and not through 21 ms', () => {
    const dipped = after(on, 0, 1_000)
    const carried = after(dipped, 220_000, 1_020)
    expect(inrushMa(simpleCharger, carried, 1_020)).toBe(0)
    const restarted = after(dipped, 220_000, 1_021)
    expect(inrushMa(simpleCharger, restarted, 1_021)).toBe(35_000)
    expect(inrushMa(simpleCharger, restarted, 1_051)).toBe(0)
  })

  test('may take its time to start', () => {
    expect(isCharging(correctedCharger, on, 1_999)).toBe(false)
    expect(isCharging(correctedCharger, on, 2_000)).toBe(true)
  })
})
