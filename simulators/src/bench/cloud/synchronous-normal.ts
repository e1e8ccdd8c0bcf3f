/**
 * Preloaded into the central system: its SQLite connections commit with `synchronous=NORMAL` where the program says
 * FULL. It is for comparison only; the product has no such setting.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

interface Connection {
  pragma(text: string, options?: object): unknown
}

const ofCentralSystem = createRequire(join(process.cwd(), 'package.json'))
const Sqlite = ofCentralSystem('better-sqlite3') as { prototype: Connection }
const pragma = Sqlite.prototype.pragma
let replaced = 0
Sqlite.prototype.pragma = function (this: Connection, text: string, options?: object) {
  const full = /^synchronous *= *FULL$/i.test(text)
  if (full) replaced += 1
  return pragma.call(this, full ? 'synchronous = NORMAL' : text, options)
}
process.once('exit', () => {
  if (replaced === 0)
    process.stderr.write('synchronous-normal: nothing was set to FULL, so nothing was compared\n')
})
