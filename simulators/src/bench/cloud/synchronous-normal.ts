/**
 * Preloaded into the central system: it does not wait for the disk after a commit, which leaves what SQLite does by itself
 * with `synchronous=NORMAL`. It is for comparison only; the product has no such setting.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

let replaced = 0
fs.fdatasync = Object.assign(
  (_descriptor: number, done: fs.NoParamCallback) => {
    replaced += 1
    setImmediate(done, null)
  },
  { __promisify__: fs.fdatasync.__promisify__ },
)
syncBuiltinESMExports()
process.once('exit', () => {
  if (replaced === 0)
    process.stderr.write('synchronous-normal: nothing waited for the disk, so nothing was compared\n')
})
