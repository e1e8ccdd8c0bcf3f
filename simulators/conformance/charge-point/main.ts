import { conform } from '@colok/shared/testing/conformance/command'
import { runSuite } from '@colok/shared/testing/conformance/run-suite'
import { cases, passing } from './cases.ts'
import { documentFile, renderDocument } from './document.ts'
import { runCase } from './run-case.ts'

/** Cases mostly wait, so that more of them than processors run at a time. */
const atATime = 5

process.exitCode = await conform({
  whose: "The charge point's",
  on: 'the real firmware',
  workspace: 'firmware',
  cases,
  passing,
  document: { file: documentFile, render: (ids) => renderDocument(cases, ids) },
  run: (wanted, onResult) => runSuite(wanted, runCase, { atATime, onResult }),
})
