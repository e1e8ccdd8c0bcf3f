import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc16, readQris, writeQris } from './qris.ts'

// A QRIS of AstraPay's documentation.
const astrapay =
  '00020101021226640018ID.CO.ASTRAPAY.WWW011893600822321989939702092198993200303UMI51400014ID.CO.QRIS.WWW0211ID2198993970303UMI5204549953033605404100055020256031005802ID5912Toko Asepso56007JAKARTA61051015062210110BJI33Z8Z0H0703A016304E8D4'
const doku =
  '00020101021226610014ID.CO.DOKU.WWW0118936008990000000018021000000000010303UKE51440014ID.CO.QRIS.WWW0215ID10200000000010303UKE5204555253033605405100005802ID5918SPKLU RODA DUA SIM6007JAKARTA61051011062190507PAY00010704CP016304F5A5'

const dynamicFields = [
  ['00', '01'],
  ['01', '12'],
  [
    '26',
    [
      ['00', 'ID.CO.DOKU.WWW'],
      ['01', '936008990000000018'],
      ['02', '0000000001'],
      ['03', 'UKE'],
    ],
  ],
  [
    '51',
    [
      ['00', 'ID.CO.QRIS.WWW'],
      ['02', 'ID1020000000001'],
      ['03', 'UKE'],
    ],
  ],
  ['52', '5552'],
  ['53', '360'],
  ['54', '10000'],
  ['58', 'ID'],
  ['59', 'SPKLU RODA DUA SIM'],
  ['60', 'JAKARTA'],
  ['61', '10110'],
  [
    '62',
    [
      ['05', 'PAY0001'],
      ['07', 'CP01'],
    ],
  ],
] as const

const problemOf = (content: string) => {
  const reading = readQris(content)
  return reading.kind === 'invalid' ? reading.problem : 'none'
}
const with54 = (amount: string) =>
  writeQris(dynamicFields.map(([id, value]) => (id === '54' ? [id, amount] : [id, value])))
const without = (missing: string) => writeQris(dynamicFields.filter(([id]) => id !== missing))

describe('reading a QRIS', () => {
  test('a real one says who is paid and how much', () => {
    expect(readQris(astrapay)).toEqual({
      kind: 'qris',
      qris: {
        isDynamic: true,
        amountIdr: 1000,
        merchantName: 'Toko Asepso5',
        city: 'JAKARTA',
        postalCode: '10150',
        categoryCode: '5499',
        acquirers: [
          {
            guid: 'ID.CO.ASTRAPAY.WWW',
            merchantPan: '936008223219899397',
            merchantId: '219899320',
            criteria: 'UMI',
          },
        ],
        national: {
          guid: 'ID.CO.QRIS.WWW',
          merchantPan: undefined,
          merchantId: 'ID219899397',
          criteria: 'UMI',
        },
        billNumber: 'BJI33Z8Z0H',
        reference: undefined,
        terminal: 'A01',
      },
    })
  })

  test('one character that differs is seen by the checksum', () => {
    expect(problemOf(astrapay.replace('54041000', '54049000'))).toContain('checksum')
    expect(problemOf(`${astrapay.slice(0, -4)}E8D5`)).toBe('its checksum is E8D5 and should be E8D4')
  })

  test('an amount is whole rupiah, with or without decimals', () => {
    const amountOf = (content: string) => {
      const reading = readQris(content)
      return reading.kind === 'qris' ? reading.qris.amountIdr : reading.problem
    }
    expect(amountOf(with54('20000.00'))).toBe(20_000)
    expect(amountOf(with54('20000'))).toBe(20_000)
    expect(amountOf(without('54'))).toBeUndefined()
    for (const wrong of ['20000.50', '20000,00', '-5', '1e4', '12345678901234'])
      expect(problemOf(with54(wrong))).toContain('amount (54)')
  })

  test('says which field is missing or wrong', () => {
    expect(problemOf('')).toBe('it does not begin with 000201')
    expect(problemOf('https://colok.example/c/CLK-0001')).toBe('the QRIS has no field at character 0')
    expect(problemOf(astrapay.slice(0, 60))).toContain('ends inside field')
    expect(problemOf(without('59'))).toBe('the merchant’s name (59) is missing')
    expect(problemOf(without('61'))).toBe('the postal code (61) is missing')
    expect(problemOf(without('53'))).toContain('rupiah')
    expect(problemOf(without('58'))).toContain('country')
    expect(problemOf(writeQris([...dynamicFields, ['54', '10']]))).toBe('the QRIS has field 54 twice')
    expect(problemOf(writeQris(dynamicFields.filter(([id]) => id !== '26' && id !== '51')))).toContain(
      'names no merchant',
    )
    const staticWithout51 = dynamicFields
      .filter(([id]) => id !== '51')
      .map(([id, value]) => (id === '01' ? (['01', '11'] as const) : ([id, value] as const)))
    expect(problemOf(writeQris(staticWithout51))).toBe('a static QRIS names its merchant in field 51')
    expect(problemOf('0'.repeat(513))).toContain('at most 512')
  })

  test('never throws, whatever a camera reads', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `000201${tail}`),
        ),
        (content) => {
          expect(['qris', 'invalid']).toContain(readQris(content).kind)
        },
      ),
    )
  })
})

describe('writing a QRIS', () => {
  test('gives the published checksum', () => {
    expect(crc16('123456789')).toBe('29B1')
    expect(writeQris(dynamicFields)).toBe(doku)
  })

  test('what is written is read again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.stringMatching(/^[A-Za-z0-9]{1,25}$/),
        (amount, name) => {
          const content = writeQris(
            dynamicFields.map(([id, value]) =>
              id === '54' ? [id, String(amount)] : id === '59' ? [id, name] : [id, value],
            ),
          )
          expect(readQris(content)).toMatchObject({
            kind: 'qris',
            qris: { amountIdr: amount, merchantName: name },
          })
        },
      ),
    )
  })

  test('refuses a field that cannot be written', () => {
    expect(() => writeQris([['59', '']])).toThrow(RangeError)
    expect(() => writeQris([['59', 'x'.repeat(100)]])).toThrow(RangeError)
  })
})
