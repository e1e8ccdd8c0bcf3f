import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CaseResult, reasonOf } from '@colok/shared/testing/conformance/case-result'
import type { ConformanceCase } from './kit/bench.ts'
import { CentralSystem } from './kit/central-system.ts'
import { Charger } from './kit/charger.ts'
import { FileServer } from './kit/file-server.ts'

/** Runs one case on a charger and a central system of its own. Never rejects. */
export async function runCase(testCase: ConformanceCase): Promise<CaseResult> {
  const { id, title } = testCase
  if (testCase.notApplicable !== undefined)
    return { id, title, seconds: 0, outcome: 'not applicable', reason: testCase.notApplicable }
  const startedMs = performance.now()
  const stateDir = mkdtempSync(join(tmpdir(), `colok-${id}-`))
  const central = new CentralSystem()
  const charger = new Charger({ ...testCase.charger, stateDir, log: central.log, signal: central.signal })
  const files = new FileServer(central)
  let failure: string | undefined
  try {
    await Promise.all([central.start(), files.start()])
    await testCase.run({ central, charger, files })
    if (central.breaches.length > 0) failure = central.breaches.join('; ')
  } catch (cause) {
    failure = reasonOf(cause)
  } finally {
    await charger.cutPower()
    await Promise.all([central.stop(), files.stop()])
    rmSync(stateDir, { recursive: true, force: true })
  }
  const seconds = (performance.now() - startedMs) / 1000
  if (failure === undefined) return { id, title, seconds, outcome: 'pass' }
  const { log, breaches } = central
  const reason = [failure, ...breaches.filter((breach) => failure !== breach)].join('; ')
  return { id, title, seconds, outcome: 'fail', reason, frames: String(log), log: charger.logTail }
}
