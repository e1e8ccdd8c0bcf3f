import { expect, expectTypeOf, test } from 'vitest'
import { canonicalErrorCode, rpcErrorCodes } from './errors.ts'
import {
  type Action,
  type ActionsSentBy,
  type Confirmation,
  type Handlers,
  isAction,
  maySend,
  type Request,
  registry,
} from './registry.ts'

const actions = Object.keys(registry) as Action[]

test('every action is filed under its own name, with where it is specified', () => {
  for (const action of actions) {
    expect(registry[action].action).toBe(action)
    expect(registry[action].spec).toMatch(/^OCPP 1\.6 (§[45]\.\d|security whitepaper)/)
  }
  expect(actions).toHaveLength(39)
})

test('who may send what: 13 calls by the charge point, 25 by the central system, DataTransfer by both', () => {
  const sentBy = (sender: string) => actions.filter((action) => registry[action].sender === sender).length
  expect([sentBy('ChargePoint'), sentBy('CentralSystem'), sentBy('either')]).toEqual([13, 25, 1])
  expect(maySend('ChargePoint', 'StartTransaction')).toBe(true)
  expect(maySend('CentralSystem', 'StartTransaction')).toBe(false)
  expect(maySend('CentralSystem', 'DataTransfer') && maySend('ChargePoint', 'DataTransfer')).toBe(true)
})

test('names that every object has are no actions', () => {
  for (const word of ['constructor', '__proto__', 'toString', '', 'heartbeat'])
    expect(isAction(word)).toBe(false)
  expect(isAction('Heartbeat')).toBe(true)
})

test('the compiler knows who may send what, and which handlers are owed', () => {
  expectTypeOf<'Heartbeat'>().toExtend<ActionsSentBy<'ChargePoint'>>()
  expectTypeOf<'Heartbeat'>().not.toExtend<ActionsSentBy<'CentralSystem'>>()
  expectTypeOf<'DataTransfer'>().toExtend<ActionsSentBy<'ChargePoint'> & ActionsSentBy<'CentralSystem'>>()
  expectTypeOf<keyof Handlers<'ChargePoint', undefined>>().toEqualTypeOf<ActionsSentBy<'CentralSystem'>>()
  expectTypeOf<Omit<Handlers<'ChargePoint', undefined>, 'Reset'>>().not.toExtend<
    Handlers<'ChargePoint', undefined>
  >()
  expectTypeOf<Request<'StartTransaction'>['meterStart']>().toEqualTypeOf<number>()
  expectTypeOf<Confirmation<'Authorize'>['idTagInfo']['status']>().toEqualTypeOf<
    'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx'
  >()
})

test('error codes are understood in both spellings, and nothing else is taken for one', () => {
  for (const code of rpcErrorCodes) expect(canonicalErrorCode(code)).toBe(code)
  expect(canonicalErrorCode('FormatViolation')).toBe('FormationViolation')
  expect(canonicalErrorCode('OccurrenceConstraintViolation')).toBe('OccurenceConstraintViolation')
  for (const word of ['', 'constructor', 'genericerror']) expect(canonicalErrorCode(word)).toBeUndefined()
})
