import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vendorRequest } from '@colok/shared/vendor'
import { expect, test } from 'vitest'
import { chargerConfig } from '../config.ts'
import { ChargerBench, card } from '../testing/charger-bench.ts'
import { diagnosticsParts } from './diagnostics.ts'
import { sourcesOf } from './sources.ts'

const secrets = ['a-password-in-the-file', 'a-key-by-the-operator', card, '04112233445566', '04FEEDFEEDFEED']

test('the archive of a charger at work has its readings and its messages, no secret and no whole card', async () => {
  const config = { password: secrets[0] }
  const bench = await ChargerBench.start({ config })
  await bench.confirmation('ChangeConfiguration', { key: 'AuthorizationKey', value: secrets[1]! })
  await bench.advance(2_000)
  await bench.confirmation('SendLocalList', {
    listVersion: 1,
    updateType: 'Full',
    localAuthorizationList: [{ idTag: secrets[3]!, idTagInfo: { status: 'Accepted' } }],
  })
  const limit = vendorRequest('SetSessionLimit', { connectorId: 1, idTag: secrets[4]!, limitWh: 500 })
  await bench.confirmation('DataTransfer', limit)
  await bench.startSession()
  await bench.advance(120_000)
  bench.central.cut()
  await bench.tap()
  await bench.advance(10_000)
  const folder = mkdtempSync(join(tmpdir(), 'colok-sources-'))
  const sources = sourcesOf(
    {
      config: chargerConfig.parse({ chargePointId: 'CLK-0001', csmsUrl: 'ws://x/', devices: {}, ...config }),
      store: bench.store,
    },
    () => bench.charger.state,
  )
  const now = { monotonicMs: bench.clock.monotonicMs(), bootId: 'boot', wall: bench.clock.wallMs() }
  const files = new Map<string, string>()
  for await (const { name, content } of diagnosticsParts({ ...sources, logs: { folder, files: 2 } }, {}, now))
    files.set(name, content)
  rmSync(folder, { recursive: true })
  const journal = files.get('journal.jsonl') ?? ''
  expect(journal.match(/"row":"reading"/g)?.length).toBeGreaterThanOrEqual(5)
  expect(journal).toContain('"row":"waiting","kind":"stopped"')
  expect(files.get('state.json')).toContain('"paidLimits": 1')
  const whole = [...files.values()].join('\n')
  for (const secret of secrets) expect(whole).not.toContain(secret)
})
