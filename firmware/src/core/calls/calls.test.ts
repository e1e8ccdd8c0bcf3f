import { vendorRequest } from '@colok/shared/vendor'
import { describe, expect, test } from 'vitest'
import { ChargerBench, card } from '../../testing/charger-bench.ts'

describe('RemoteStartTransaction and RemoteStopTransaction', () => {
  test('cable first: StartTransaction without Authorize, and a remote stop (TC_010, TC_012)', async () => {
    const bench = await ChargerBench.start()
    await bench.plugIn()
    expect(await bench.confirmation('RemoteStartTransaction', { idTag: 'Remote1', connectorId: 1 })).toEqual({
      status: 'Accepted',
    })
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('Authorize')).toEqual([])
    expect(bench.central.sent('StartTransaction')).toMatchObject([{ idTag: 'Remote1' }])
    expect(await bench.confirmation('RemoteStopTransaction', { transactionId: 1_000 })).toEqual({
      status: 'Accepted',
    })
    await bench.advance(100)
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'Remote', transactionId: 1_000 }])
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
  })

  test('remote start first, then the plug (TC_011_1); without a plug Available again (TC_011_2)', async () => {
    const bench = await ChargerBench.start({ keys: { ConnectionTimeOut: '10' } })
    await bench.confirmation('RemoteStartTransaction', { idTag: card, connectorId: 1 })
    await bench.advance(11_000)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing', 'Available'])
    await bench.confirmation('RemoteStartTransaction', { idTag: card, connectorId: 1 })
    await bench.plugIn()
    expect(bench.central.statuses(1).slice(-2)).toEqual(['Preparing', 'Charging'])
  })

  test('with a ConnectionTimeOut of 0 the right to start never lapses', async () => {
    const bench = await ChargerBench.start({ keys: { ConnectionTimeOut: '0' } })
    await bench.tap()
    expect(bench.lcd).toEqual(['Kartu ....E5F6', 'Colokkan ke soket 1', '', ''])
    await bench.advance(86_400_000)
    await bench.plugIn()
    expect(bench.isClosed()).toBe(true)
  })

  test('with AuthorizeRemoteTxRequests the card is asked about first (TC_023_5)', async () => {
    const bench = await ChargerBench.start({ keys: { AuthorizeRemoteTxRequests: 'true' } })
    bench.central.answers.Authorize = () => ({ idTagInfo: { status: 'Invalid' } })
    await bench.plugIn()
    expect(await bench.confirmation('RemoteStartTransaction', { idTag: card, connectorId: 1 })).toEqual({
      status: 'Accepted',
    })
    await bench.advance(100)
    expect(bench.central.sent('Authorize')).toEqual([{ idTag: card }])
    expect(bench.isClosed()).toBe(false)
  })

  test('is rejected on an occupied connector (TC_026), connector 0 (TC_027), and one that is not there', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    for (const connectorId of [1, 0, 2])
      expect(await bench.confirmation('RemoteStartTransaction', { idTag: 'X', connectorId })).toEqual({
        status: 'Rejected',
      })
  })

  test('without a connector takes the one where a plug is waiting', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.plugIn(2)
    await bench.confirmation('RemoteStartTransaction', { idTag: 'X' })
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([false, true])
  })

  test('a remote stop of an unknown transaction is rejected (TC_028)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    expect(await bench.confirmation('RemoteStopTransaction', { transactionId: 99 })).toEqual({
      status: 'Rejected',
    })
    expect(bench.isClosed()).toBe(true)
  })
})

describe('UnlockConnector', () => {
  test('without a session: Unlocked (TC_017_1)', async () => {
    const bench = await ChargerBench.start()
    expect(await bench.confirmation('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' })
  })

  test('with a session: answered first, then ended with UnlockCommand (TC_018_1)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    expect(await bench.confirmation('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' })
    await bench.advance(100)
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'UnlockCommand' }])
  })

  test('a jammed lock is UnlockFailed (TC_030), an unknown connector NotSupported (TC_031)', async () => {
    const bench = await ChargerBench.start()
    bench.devices.locks.jammed.add(1)
    expect(await bench.confirmation('UnlockConnector', { connectorId: 1 })).toEqual({
      status: 'UnlockFailed',
    })
    expect(await bench.confirmation('UnlockConnector', { connectorId: 9 })).toEqual({
      status: 'NotSupported',
    })
  })

  test('a lock that says nothing has failed after five seconds', async () => {
    const bench = await ChargerBench.start()
    bench.devices.locks.unlock = () => {}
    const answer = bench.central.call('UnlockConnector', { connectorId: 1 })
    await bench.advance(5_100)
    expect(await answer).toEqual({ kind: 'confirmed', confirmation: { status: 'UnlockFailed' } })
  })

  test('a fixed cable has nothing to unlock, and a session goes on (TC_017_2, TC_018_2)', async () => {
    const bench = await ChargerBench.start({ config: { socketKind: 'fixedCable' } })
    await bench.startSession()
    expect(await bench.confirmation('UnlockConnector', { connectorId: 1 })).toEqual({
      status: 'NotSupported',
    })
    expect(bench.isClosed()).toBe(true)
  })
})

