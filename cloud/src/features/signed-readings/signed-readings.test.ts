import { toIso } from '@colok/shared/time'
import type { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SigningKey, transfer } from '../../testing/signing-charger.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'

const minute = 60_000
const card = '04A1B2C3D4E5F6'

let system: TestCloud
let charger: RPCClient
let key: SigningKey
let minutes = 0
let registerWh = 0
beforeAll(async () => {
  system = await startTestCloud()
  charger = await system.connect()
  key = new SigningKey()
  expect(await transfer(charger, 'MeterKey', key.told)).toBe('Accepted')
})
afterAll(() => system.stop())

interface Charged {
  /** Records to send before the StopTransaction, and after it. */
  readonly signed?: (session: { beginWh: number; endWh: number }) => readonly string[]
  readonly signedLate?: (session: { beginWh: number; endWh: number }) => readonly string[]
  readonly keyId?: string
}

/** A session of 1,000 Wh and what was signed of it, as the API shows it. */
async function charge({ signed = () => [], signedLate = () => [], keyId = key.keyId }: Charged) {
  const at = () => toIso(testNow + minutes * minute)
  const beginWh = registerWh
  registerWh += 1000
  const start = { connectorId: 1, idTag: card, meterStart: beginWh, timestamp: at() }
  const { transactionId } = (await charger.call('StartTransaction', start)) as { transactionId: number }
  const send = async (records: readonly string[]) => {
    for (const record of records)
      expect(
        await transfer(charger, 'MeterSignature', { connectorId: 1, transactionId, keyId, record }),
      ).toBe('Accepted')
  }
  const bounds = { beginWh, endWh: registerWh }
  await send(signed(bounds))
  minutes += 60
  system.setWall(testNow + minutes * minute)
  await charger.call('StopTransaction', { transactionId, meterStop: registerWh, timestamp: at() })
  await send(signedLate(bounds))
  return { ...(await newest()), transactionId }
}

interface Session {
  id: string
  signature: string | null
  suspectReasons: string[]
  amountIdr: number | null
}

async function newest() {
  const { body } = await system.api<{ items: Session[] }>('/sessions?limit=1')
  const [session] = body.items
  const signed = await system.api<{
    verdict: string | null
    items: { verdict: string; problem: string | null }[]
  }>(`/sessions/${session?.id}/signed-readings`)
  expect(signed.body.verdict).toBe(session?.signature)
  return { session: session as Session, items: signed.body.items }
}

const both = ({ beginWh, endWh }: { beginWh: number; endWh: number }) => [
  key.record({ idTag: card, beginWh }),
  key.record({ idTag: card, beginWh, endWh }),
]

describe('a session whose charger signs', () => {
  test('is genuine where signature and registers are right, whether the records come before its stop or after', async () => {
    expect((await charge({ signed: both })).session).toMatchObject({ signature: 'valid', amountIdr: 2466 })
    expect((await charge({ signedLate: both })).session).toMatchObject({
      signature: 'valid',
      amountIdr: 2466,
    })
  })

  test('is incomplete without the end, and says nothing where nothing was signed', async () => {
    const begun = await charge({ signed: ({ beginWh }) => [key.record({ idTag: card, beginWh })] })
    expect(begun.session.signature).toBe('incomplete')
    expect((await charge({})).session.signature).toBeNull()
  })

  test('a figure that was changed after signing is found out, shown, told, and billed by its StopTransaction', async () => {
    const { session, items } = await charge({
      signed: (bounds) => both(bounds).map((record) => record.replace('"PG":"T1"', '"PG":"T7"')),
    })
    expect(session).toMatchObject({ signature: 'wrongSignature', suspectReasons: [], amountIdr: 2466 })
    expect(items[0]).toMatchObject({
      verdict: 'wrongSignature',
      problem: expect.stringContaining('as it stands'),
    })
    const history = await system.api<{ items: { kind: string; detail: object }[] }>(
      '/chargers/CLK-0001/history',
    )
    expect(history.body.items).toContainEqual(
      expect.objectContaining({
        kind: 'MeterSignature',
        detail: expect.objectContaining({ sessionId: session.id }),
      }),
    )
  })

  test('one that signs another energy than it tells is not billed before a person has looked', async () => {
    const { session, items } = await charge({
      signed: ({ beginWh, endWh }) => [key.record({ idTag: card, beginWh, endWh: endWh - 500 })],
    })
    expect(session).toMatchObject({
      signature: 'differs',
      suspectReasons: ['signedReadingDiffers'],
      amountIdr: null,
    })
    expect(items[0]?.problem).toContain('500 Wh')
  })

  test('a record of something else, or after the bill, is shown to differ', async () => {
    const { session } = await charge({
      signedLate: ({ beginWh, endWh }) => [key.record({ idTag: card, beginWh: beginWh - 2, endWh })],
    })
    expect(session).toMatchObject({ signature: 'differs', suspectReasons: [], amountIdr: 2466 })
  })

  test('what is no record is kept and called so; of a transaction that is not its own nothing is', async () => {
    const { session, items, transactionId } = await charge({ signed: () => ['OCMF|rubbish'] })
    expect(session.signature).toBe('wrongSignature')
    expect(items[0]?.problem).toContain('no OCMF record')
    const message = { connectorId: 1, keyId: key.keyId, record: 'OCMF|{}|{}' }
    for (const [connectorId, id] of [
      [2, transactionId],
      [1, 999_999],
    ] as const)
      expect(await transfer(charger, 'MeterSignature', { ...message, connectorId, transactionId: id })).toBe(
        'Rejected',
      )
    for (let extra = 0; extra < 19; extra += 1)
      await transfer(charger, 'MeterSignature', { ...message, transactionId, record: `OCMF|${extra}|{}` })
    expect(await transfer(charger, 'MeterSignature', { ...message, transactionId })).toBe('Rejected')
    expect((await newest()).items).toHaveLength(20)
  })

  test('the same record again is kept once', async () => {
    const { items } = await charge({
      signed: ({ beginWh }) => {
        const record = key.record({ idTag: card, beginWh })
        return [record, record]
      },
    })
    expect(items).toHaveLength(1)
  })
})

