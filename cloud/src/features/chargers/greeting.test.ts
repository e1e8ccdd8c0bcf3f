import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { CommandOutcome } from './commands-to-chargers.ts'

let system: VirtualCloud
beforeEach(async () => {
  system = await startVirtualCloud()
})
afterEach(() => system.stop())

const boot = { chargePointVendor: 'Maker', chargePointModel: 'Two' }
const leave = (action: string, body: object, expiresInS = 3600) =>
  system.api<CommandOutcome>(`/chargers/CLK-0001/commands/${action}?expiresInS=${expiresInS}`, {
    method: 'POST',
    body,
  })
const waiting = async () => {
  type Item = { id: string; action: string; state: string; outcome: CommandOutcome | null }
  const { body } = await system.api<{ items: Item[] }>('/chargers/CLK-0001/queued-commands')
  return body.items
}

test('a charger that came back without a boot is asked for what is not known of it, once it had time to speak', async () => {
  const charger = await connectVirtualCharger(system)
  await system.clock.advance(4000)
  expect(charger.asked).toEqual([])
  await system.clock.advance(7000)
  expect(charger.asked).toEqual([
    ['TriggerMessage', { requestedMessage: 'BootNotification' }],
    ['TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 }],
    ['TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 2 }],
  ])
})

test('of a charger that has told all, nothing is asked after a reconnect, and its state holds on', async () => {
  const first = await connectVirtualCharger(system)
  await first.call('BootNotification', boot)
  for (const connectorId of [1, 2])
    await first.call('StatusNotification', { connectorId, status: 'Charging', errorCode: 'NoError' })
  first.pair.right.close()
  await system.clock.advance(1000)
  const again = await connectVirtualCharger(system)
  await system.clock.advance(11_000)
  expect(again.asked).toEqual([])
  const { body } = await system.api<{ condition: string; connectors: { status: string }[] }>(
    '/chargers/CLK-0001',
  )
  expect(body).toMatchObject({
    condition: 'occupied',
    connectors: [{ status: 'Charging' }, { status: 'Charging' }],
  })
})

test('what was left for an offline charger is sent in order when it comes back, each once', async () => {
  expect((await leave('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).body).toMatchObject({
    outcome: 'queued',
    queuedCommandId: expect.any(String),
  })
  await leave('ClearCache', {})
  await leave('Reset', { type: 'Soft' }, 60)
  await system.clock.advance(120_000)
  const charger = await connectVirtualCharger(system)
  await system.clock.advance(15_000)
  const commands = charger.asked.map(([action]) => action).filter((action) => action !== 'TriggerMessage')
  expect(commands).toEqual(['ChangeAvailability', 'ClearCache'])
  expect((await waiting()).map(({ action, state, outcome }) => [action, state, outcome?.outcome])).toEqual([
    ['Reset', 'expired', undefined],
    ['ClearCache', 'done', 'accepted'],
    ['ChangeAvailability', 'done', 'accepted'],
  ])
  charger.pair.right.close()
  const again = await connectVirtualCharger(system)
  await system.clock.advance(15_000)
  expect(again.asked.filter(([action]) => action === 'ClearCache')).toEqual([])
})

test('a command that waits can be taken back, one that was sent cannot', async () => {
  await leave('ClearCache', {})
  const [{ id } = { id: '' }] = await waiting()
  const path = `/chargers/CLK-0001/queued-commands/${id}`
  expect((await system.api(path, { method: 'DELETE' })).status).toBe(200)
  expect((await system.api(path, { method: 'DELETE' })).status).toBe(409)
  const charger = await connectVirtualCharger(system)
  await system.clock.advance(15_000)
  expect(charger.asked.filter(([action]) => action === 'ClearCache')).toEqual([])
})

test('nobody can leave a start for later, nor more than a hundred commands', async () => {
  expect((await leave('RemoteStartTransaction', { idTag: '04A1B2C3D4E5F6' })).status).toBe(409)
  for (let count = 0; count < 100; count += 1) await leave('ClearCache', {})
  expect((await leave('ClearCache', {})).body).toMatchObject({ outcome: 'busy' })
})

test('a command that was cut off by the end of the process is not sent again', async () => {
  await leave('ClearCache', {})
  await system.whileAdvancing(
    (async () => {
      await system.database.writeConnection.tx.run(
        "update queued_command set state = 'sent', sent_at = '2026-11-22T00:00:00.000Z'",
        [],
      )
    })(),
  )
  await system.clock.advance(121_000)
  expect(await waiting()).toMatchObject([{ state: 'done', outcome: { outcome: 'noAnswer' } }])
})
