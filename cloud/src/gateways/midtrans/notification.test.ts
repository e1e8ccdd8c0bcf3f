import { expect, test } from 'vitest'
import { readMidtransNotification } from './notification.ts'

const serverKey = 'askvnoibnosifnboseofinbofinfgbiufglnbfg'
const notification = {
  order_id: '1111',
  status_code: '200',
  gross_amount: '100000.00',
  transaction_id: 'b1',
  transaction_status: 'settlement',
  fraud_status: 'accept',
  signature_key:
    'edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231',
}
const read = (body: object) =>
  readMidtransNotification(
    {
      method: 'POST',
      target: '/gateways/midtrans/notification',
      headers: new Headers(),
      body: new TextEncoder().encode(JSON.stringify(body)),
    },
    serverKey,
  )

test('the published vector is taken, and counts only after a status query', () => {
  expect(read(notification)).toMatchObject({
    kind: 'payment',
    reference: '1111',
    amountIdr: 100_000,
    status: 'paid',
    needsStatusQuery: true,
  })
})

test('another order, code or amount under the same signature is refused', () => {
  for (const change of [{ order_id: '1112' }, { status_code: '201' }, { gross_amount: '1000000.00' }])
    expect(read({ ...notification, ...change })).toMatchObject({ kind: 'refused', why: 'signature' })
})

test('a settlement that the fraud check has not accepted is not paid', () => {
  expect(read({ ...notification, fraud_status: 'challenge' })).toMatchObject({ status: 'pending' })
})

test('what is no notification is malformed', () => {
  expect(read({})).toMatchObject({ kind: 'refused', why: 'malformed', reply: { status: 400 } })
  expect(read({ ...notification, transaction_status: 'splendid' })).toMatchObject({ why: 'malformed' })
})