describe('the key of a charger', () => {
  const keys = async () =>
    (
      await system.api<{ items: { keyId: string; state: string }[] }>('/chargers/CLK-0001/meter-keys')
    ).body.items.map(({ keyId, state }) => [keyId, state])

  test('that changes is told, counts once an operator has accepted it, and then for what it has signed before', async () => {
    const next = new SigningKey()
    expect(await transfer(charger, 'MeterKey', next.told)).toBe('Accepted')
    expect(await transfer(charger, 'MeterKey', next.told)).toBe('Accepted')
    expect(await keys()).toEqual([
      [next.keyId, 'pending'],
      [key.keyId, 'accepted'],
    ])
    expect(system.logged.filter(({ keyId }) => keyId === next.keyId)).toHaveLength(1)
    const { session } = await charge({
      keyId: next.keyId,
      signed: (bounds) => [next.record({ idTag: card, ...bounds })],
    })
    expect(session).toMatchObject({ signature: 'unknownKey', suspectReasons: [], amountIdr: 2466 })
    const accept = (keyId: string) =>
      system.api(`/chargers/CLK-0001/meter-keys/${keyId}/acceptance`, {
        method: 'POST',
        body: { note: 'a new board was put in' },
      })
    expect((await accept('ab'.repeat(32))).status).toBe(404)
    expect((await accept(next.keyId)).status).toBe(201)
    expect((await accept(next.keyId)).status).toBe(409)
    expect(await keys()).toEqual([
      [next.keyId, 'accepted'],
      [key.keyId, 'retired'],
    ])
    expect((await newest()).session.signature).toBe('valid')
    const old = await charge({ signed: both })
    expect(old.session.signature).toBe('unknownKey')
  })

  test('is refused where it is none, or called by a number that is not its own', async () => {
    const { told } = new SigningKey()
    expect(await transfer(charger, 'MeterKey', { ...told, publicKey: 'MFkw' })).toBe('Rejected')
    expect(await transfer(charger, 'MeterKey', { ...told, keyId: 'ab'.repeat(32) })).toBe('Rejected')
  })

  test('may be told after what it has signed', async () => {
    const other = await system.connect('CLK-0002')
    const late = new SigningKey()
    const start = { connectorId: 1, idTag: '04AAAA', meterStart: 0, timestamp: toIso(testNow) }
    const { transactionId } = (await other.call('StartTransaction', start)) as { transactionId: number }
    const record = late.record({ idTag: '04AAAA', beginWh: 0 }).replaceAll('CLK-0001 1', 'CLK-0002 1')
    await transfer(other, 'MeterSignature', { connectorId: 1, transactionId, keyId: late.keyId, record })
    expect((await newest()).session.signature).toBe('unknownKey')
    await transfer(other, 'MeterKey', late.told)
    // Its text was changed to name another post, which the key finds out.
    expect((await newest()).session.signature).toBe('wrongSignature')
  })
})
