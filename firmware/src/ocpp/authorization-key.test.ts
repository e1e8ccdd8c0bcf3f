import { expect, test } from 'vitest'
import { passwordOf } from './authorization-key.ts'

test.each([
  ['4F43415F4F4354545F61646D696E5F74657374', 'OCA_OCTT_admin_test'],
  ['4f43415f4f4354545f61646d696e5f74657374', 'OCA_OCTT_admin_test'],
  ['4F43415F4F4354545F61646D696E5F7465737', '4F43415F4F4354545F61646D696E5F7465737'],
  ['a-key-that-is-its-own', 'a-key-that-is-its-own'],
  ['00112233445566778899', '00112233445566778899'],
])('%s stands for %s', (key, password) => {
  expect(Buffer.from(passwordOf(key)).toString()).toBe(password)
})
