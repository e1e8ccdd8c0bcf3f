import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@colok/shared/time'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Charger, composeCharger } from '../compose.ts'
import { chargerConfig } from '../config.ts'
import { fakeDevices } from '../devices/fakes.ts'
import { Vault } from '../security/vault.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { CertificateAuthority } from '../testing/certificate-authority.ts'
import { ThirdPartyCentralSystem } from '../testing/third-party-central-system.ts'
import { dialWebSocket } from './ws-socket.ts'

const id = 'CLK-0001'
const oldKey = 'the-first-password'
const newKey = 'the-second-password'

/** Twenty times as fast as a day, so that back-off between attempts is not waited for. */
const hurried: Clock = {
  monotonicMs: () => performance.now() * 20,
  wallMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs / 20)
    return () => clearTimeout(timer)
  },
}

let folder = ''
let central: ThirdPartyCentralSystem
let store: MemoryStore
let charger: Charger | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-fall-back-'))
  central = new ThirdPartyCentralSystem()
  store = new MemoryStore()
})
afterEach(async () => {
  await charger?.stop()
  await central.close()
  rmSync(folder, { recursive: true, force: true })
})

const vault = () => new Vault(folder, { maxRoots: 10, mustBeSignedByTheLast: false, maxChainSize: 10_000 })

/** A charger on a real socket; the store and the keys of before are there again when it is started anew. */
async function start(csmsUrl: string, profile: string): Promise<Charger> {
  await charger?.stop()
  charger = composeCharger({
    config: chargerConfig.parse({
      chargePointId: id,
      csmsUrl,
      password: oldKey,
      keys: { SecurityProfile: profile, HeartbeatInterval: '86400' },
      devices: {},
    }),
    devices: fakeDevices({ clock: hurried, sockets: [{ plugged: false, loadW: 0 }] }),
    store,
    vault: vault(),
    clock: hurried,
    random: () => 0,
    dial: dialWebSocket,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    onReset: () => {},
    onFatal: (cause) => {
      throw cause
    },
  })
  charger.start()
  return charger
}

/** Resolves with the state once it is so; rejects when it is not in time. */
async function until(what: string, holds: (state: Charger['state']) => boolean): Promise<void> {
  const endMs = performance.now() + 60_000
  while (charger === undefined || !holds(charger.state)) {
    if (performance.now() > endMs) throw new Error(`not within 60 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const isUp = ({ station }: Charger['state']) => station.link === 'up'
const noTrial = ({ credentialTrial }: Charger['state']) =>
  credentialTrial.keyBefore === null && !credentialTrial.certificate

const change = (key: string, value: string) => central.call('ChangeConfiguration', { key, value })

describe('a new AuthorizationKey', () => {
  let address = ''
  beforeEach(async () => {
    address = await central.listen()
    await start(address, '1')
    await central.until(() => central.statuses(1).length > 0)
    expect(central.credentials).toBe(oldKey)
  })

  test('is proven by the next connection, and holds after a restart', async () => {
    central.accepts = (password) => password === newKey
    expect(await change('AuthorizationKey', newKey)).toEqual({ status: 'Accepted' })
    await until('the new key is proven', (state) => isUp(state) && noTrial(state))
    expect(central.credentials).toBe(newKey)
    expect(central.refusals).toBe(0)
    expect(store.load().slices.credentialTrial).toEqual({ certificate: false, keyBefore: null })
  })

  test('that is refused gives way to the one before it', async () => {
    central.accepts = (password) => password === oldKey
    await change('AuthorizationKey', newKey)
    await until('the old key holds again', (state) => isUp(state) && noTrial(state))
    expect(central.credentials).toBe(oldKey)
    expect(central.refusals).toBe(4)
    expect(store.securityLog().map(({ type }) => type)).toContain('FailedToAuthenticateAtCentralSystem')
    expect(charger?.state.configuration.AuthorizationKey).toBe('')
  })

  test('is tried again after the one before it, for a central system that was only away', async () => {
    central.accepts = () => false
    await change('AuthorizationKey', newKey)
    await until('the old one is tried', ({ station }) => station.triesKeyBefore)
    central.accepts = (password) => password === newKey
    await until('the new key is proven', (state) => isUp(state) && noTrial(state))
    expect(charger?.state.configuration.AuthorizationKey).toBe(newKey)
  })

  test('stays on trial over a restart in the middle of it', async () => {
    central.accepts = () => false
    await change('AuthorizationKey', newKey)
    await until('it was refused', () => central.refusals > 0)
    central.accepts = (password) => password === oldKey
    await start(address, '1')
    await until('the old key holds again', (state) => isUp(state) && noTrial(state))
  })
})

test('a profile whose connection does not come about gives way to the one before it', async () => {
  const root = await CertificateAuthority.create('Root')
  vault().trust.install(
    { certificateType: 'CentralSystemRootCertificate', certificate: root.pem },
    Date.now(),
  )
  // Nobody speaks TLS at this address.
  await start(await central.listen(), '1')
  await central.until(() => central.statuses(1).length > 0)
  expect(await change('SecurityProfile', '2')).toEqual({ status: 'Accepted' })
  await until('profile 2 is tried', ({ security }) => security?.trial === 2)
  await until('profile 1 holds again', (state) => isUp(state) && state.security?.trial === null)
  expect(charger?.state.security).toEqual({ proven: 1, trial: null })
})

describe('a new certificate of the charger', () => {
  let root: CertificateAuthority
  let stranger: CertificateAuthority

  /** Takes certificates of `root` alone. */
  async function secure(): Promise<string> {
    const { pem, keyPem } = await root.issue({ name: 'Central system', usage: 'server' })
    const options: ServerOptions = {
      cert: pem,
      key: keyPem,
      ca: root.pem,
      requestCert: true,
      rejectUnauthorized: true,
    }
    return `wss://127.0.0.1:${await central.listenSecurely(options)}/ocpp`
  }

  async function givenCertificate(by: CertificateAuthority): Promise<void> {
    const before = central.sent('SignCertificate').length
    await central.call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
    await central.until(() => central.sent('SignCertificate').length > before)
    const { csr } = central.sent('SignCertificate').at(-1) as { csr: string }
    const certificateChain = await by.sign(csr)
    expect(await central.call('CertificateSigned', { certificateChain })).toEqual({ status: 'Accepted' })
  }

  const issuerInUse = () => new X509Certificate(vault().keys.identity?.chainPem ?? '').issuer

  beforeEach(async () => {
    root = await CertificateAuthority.create('Root')
    stranger = await CertificateAuthority.create('Stranger')
    for (const { pem: certificate } of [root, stranger])
      vault().trust.install({ certificateType: 'CentralSystemRootCertificate', certificate }, Date.now())
    const keys = vault().keys
    const { csr } = await keys.requestCertificate({ commonName: id, organisation: 'Colok' })
    await keys.certificateSigned(
      { certificateChain: await root.sign(csr) },
      { maxChainSize: 10_000, roots: [], now: Date.now() },
    )
    await start(await secure(), '3')
    await central.until(() => central.statuses(1).length > 0)
  })

  test('is proven by the next connection', async () => {
    await givenCertificate(root)
    await until('it is proven', (state) => isUp(state) && noTrial(state))
  })

  test('that the central system does not take gives way to the one before it', async () => {
    await givenCertificate(stranger)
    await until('it is on trial', (state) => !noTrial(state))
    expect(issuerInUse()).toBe('CN=Stranger')
    await until('the one before it holds again', (state) => isUp(state) && noTrial(state))
    expect(issuerInUse()).toBe('CN=Root')
  })
})
