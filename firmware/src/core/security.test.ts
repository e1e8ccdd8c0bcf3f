import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RpcError } from '@colok/shared/ocpp/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Vault } from '../security/vault.ts'
import { CertificateAuthority } from '../testing/certificate-authority.ts'
import { ChargerBench } from '../testing/charger-bench.ts'
import { step } from './charger.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-security-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const config = { password: 'sixteen-letters!' }

/** A charger that keeps keys and roots, known to its central system by a password. */
function secured(options: Parameters<typeof ChargerBench.start>[0] = {}): Promise<ChargerBench> {
  const bounds = { maxRoots: 10, mustBeSignedByTheLast: false, maxChainSize: 10_000 }
  return ChargerBench.start({ config, vault: new Vault(folder, bounds), ...options })
}

/** Files take real time, which the virtual clock does not wait for. */
async function settled<T>(bench: ChargerBench, answer: Promise<T>): Promise<T> {
  let isDone = false
  const done = answer.finally(() => {
    isDone = true
  })
  const endMs = performance.now() + 20_000
  while (!isDone && performance.now() < endMs) {
    await bench.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return done
}

async function installRoot(bench: ChargerBench, name = 'Root'): Promise<CertificateAuthority> {
  const root = await CertificateAuthority.create(name, { now: bench.clock.wallMs() })
  const request = { certificateType: 'CentralSystemRootCertificate', certificate: root.pem } as const
  expect(await settled(bench, bench.central.call('InstallCertificate', request))).toMatchObject({
    confirmation: { status: 'Accepted' },
  })
  return root
}

const raise = (bench: ChargerBench, value: string) =>
  bench.confirmation('ChangeConfiguration', { key: 'SecurityProfile', value })

const events = (bench: ChargerBench) =>
  bench.central.sent('SecurityEventNotification').map(({ type }) => type)

describe('the security profile', () => {
  test('is raised once there is a root, proven by a connection, and never lowered', async () => {
    const bench = await secured()
    expect(await raise(bench, '2')).toEqual({ status: 'Rejected' })
    await installRoot(bench)
    expect(await raise(bench, '2')).toEqual({ status: 'Accepted' })
    await bench.advance(5_000)
    expect(bench.central.urls.at(-1)).toBe('wss://127.0.0.1:9/ocpp/CLK-0001')
    expect(bench.central.sent('BootNotification')).toHaveLength(2)
    expect(bench.charger.state.security).toEqual({ proven: 2, trial: null })
    expect(await raise(bench, '1')).toEqual({ status: 'Rejected' })
    expect(await raise(bench, '3')).toEqual({ status: 'Rejected' })
    expect(await bench.confirmation('GetConfiguration', { key: ['SecurityProfile'] })).toMatchObject({
      configurationKey: [{ value: '2', readonly: false }],
    })
    bench.cutPower()
    bench.powerOn()
    await bench.advance(5_000)
    expect(bench.central.urls.at(-1)).toMatch(/^wss:/)
  })

  test('is not proven by what was answered on the connection before it', async () => {
    const bench = await secured()
    await installRoot(bench)
    expect(await raise(bench, '2')).toEqual({ status: 'Accepted' })
    bench.central.reachable = false
    await bench.advance(0)
    const { state } = bench.charger
    expect(state.station).toMatchObject({ link: 'down', reconnecting: false })
    const result = { kind: 'confirmed', confirmation: {} } as const
    const late = { kind: 'callCompleted', purpose: 'status', ref: 1, result } as const
    const now = { monotonicMs: bench.clock.monotonicMs(), bootId: 'boot', wall: bench.clock.wallMs() }
    expect(step(state, late, now).state.security).toEqual({ proven: 1, trial: 2 })
  })

  test('falls back when no connection comes about under the new one', async () => {
    const bench = await secured()
    await installRoot(bench)
    expect(await raise(bench, '2')).toEqual({ status: 'Accepted' })
    bench.central.reachable = false
    await bench.advance(30_000)
    bench.central.reachable = true
    await bench.advance(60_000)
    expect(bench.central.urls.at(-1)).toMatch(/^ws:/)
    expect(bench.central.urls.filter((url) => url.startsWith('wss:'))).toHaveLength(4)
    expect(bench.charger.state.security).toEqual({ proven: 1, trial: null })
    expect(bench.charger.state.station.registration).toBe('accepted')
  })

  test.each(['4', '-1', 'high', ''])('%s is no profile', async (value) => {
    expect(await raise(await secured(), value)).toEqual({ status: 'Rejected' })
  })
})

describe('security events', () => {
  test('are told with their own time once there is a connection, and logged', async () => {
    const bench = await secured({ booted: false })
    bench.central.reachable = false
    bench.central.refusal = 'FailedToAuthenticateAtCentralSystem'
    await bench.advance(120_000)
    bench.central.reachable = true
    await bench.advance(90_000)
    // An outage is one event, however often it was dialled.
    expect(events(bench)).toEqual(['StartupOfTheDevice', 'FailedToAuthenticateAtCentralSystem'])
    const [startup] = bench.central.sent('SecurityEventNotification')
    expect(Date.parse(startup!.timestamp)).toBeLessThan(bench.clock.wallMs() - 120_000)
    expect(bench.store.securityLog().map(({ type }) => type)).toEqual(events(bench))
  })

  test('wait for a central system that is silent, and outlive a power cut', async () => {
    const bench = await secured()
    bench.central.answers.SecurityEventNotification = () => 'silence'
    await bench.confirmation('ChangeConfiguration', { key: 'AuthorizationKey', value: 'another-password' })
    await bench.advance(5_000)
    bench.cutPower()
    delete bench.central.answers.SecurityEventNotification
    bench.powerOn()
    await bench.advance(5_000)
    expect(events(bench).slice(-2)).toEqual(['ReconfigurationOfSecurityParameters', 'StartupOfTheDevice'])
    expect(bench.charger.state.securityQueue).toEqual([])
  })

  test('a central system that knows none of them is left alone', async () => {
    const bench = await secured({ booted: false })
    bench.central.answers.SecurityEventNotification = () => {
      throw new RpcError('NotImplemented')
    }
    await bench.advance(600_000)
    expect(events(bench)).toEqual(['StartupOfTheDevice'])
    const plain = await ChargerBench.start()
    expect(events(plain)).toEqual([])
    expect(plain.store.securityLog()).toHaveLength(1)
  })

  test('a flood of broken messages is noted once a minute', async () => {
    const bench = await secured()
    for (let round = 0; round < 50; round += 1) {
      await bench.ask('ChangeAvailability', { connectorId: 'one', type: 'Operative' } as never)
      await bench.advance(1_000)
    }
    const noted = bench.store.securityLog().filter(({ type }) => type === 'InvalidMessages')
    expect(noted.length).toBeLessThanOrEqual(2)
  })
})

describe('certificates', () => {
  test('of this charger: asked for by a trigger, refused when for another key (TC_077)', async () => {
    const bench = await secured({ keys: { CpoName: 'Operator' } })
    const root = await installRoot(bench)
    await bench.confirmation('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
    await settled(
      bench,
      (async () => {
        while (bench.central.sent('SignCertificate').length === 0)
          await new Promise((resolve) => setImmediate(resolve))
      })(),
    )
    const [{ csr }] = bench.central.sent('SignCertificate') as [{ csr: string }]
    expect(csr).toContain('CERTIFICATE REQUEST')
    const answer = await settled(
      bench,
      bench.central.call('CertificateSigned', { certificateChain: root.pem }),
    )
    expect(answer).toMatchObject({ confirmation: { status: 'Rejected' } })
    await bench.advance(1_000)
    expect(events(bench)).toContain('InvalidChargePointCertificate')
  })

  test('a charger without a place for keys says so', async () => {
    const bench = await ChargerBench.start()
    const asked = { certificateType: 'CentralSystemRootCertificate' } as const
    expect(await bench.ask('GetInstalledCertificateIds', asked)).toMatchObject({ code: 'NotSupported' })
    expect(
      await bench.confirmation('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }),
    ).toEqual({ status: 'NotImplemented' })
  })

  test('the last root is not deleted while the connection stands on it', async () => {
    const bench = await secured()
    await installRoot(bench)
    const certificateType = 'CentralSystemRootCertificate'
    const listed = await settled(bench, bench.central.call('GetInstalledCertificateIds', { certificateType }))
    if (listed.kind !== 'confirmed') throw new Error(listed.kind)
    const certificateHashData = listed.confirmation.certificateHashData![0]!
    await raise(bench, '2')
    await bench.advance(5_000)
    expect(
      await settled(bench, bench.central.call('DeleteCertificate', { certificateHashData })),
    ).toMatchObject({ confirmation: { status: 'Failed' } })
  })
})
