import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupDigits } from './digits.ts'
import { formatKwh } from './units.ts'

const energyWh = fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.maxSafeInteger())

test.each(['id', 'en'] as const)('numbers read as everywhere else in %s', (language) => {
  const plain = new Intl.NumberFormat(language)
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: -20_000, max: 20_000 }), fc.maxSafeInteger()), (whole) => {
      expect(groupDigits(whole, language)).toBe(plain.format(whole))
    }),
  )
})

test.each([0, 1, 2, 3])('energy with %i digits after the sign is rounded as everywhere else', (digits) => {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits } as const
  const format = new Intl.NumberFormat('id', { ...options, signDisplay: 'negative' })
  fc.assert(
    fc.property(energyWh, (energy) => {
      // As a decimal text, which Intl takes exactly; the double that is nearest to it may be on the other side of a half.
      const exact = `${energy}e-3` as `${number}`
      expect(formatKwh(energy, 'id', digits)).toBe(`${format.format(exact)} kWh`)
    }),
  )
})
