import { expect, test } from 'vitest'
import { z } from 'zod'
import { ChargePointId } from '../../chargers/schemas.ts'
import { ResolutionInput } from '../../charging/resolution.ts'
import { TariffInput } from '../../tariffs/schemas.ts'
import { bodyOf, type Field, typedOf } from './fields.ts'
import { wrongOf } from './wrong.ts'

const label = { id: 'Isian', en: 'Field' }
const field = (name: string, kind: Field['kind'], rest: object = {}): Field =>
  ({ name, kind, label, ...rest }) as Field

test('what people type becomes the body of the API, and comes back as they type it', () => {
  const fields = [
    field('name', 'line'),
    field('price', 'whole'),
    field('place.latitude', 'number'),
    field('tax', 'percent'),
    field('from', 'moment'),
    field('chargers', 'lines'),
    field('waves', 'wholes'),
    field('active', 'yes'),
    field('rates.0.days', 'choices', { options: [] }),
    field('rates.1.price', 'whole'),
  ]
  const typed = {
    ...{ name: [' Malam '], price: ['12.500'], 'place.latitude': ['-8,4814'], tax: ['2,5'] },
    ...{ from: ['2026-12-01T05:00'], chargers: ['CLK-1\nCLK-2, CLK-3'], waves: ['1, 5 20'], active: ['yes'] },
    ...{ 'rates.0.days': ['Mon', 'Sun'], 'rates.1.price': ['2000'] },
  }
  const body = {
    ...{ name: 'Malam', price: 12_500, place: { latitude: -8.4814 }, tax: 250 },
    from: '2026-12-01T05:00:00.000+07:00',
    ...{ chargers: ['CLK-1', 'CLK-2', 'CLK-3'], waves: [1, 5, 20], active: true },
    rates: [{ days: ['Mon', 'Sun'] }, { price: 2000 }],
  }
  expect(bodyOf(fields, typed)).toEqual(body)
  expect(bodyOf(fields, typedOf(fields, body))).toEqual(body)
})

test('what is empty is left out, and what is no number goes on as it was typed', () => {
  const fields = [field('price', 'whole'), field('note', 'note'), field('tax', 'percent')]
  expect(bodyOf(fields, { price: ['  '], note: [''] })).toEqual({})
  expect(bodyOf(fields, { price: ['dua'], tax: ['x'] })).toEqual({ price: 'dua', tax: 'x' })
  expect(bodyOf(fields, { price: ['1.2345'] })).toEqual({ price: '1.2345' })
})

test('what is wrong is said beside its field, in the reader’s language', () => {
  const names = new Set(['name', 'priceIdrPerKwh', 'validFrom', 'validUntil', 'rates.0.untilTime'])
  const parsed = TariffInput.safeParse(
    {
      ...{ name: '', priceIdrPerKwh: 'dua', validFrom: '2026-12-01T00:00:00Z' },
      ...{ rates: [{ untilTime: '25:00', priceIdrPerKwh: -1 }] },
    },
    { reportInput: true },
  )
  const wrong = wrongOf(parsed.error?.issues ?? [], names, 'id')
  expect(Object.fromEntries(wrong.byField)).toEqual({
    name: 'Isi dulu.',
    priceIdrPerKwh: 'Tulis angka bulat, misalnya 12500.',
    'rates.0.untilTime': 'Jam dan menit, misalnya 21:30.',
  })
  expect(wrong.beside).toEqual(['rates.0.priceIdrPerKwh: Paling sedikit 0.'])
})

test('of several shapes the one that comes nearest tells what is missing', () => {
  const parsed = ResolutionInput.safeParse({ decision: 'bill', energyWh: -5 }, { reportInput: true })
  const wrong = wrongOf(parsed.error?.issues ?? [], new Set(['energyWh', 'note']), 'en')
  expect(Object.fromEntries(wrong.byField)).toEqual({ energyWh: 'At least 0.', note: 'Fill this in.' })
})

test('of a list in one field it is said which line is wrong', () => {
  const parsed = z
    .object({ chargers: z.array(ChargePointId), waves: z.array(z.int().min(1)) })
    .safeParse({ chargers: ['CLK-1', 'CLK 2'], waves: [5, 0] }, { reportInput: true })
  const wrong = wrongOf(parsed.error?.issues ?? [], new Set(['chargers', 'waves']), 'id')
  expect(wrong.byField.get('chargers')).toMatch(/^CLK 2: 1 sampai 48 huruf/)
  expect(wrong.byField.get('waves')).toBe('0: Paling sedikit 1.')
})
