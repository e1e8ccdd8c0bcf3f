import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ocmfBounds, readOcmf } from '@colok/shared/ocmf'
import { RpcError } from '@colok/shared/ocpp/errors'
import { readVendorMessage, type VendorMessage } from '@colok/shared/vendor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openChargerKey } from '../metering/charger-key.ts'
import type { ReadingSigner } from '../metering/contract.ts'
import { type BenchOptions, ChargerBench, card, PowerCut } from '../testing/charger-bench.ts'

let folder: string
let chargerKey: ReadingSigner
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-key-'))
  chargerKey = openChargerKey(join(folder, 'key.json'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const start = (options: BenchOptions = {}) => ChargerBench.start({ chargerKey, ...options })

/** What the central system was told of keys and signatures, in order. */
function told(bench: ChargerBench) {
  return bench.central.sent('DataTransfer').flatMap((request) => {
    const read = readVendorMessage(request)
    if (read.kind === 'refused') return []
    return read.messageId === 'MeterKey' || read.messageId === 'MeterSignature' ? [read] : []
  })
}

function records(bench: ChargerBench) {
  return told(bench).flatMap((each) => {
    if (each.messageId !== 'MeterSignature') return []
    const { connectorId, transactionId, keyId, record } = each.message
    const read = readOcmf(record)
    if (read.kind === 'unreadable') throw new Error(read.problem)
    const { begin, end } = ocmfBounds(read.record)
    return [{ connectorId, transactionId, keyId, text: record, ...read.record, begin, end }]
  })
}

const order = (bench: ChargerBench) =>
  bench.central.messages.flatMap(({ action, request }) => {
    if (action === 'StartTransaction' || action === 'StopTransaction') return [action]
    const { messageId } = request as { messageId?: string }
    return action === 'DataTransfer' && messageId === 'MeterSignature' ? [messageId] : []
  })

test('the key is told once a boot, and each session in two records that name its start and its stop', async () => {
  const bench = await start()
  expect(told(bench)).toMatchObject([
    {
      messageId: 'MeterKey',
      message: { connectorId: 0, keyId: chargerKey.publicKey.keyId, publicKey: chargerKey.publicKey.spki },
    },
  ])
  await bench.startSession()
  await bench.advance(600_000)
  await bench.tap()
  await bench.advance(5_000)
  const [startRequest] = bench.central.sent('StartTransaction')
  const [stop] = bench.central.sent('StopTransaction')
  const [first, second, ...more] = records(bench)
  expect(more).toEqual([])
  expect(first).toMatchObject({
    ...{ connectorId: 1, transactionId: 1_000, keyId: chargerKey.publicKey.keyId },
    ...{ page: 'T1', connector: 'CLK-0001 1', userData: card, end: undefined },
    begin: { energyWh: startRequest!.meterStart, timeState: 'S', meterState: 'G', errorFlags: '' },
  })
  expect(second).toMatchObject({
    page: 'T2',
    begin: { energyWh: startRequest!.meterStart, at: Date.parse(startRequest!.timestamp) },
    end: { energyWh: stop!.meterStop, reason: 'L', timeState: 'S', meterState: 'G', errorFlags: '' },
  })
  expect(order(bench)).toEqual(['StartTransaction', 'MeterSignature', 'MeterSignature', 'StopTransaction'])
})

test('a session that the power cut ends is vouched for by its last journalled reading, marked as such', async () => {
  const bench = await start()
  await bench.startSession()
  await bench.advance(600_000)
  bench.cutPower()
  bench.powerOn()
  await bench.advance(5_000)
  const [stop] = bench.central.sent('StopTransaction')
  expect(records(bench).at(-1)).toMatchObject({
    page: 'T2',
    end: {
      energyWh: stop!.meterStop,
      at: Date.parse(stop!.timestamp),
      reason: 'P',
      meterState: 'S',
      errorFlags: 't',
    },
  })
  expect(stop!.meterStop).toBeGreaterThan(0)
})

test('what was signed survives a power cut, and is told the same to the letter', async () => {
  const bench = await start()
  bench.central.answers.DataTransfer = () => 'silence'
  await bench.startSession()
  await bench.advance(10_000)
  bench.cutPower()
  const [entry] = bench.store.load().outbox.filter(({ kind }) => kind === 'signed')
  delete bench.central.answers.DataTransfer
  bench.powerOn()
  await bench.advance(10_000)
  expect(entry).toMatchObject({ signed: { record: records(bench)[0]!.text } })
})

describe('the power is cut at any write of a session', () => {
  const acts: readonly ((bench: ChargerBench) => Promise<void>)[] = [
    (bench) => bench.startSession(),
    (bench) => bench.advance(65_000),
    (bench) => bench.tap(),
    (bench) => bench.advance(2_000),
  ]

  async function writesOf(): Promise<number> {
    let writes = 0
    const bench = await start({ onCommit: (_, moment) => void (writes += moment === 'before' ? 1 : 0) })
    for (const act of acts) await act(bench)
    return writes
  }

  test.each(['before', 'after'] as const)(
    '%s it: every stop has its record, and none is told in two ways',
    async (moment) => {
      const last = await writesOf()
      for (let nth = 1; nth <= last; nth += 1) {
        const label = `cut ${moment} write ${nth}`
        let writes = 0
        let isCut = false
        const bench = await start({
          onCommit: (_, when) => {
            if (when === 'before') writes += 1
            if (isCut || writes !== nth || when !== moment) return
            isCut = true
            throw new PowerCut()
          },
        })
        for (const act of acts) if (!isCut) await act(bench)
        bench.powerOn()
        await bench.advance(90_000)
        const told = records(bench)
        const texts = new Map(told.map(({ transactionId, page, text }) => [`${transactionId} ${page}`, text]))
        for (const { transactionId, page, text } of told)
          expect(texts.get(`${transactionId} ${page}`), label).toBe(text)
        for (const { transactionId, meterStop } of bench.central.sent('StopTransaction'))
          expect(
            told.filter((each) => each.transactionId === transactionId).map(({ end }) => end?.energyWh),
            label,
          ).toContain(meterStop)
        expect(bench.store.load().outbox, label).toEqual([])
      }
    },
  )
})

test('a charger without a calendar signs when it knows the time; what a dead boot left is marked as unsynchronised', async () => {
  const offline = { wallMs: 0, keys: { AllowOfflineTxForUnknownId: 'true' }, connectAtStart: false }
  const bench = await start(offline)
  await bench.startSession()
  await bench.advance(60_000)
  expect(bench.store.load().outbox.filter(({ kind }) => kind === 'signed')).toMatchObject([{ signed: null }])
  bench.cutPower()
  bench.central.aheadMs = Date.UTC(2026, 10, 23)
  bench.powerOn()
  bench.charger.connect()
  await bench.advance(90_000)
  expect(records(bench).map(({ begin, end }) => [begin?.timeState, end?.timeState])).toEqual([
    ['U', undefined],
    ['U', 'U'],
  ])
  expect(order(bench)).toEqual(['StartTransaction', 'MeterSignature', 'MeterSignature', 'StopTransaction'])
})

describe('a central system without use for signatures', () => {
  test.each([
    ['does not know the vendor', () => ({ status: 'UnknownVendorId' as const })],
    [
      'does not know the action',
      () => {
        throw new RpcError('NotImplemented')
      },
    ],
  ])('that %s hears of one key and no records, and misses nothing', async (_, answer) => {
    const bench = await ChargerBench.start({ chargerKey, booted: false })
    bench.central.answers.DataTransfer = answer
    await bench.advance(1_000)
    await bench.startSession()
    await bench.advance(60_000)
    await bench.tap()
    await bench.advance(5_000)
    expect(told(bench).map(({ messageId }) => messageId)).toEqual(['MeterKey'])
    expect(order(bench)).toEqual(['StartTransaction', 'StopTransaction'])
    expect(bench.store.load().outbox).toEqual([])
    expect(bench.store.deadLetters()).toEqual([])
  })
})

test('a record that is refused is given up at once: the StopTransaction behind it does not wait', async () => {
  const bench = await start()
  bench.central.answers.DataTransfer = () => {
    throw new RpcError('InternalError', 'database gone')
  }
  await bench.startSession()
  await bench.advance(60_000)
  await bench.tap()
  await bench.advance(5_000)
  expect(bench.central.sent('StopTransaction')).toHaveLength(1)
  expect(bench.store.deadLetters()).toHaveLength(2)
})

test('a meter that signs by itself takes the place of the key, at once and each with its own', async () => {
  const asked: number[] = []
  const signer: ReadingSigner = {
    publicKey: { keyId: 'cd'.repeat(32), spki: 'MFkw' },
    sign: async ({ page, ...record }) => {
      asked.push(page)
      return chargerKey.sign({ ...record, page: 700 + page })
    },
  }
  const bench = await start({ config: { meterSignature: 'meter' }, booted: false })
  bench.devices.meters[0]!.signer = signer
  await bench.restart()
  await bench.advance(1_000)
  await bench.startSession()
  await bench.advance(60_000)
  expect(asked).toEqual([1])
  const keys = told(bench).filter((each) => each.messageId === 'MeterKey')
  expect(keys.at(-1)?.message).toMatchObject({
    connectorId: 1,
    keyId: signer.publicKey.keyId,
  } satisfies Partial<VendorMessage<'MeterKey'>>)
  expect(records(bench)).toMatchObject([{ page: 'T701', keyId: signer.publicKey.keyId }])
})

test('a signer that fails costs a record and nothing else', async () => {
  const failing: ReadingSigner = {
    publicKey: chargerKey.publicKey,
    sign: () => Promise.reject(new Error('the meter does not answer')),
  }
  const bench = await start({ chargerKey: failing })
  await bench.startSession()
  await bench.advance(60_000)
  await bench.tap()
  await bench.advance(5_000)
  expect(order(bench)).toEqual(['StartTransaction', 'StopTransaction'])
  expect(bench.store.deadLetters().map(({ why }) => why)).toEqual(Array(2).fill('the meter does not answer'))
})

test('a card says what kind of number it is, and a remote start that the central system vouches for it', async () => {
  const bench = await start()
  await bench.plugIn()
  await bench.confirmation('RemoteStartTransaction', { connectorId: 1, idTag: 'QR7F3A' })
  await bench.advance(2_000)
  expect(records(bench)[0]!.payloadText).toContain(
    '"IL":"TRUSTED","IF":["OCPP_RS"],"IT":"CENTRAL_1","ID":"QR7F3A"',
  )
})
