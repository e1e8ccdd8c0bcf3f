import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'

let system: TestCloud
let charger: RPCClient
let keys: Map<string, string>
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
  keys = new Map([
    ['HeartbeatInterval', '300'],
    ['LocalPreAuthorize', 'false'],
    ['NumberOfConnectors', '2'],
  ])
  charger.handle('GetConfiguration', async () => ({
    configurationKey: [...keys].map(([key, value]) => ({
      key,
      value,
      readonly: key === 'NumberOfConnectors',
    })),
  }))
  charger.handle('ChangeConfiguration', async ({ params }) => {
    keys.set(String(params?.key), String(params?.value))
    return { status: params?.key === 'LocalPreAuthorize' ? 'RebootRequired' : 'Accepted' }
  })
})
afterEach(() => system.stop())

const template = (slug: string, wanted: Record<string, string>) =>
  system.api(`/configuration-templates/${slug}`, { method: 'PUT', body: { name: slug, keys: wanted } })
const assign = (configurationTemplate: string) =>
  system.api('/chargers/CLK-0001', {
    method: 'PUT',
    body: {
      site: 'sangeh-monkey-forest',
      name: 'Pos 1',
      configurationTemplate,
      connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
    },
  })
const post = (what: 'read' | 'push') =>
  system.api(`/chargers/CLK-0001/configuration/${what}`, { method: 'POST' })
const stored = async () => (await system.api('/chargers/CLK-0001/configuration')).body

test('a configuration is read, compared with its template, and what differs is set', async () => {
  await template('field', { HeartbeatInterval: '900', LocalPreAuthorize: 'true', NumberOfConnectors: '4' })
  expect((await assign('field')).status).toBe(200)
  expect(await stored()).toMatchObject({ readAt: null, template: 'field', drift: [] })
  expect((await post('read')).body).toMatchObject({
    command: { outcome: 'accepted' },
    configuration: {
      drift: [
        { key: 'HeartbeatInterval', wanted: '900', actual: '300', state: 'different' },
        { key: 'LocalPreAuthorize', state: 'different' },
        { key: 'NumberOfConnectors', state: 'readOnly' },
      ],
    },
  })
  expect((await post('push')).body).toMatchObject({
    changed: [
      { key: 'HeartbeatInterval', outcome: { outcome: 'accepted' } },
      { key: 'LocalPreAuthorize', outcome: { confirmation: { status: 'RebootRequired' } } },
    ],
    rebootRequired: true,
  })
  expect(keys.get('HeartbeatInterval')).toBe('900')
  expect(await stored()).toMatchObject({
    drift: [{ state: 'same' }, { state: 'same' }, { state: 'readOnly' }],
  })
  expect((await post('push')).body).toMatchObject({ changed: [], rebootRequired: false })
})

test('a charger without a template of its own is set up by that of its model', async () => {
  await charger.call('BootNotification', { chargePointVendor: 'Maker', chargePointModel: 'Two' })
  expect((await post('push')).status).toBe(409)
  await template('two', { HeartbeatInterval: '600' })
  const set = await system.api('/models/Maker/Two', {
    method: 'PUT',
    body: { validation: 'strict', configurationTemplate: 'two', note: 'Counts in steps of 10 Wh.' },
  })
  expect(set.body).toMatchObject({ vendor: 'Maker', model: 'Two', chargers: 1, isSet: true })
  await post('push')
  expect(keys.get('HeartbeatInterval')).toBe('600')
})

test('a password is no part of a template, and none is stored when a charger shows one', async () => {
  expect((await template('field', { AuthorizationKey: 'x'.repeat(20) })).status).toBe(400)
  keys.set('AuthorizationKey', 'should never be shown')
  await post('read')
  expect(JSON.stringify(await stored())).not.toContain('should never be shown')
})

test('a template or a charger that nobody knows is refused', async () => {
  expect((await assign('nowhere')).status).toBe(400)
  expect((await system.api('/chargers/CLK-9999/configuration/read', { method: 'POST' })).status).toBe(404)
  const body = { validation: 'strict', configurationTemplate: 'nowhere' }
  expect((await system.api('/models/A/B', { method: 'PUT', body })).status).toBe(400)
})