describe('ChangeAvailability', () => {
  test('a free connector changes at once, and its card is refused', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    expect(await bench.confirmation('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({
      status: 'Accepted',
    })
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Unavailable')
    await bench.startSession(1)
    expect(bench.isClosed(1)).toBe(false)
    await bench.confirmation('ChangeAvailability', { connectorId: 1, type: 'Operative' })
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Preparing')
  })

  test('a running transaction is left alone: Scheduled, then Unavailable', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    expect(await bench.confirmation('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({
      status: 'Scheduled',
    })
    expect(bench.isClosed()).toBe(true)
    await bench.tap()
    await bench.plugOut()
    expect(bench.central.statuses(1).at(-1)).toBe('Unavailable')
  })

  test('connector 0 is the charger and every connector', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.startSession(2)
    expect(await bench.confirmation('ChangeAvailability', { connectorId: 0, type: 'Inoperative' })).toEqual({
      status: 'Scheduled',
    })
    await bench.advance(100)
    expect([bench.central.statuses(1).at(-1), bench.central.statuses(2).at(-1)]).toEqual([
      'Unavailable',
      'Charging',
    ])
    await bench.tap()
    await bench.plugOut(2)
    expect([0, 1, 2].map((id) => bench.central.statuses(id).at(-1))).toEqual([
      'Unavailable',
      'Unavailable',
      'Unavailable',
    ])
  })

  test('an unknown connector is rejected', async () => {
    const bench = await ChargerBench.start()
    expect(await bench.confirmation('ChangeAvailability', { connectorId: 5, type: 'Operative' })).toEqual({
      status: 'Rejected',
    })
  })
})

