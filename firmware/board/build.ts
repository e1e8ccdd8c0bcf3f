import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BuildError, type CompiledSketch, compilerFlags, compilerVersion, compileSketch } from './compile.ts'
import {
  type BoardLock,
  checksum,
  currentPinsHeader,
  currentSources,
  hexPath,
  lockPath,
  lockProblems,
  pinsHeaderPath,
  readLock,
  sketchFolder,
} from './lock.ts'

const help = `npm run board:build -w firmware [-- --check]

Compiles the I/O board's sketch and compares it, byte for byte, with colok-io.hex. Where the sources have changed, the
.hex and board.lock.json are written anew; --check writes nothing. Needs avr-gcc; nothing else in this repository does.`

/** Exit status: 0 the .hex belongs to the sources, 1 it does not, 2 it could not be built. */
function main(): number {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  if (!values.check) writeFileSync(pinsHeaderPath, currentPinsHeader())
  const built = compile()
  const sources = currentSources()
  const committed = existsSync(hexPath) ? readFileSync(hexPath, 'latin1') : ''
  const lock = existsSync(lockPath) ? readLock() : undefined
  const problems = lock
    ? lockProblems(lock, { sources, flags: compilerFlags, hex: committed })
    : ['there is no lock yet']
  console.log(summary(built))
  if (built.hex === committed && problems.length === 0) {
    console.log(`The same bytes as colok-io.hex (SHA-256 ${checksum(built.hex)}).`)
    return 0
  }
  console.log(problems.map((problem) => `- ${problem}`).join('\n'))
  if (lock && problems.length === 0) {
    console.error(
      `The sources are those of the lock, the bytes are not: another compiler. The lock has\n  ${lock.compiler}\nand this is\n  ${compilerVersion()}`,
    )
    return 1
  }
  if (values.check) {
    console.error(
      'colok-io.hex does not belong to the sources: run `npm run board:build -w firmware` and commit it.',
    )
    return 1
  }
  write(built, sources)
  console.log('Wrote colok-io.hex and board.lock.json: run the tests, then commit both with the sources.')
  return 0
}

function compile(): CompiledSketch {
  const workFolder = mkdtempSync(join(tmpdir(), 'colok-board-'))
  try {
    return compileSketch(sketchFolder, workFolder)
  } finally {
    rmSync(workFolder, { recursive: true, force: true })
  }
}

function write(built: CompiledSketch, sources: Record<string, string>): void {
  const lock: BoardLock = {
    compiler: compilerVersion(),
    flags: [...compilerFlags],
    sources,
    hex: checksum(built.hex),
    flashBytes: built.flashBytes,
    ramBytes: built.ramBytes,
    stackBytes: built.stackBytes,
  }
  writeFileSync(hexPath, built.hex)
  writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`)
}

function summary({ flashBytes, ramBytes, stackBytes }: CompiledSketch): string {
  return `flash ${flashBytes} of 32,256 bytes, variables ${ramBytes} and stack at most ${stackBytes} of 2,048 bytes`
}

try {
  process.exitCode = main()
} catch (error) {
  if (!(error instanceof BuildError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
