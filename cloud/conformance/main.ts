import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conform } from '@colok/shared/testing/conformance/command'
import { runSuite } from '@colok/shared/testing/conformance/run-suite'
import { cases, passing } from './cases.ts'
import { documentFile, renderDocument } from './document.ts'
import { Cloud } from './kit/cloud.ts'
import { runCase } from './run-case.ts'

/** Some cases wait for the central system's own clock; the others go on meanwhile. */
const atATime = 8

process.exitCode = await conform({
  whose: "The central system's",
  on: 'the real process',
  workspace: 'cloud',
  cases,
  passing,
  document: { file: documentFile, render: (ids) => renderDocument(cases, ids) },
  run: async (wanted, onResult) => {
    const folder = mkdtempSync(join(tmpdir(), 'colok-conformance-'))
    try {
      const cloud = await Cloud.start({ COLOK_DATA: folder })
      try {
        return await runSuite(wanted, (each) => runCase(each, cloud), { atATime, onResult })
      } finally {
        await cloud.stop()
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})