describe('configuration keys', () => {
  test('all of them are told, but for secrets (TC_019)', async () => {
    const bench = await ChargerBench.start({
      connectors: 2,
      keys: { AuthorizationKey: 'a-secret-of-twenty-ch' },
    })
    const { configurationKey = [] } = await bench.confirmation('GetConfiguration', {})
    const value = (key: string) => configurationKey.find((each) => each.key === key)
    expect(value('NumberOfConnectors')).toEqual({ key: 'NumberOfConnectors', readonly: true, value: '2' })
    expect(value('AuthorizationKey')).toEqual({ key: 'AuthorizationKey', readonly: false })
    expect(value('HeartbeatInterval')).toMatchObject({ readonly: false })
  })

  test('unknown keys are told apart (TC_040_1)', async () => {
    const bench = await ChargerBench.start()
    expect(await bench.confirmation('GetConfiguration', { key: ['Nonsense', 'ResetRetries'] })).toEqual({
      configurationKey: [{ key: 'ResetRetries', readonly: false, value: '1' }],
      unknownKey: ['Nonsense'],
    })
    expect(await bench.confirmation('ChangeConfiguration', { key: 'Nonsense', value: '1' })).toEqual({
      status: 'NotSupported',
    })
  })

  test.each([
    ['MeterValueSampleInterval', '-1'],
    ['MeterValueSampleInterval', 'soon'],
    ['LocalPreAuthorize', 'perhaps'],
    ['MeterValuesSampledData', 'Energy.Active.Import.Register,Happiness'],
    ['NumberOfConnectors', '7'],
    ['AuthorizationKey', 'short'],
  ])('%s = %s is rejected and changes nothing (TC_040_2)', async (key, value) => {
    const bench = await ChargerBench.start()
    const before = await bench.confirmation('GetConfiguration', { key: [key] })
    expect(await bench.confirmation('ChangeConfiguration', { key, value })).toEqual({ status: 'Rejected' })
    expect(await bench.confirmation('GetConfiguration', { key: [key] })).toEqual(before)
  })

  test('a change holds over a power cut, and over what the file presets', async () => {
    const bench = await ChargerBench.start({ keys: { MeterValueSampleInterval: '20' } })
    await bench.confirmation('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '33' })
    bench.cutPower()
    bench.powerOn()
    await bench.advance(5_000)
    expect(await bench.confirmation('GetConfiguration', { key: ['MeterValueSampleInterval'] })).toMatchObject(
      {
        configurationKey: [{ value: '33' }],
      },
    )
  })

  test('a new AuthorizationKey is answered, then used for a new connection (TC_073)', async () => {
    const bench = await ChargerBench.start({ config: { password: 'the first password' } })
    expect(bench.central.passwords).toEqual(['the first password'])
    expect(
      await bench.confirmation('ChangeConfiguration', {
        key: 'AuthorizationKey',
        value: 'another-key-of-twenty',
      }),
    ).toEqual({ status: 'Accepted' })
    await bench.advance(5_000)
    expect(bench.central.passwords).toEqual(['the first password', 'another-key-of-twenty'])
    expect(bench.logs.map(({ message }) => message).join()).not.toContain('another-key-of-twenty')
  })
})

describe('the authorisation cache and the local list', () => {
  test('a cached card starts without Authorize when LocalPreAuthorize says so (TC_007), and not after ClearCache (TC_061)', async () => {
    const bench = await ChargerBench.start({ keys: { LocalPreAuthorize: 'true' } })
    for (let round = 0; round < 2; round += 1) {
      await bench.startSession()
      await bench.tap()
      await bench.plugOut()
    }
    expect(bench.central.sent('Authorize')).toHaveLength(1)
    expect(await bench.confirmation('ClearCache', {})).toEqual({ status: 'Accepted' })
    await bench.startSession()
    expect(bench.central.sent('Authorize')).toHaveLength(2)
  })

  test('a listed card starts without Authorize when LocalPreAuthorize says so (TC_008)', async () => {
    const bench = await ChargerBench.start({ keys: { LocalPreAuthorize: 'true' } })
    await bench.confirmation('SendLocalList', {
      listVersion: 1,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: card.toLowerCase(), idTagInfo: { status: 'Accepted' } }],
    })
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('Authorize')).toEqual([])
  })

  test('full and differential updates, and versions that do not fit (TC_042, TC_043)', async () => {
    const bench = await ChargerBench.start()
    const version = async () => (await bench.confirmation('GetLocalListVersion', {})).listVersion
    const send = async (
      listVersion: number,
      updateType: 'Full' | 'Differential',
      tags: [string, boolean][],
    ) =>
      (
        await bench.confirmation('SendLocalList', {
          listVersion,
          updateType,
          localAuthorizationList: tags.map(([idTag, present]) => ({
            idTag,
            ...(present ? { idTagInfo: { status: 'Accepted' as const } } : {}),
          })),
        })
      ).status
    expect(await version()).toBe(0)
    expect(
      await send(2, 'Full', [
        ['A', true],
        ['B', true],
      ]),
    ).toBe('Accepted')
    expect(await version()).toBe(2)
    expect(await send(2, 'Differential', [['C', true]])).toBe('VersionMismatch')
    expect(
      await send(3, 'Differential', [
        ['A', false],
        ['C', true],
      ]),
    ).toBe('Accepted')
    expect(Object.keys(bench.charger.state.localList.entries)).toEqual(['B', 'C'])
    expect(await send(4, 'Full', [['D', false]])).toBe('Failed')
    expect(await version()).toBe(3)
    expect(await send(7, 'Full', [])).toBe('Accepted')
    expect(await version()).toBe(0)
    await bench.confirmation('ChangeConfiguration', { key: 'LocalAuthListEnabled', value: 'false' })
    expect(await version()).toBe(-1)
    expect(await send(9, 'Full', [])).toBe('NotSupported')
  })
})

describe('DataTransfer', () => {
  test('strangers are told what they are (TC_062)', async () => {
    const bench = await ChargerBench.start()
    expect(await bench.confirmation('DataTransfer', { vendorId: 'com.other', messageId: 'X' })).toEqual({
      status: 'UnknownVendorId',
    })
    expect(await bench.confirmation('DataTransfer', { vendorId: 'id.colok', messageId: 'X' })).toEqual({
      status: 'UnknownMessageId',
    })
    expect(
      await bench.confirmation('DataTransfer', { vendorId: 'id.colok', messageId: 'SetPrice', data: '{' }),
    ).toEqual({
      status: 'Rejected',
    })
  })

  test('a price holds for sessions that start after it, over a power cut', async () => {
    const bench = await ChargerBench.start({ config: { priceIdrPerKwh: 1_000 } })
    await bench.startSession()
    await bench.confirmation('DataTransfer', vendorRequest('SetPrice', { priceIdrPerKwh: 2_466 }))
    expect(bench.charger.state.connectors[0]!.activity).toMatchObject({ session: { priceIdrPerKwh: 1_000 } })
    await bench.tap()
    await bench.plugOut()
    bench.cutPower()
    bench.powerOn()
    await bench.advance(10_000)
    expect(bench.lcd[3]).toBe('Rp 2.466 per kWh')
  })

  test.each([
    ['energy', { limitWh: 500 }, 500],
    ['rupiah', { limitIdr: 1_233 }, 500],
    ['time', { limitSeconds: 1_500 }, 500],
  ])(
    'a limit of %s that was paid for ends the session by itself, also offline',
    async (_, limit, expectedWh) => {
      const bench = await ChargerBench.start({ config: { priceIdrPerKwh: 2_466 } })
      const status = await bench.confirmation(
        'DataTransfer',
        vendorRequest('SetSessionLimit', { connectorId: 1, idTag: 'paid', ...limit }),
      )
      expect(status).toEqual({ status: 'Accepted' })
      await bench.plugIn()
      await bench.confirmation('RemoteStartTransaction', { idTag: 'PAID', connectorId: 1 })
      bench.central.cut()
      await bench.advance(2_000_000)
      expect(bench.isClosed()).toBe(false)
      bench.central.heal()
      await bench.advance(70_000)
      const [stop] = bench.central.sent('StopTransaction')
      expect(Math.abs(stop!.meterStop - expectedWh)).toBeLessThanOrEqual(1)
      await bench.plugOut()
      await bench.startSession(1, 'PAID')
      expect(bench.charger.state.connectors[0]!.activity).toMatchObject({
        session: { limits: { energyWh: null } },
      })
    },
  )

  test('the limit of a running transaction can be raised', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    const raise = (limitWh: number) =>
      bench.confirmation(
        'DataTransfer',
        vendorRequest('SetSessionLimit', { connectorId: 1, transactionId: 1_000, limitWh }),
      )
    await raise(100)
    await raise(200)
    await bench.advance(450_000)
    expect(bench.isClosed()).toBe(true)
    await bench.advance(200_000)
    expect(bench.isClosed()).toBe(false)
    expect(await raise(900)).toEqual({ status: 'Rejected' })
  })
})

