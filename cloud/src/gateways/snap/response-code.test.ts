import { expect, test } from 'vitest'
import { failureOf, readResponseCode } from './response-code.ts'

const kindOf = (code: string) => failureOf({ code: readResponseCode(code)!, message: 'said' }).kind

test('three digits of HTTP, two of the service, two of the case', () => {
  expect(readResponseCode('2004700')).toEqual({ text: '2004700', http: 200, service: '47', caseCode: '00' })
  expect(readResponseCode(4_015_100)).toMatchObject({ http: 401, service: '51' })
  for (const wrong of ['200', '20047000', 'abcdefg', '9994700', undefined, {}])
    expect(readResponseCode(wrong)).toBeUndefined()
})

test('what may have happened is unknown, and has to be asked for', () => {
  for (const code of ['5004700', '5044700', '4094700', '4094701']) expect(kindOf(code)).toBe('unknown')
})

test('what somebody of ours has to put right is told from what the payer has', () => {
  for (const code of ['4014700', '4014701', '4034715', '4044708', '4044716', '4044717'])
    expect(kindOf(code)).toBe('misconfigured')
  for (const code of ['4016302', '4036314', '4035405', '4046500', '4294700'])
    expect(kindOf(code)).toBe('declined')
  for (const code of ['4004701', '4004702', '4044713', '4044718']) expect(kindOf(code)).toBe('invalid')
})