describe('the cost as the central system reckons it', () => {
  test('RunningCost replaces our reckoning, and FinalCost the receipt', async () => {
    const bench = await ChargerBench.start({ config: { priceIdrPerKwh: 2_000 } })
    await bench.startSession()
    await bench.advance(1_800_000)
    const running = { transactionId: 1_000, amountIdr: 900, energyWh: 500, priceIdrPerKwh: 3_000 }
    expect(await bench.confirmation('DataTransfer', vendorRequest('RunningCost', running))).toEqual({
      status: 'Accepted',
    })
    await bench.advance(301_000)
    expect(bench.lcd[2]).toBe('Rp 1.500')
    await bench.tap()
    const final = { transactionId: 1_000, amountIdr: 1_499, refundIdr: 3_501, energyWh: 700 }
    expect(await bench.confirmation('DataTransfer', vendorRequest('FinalCost', final))).toEqual({
      status: 'Accepted',
    })
    await bench.advance(100)
    expect(bench.lcd.slice(1, 3)).toEqual(['0,70 kWh    Rp 1.499', 'Kembali     Rp 3.501'])
    expect(
      await bench.confirmation('DataTransfer', vendorRequest('FinalCost', { ...final, transactionId: 1 })),
    ).toEqual({ status: 'Rejected' })
  })
})

describe('TriggerMessage', () => {
  test('each message follows its answer (TC_054)', async () => {
    const bench = await ChargerBench.start()
    for (const requestedMessage of [
      'BootNotification',
      'Heartbeat',
      'StatusNotification',
      'MeterValues',
      'DiagnosticsStatusNotification',
      'FirmwareStatusNotification',
    ] as const) {
      const before = bench.central.sent(requestedMessage).length
      expect(await bench.confirmation('TriggerMessage', { requestedMessage, connectorId: 1 })).toEqual({
        status: 'Accepted',
      })
      await bench.advance(100)
      expect(bench.central.sent(requestedMessage), requestedMessage).toHaveLength(before + 1)
    }
    expect(bench.central.sent('MeterValues')[0]!.meterValue[0]!.sampledValue[0]).toMatchObject({
      context: 'Trigger',
    })
  })

  test('an unknown connector is rejected (TC_055)', async () => {
    const bench = await ChargerBench.start()
    expect(
      await bench.confirmation('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 9 }),
    ).toEqual({
      status: 'Rejected',
    })
  })
})

describe('MinimumStatusDuration', () => {
  test('a status that does not last is never told', async () => {
    const bench = await ChargerBench.start({ keys: { MinimumStatusDuration: '5' } })
    await bench.plugIn()
    await bench.advance(2_000)
    await bench.plugOut()
    await bench.advance(10_000)
    expect(bench.central.statuses(1)).toEqual(['Available'])
    await bench.plugIn()
    await bench.advance(5_000)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Preparing'])
  })

  test('each new status waits its whole time', async () => {
    const bench = await ChargerBench.start({ keys: { MinimumStatusDuration: '5' } })
    await bench.plugIn()
    await bench.advance(3_000)
    await bench.tap()
    await bench.advance(3_000)
    expect(bench.central.statuses(1)).toEqual(['Available'])
    await bench.advance(2_000)
    expect(bench.central.statuses(1)).toEqual(['Available', 'Charging'])
  })
})
