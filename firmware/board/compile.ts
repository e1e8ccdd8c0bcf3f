import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { deepestStackBytes } from './stack-depth.ts'

/** How the sketch is compiled; a change of these makes another .hex, so they are part of the lock. */
export const compilerFlags: readonly string[] = [
  '-mmcu=atmega328p',
  '-DF_CPU=16000000UL',
  '-std=gnu++11',
  '-Os',
  '-fno-exceptions',
  '-fno-threadsafe-statics',
  '-ffunction-sections',
  '-fdata-sections',
  '-Wall',
  '-Wextra',
  '-Werror',
]
const linkerFlags: readonly string[] = ['-mmcu=atmega328p', '-Wl,--gc-sections', '-Wl,--relax']

/** Debian's names; everything that a build needs. */
const compilerPackages: readonly string[] = ['gcc-avr', 'binutils-avr', 'avr-libc']

export interface CompiledSketch {
  /** Intel HEX, as avrdude takes it. */
  readonly hex: string
  readonly flashBytes: number
  /** Variables. The rest of the 2,048 bytes is the stack's. */
  readonly ramBytes: number
  /** The deepest path through the calls, with the deepest interrupt on top of it. */
  readonly stackBytes: number
}

/** What stops a build, with what to do about it. */
export class BuildError extends Error {
  readonly code: 'compilerMissing' | 'compileFailed'

  constructor(code: BuildError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Compiles every .cpp of `sketchFolder`; intermediate files go to `workFolder`, which is empty. Throws BuildError. */
export function compileSketch(sketchFolder: string, workFolder: string): CompiledSketch {
  const objects = readdirSync(sketchFolder)
    .filter((name) => name.endsWith('.cpp'))
    .sort()
    .map((name) => {
      const object = join(workFolder, `${basename(name, '.cpp')}.o`)
      // Compiled from within the folder, so that no path of this machine can get into the result.
      run('avr-gcc', [...compilerFlags, '-c', name, '-o', object], sketchFolder)
      return object
    })
  const elf = join(workFolder, 'sketch.elf')
  const hex = join(workFolder, 'sketch.hex')
  run('avr-gcc', [...linkerFlags, ...objects, '-o', elf], workFolder)
  run('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', elf, hex], workFolder)
  const sections = sectionSizes(run('avr-size', ['-A', elf], workFolder))
  const sum = (...names: string[]) => names.reduce((bytes, name) => bytes + (sections.get(name) ?? 0), 0)
  return {
    hex: readFileSync(hex, 'latin1').replaceAll('\r\n', '\n'),
    flashBytes: sum('.text', '.data'),
    ramBytes: sum('.data', '.bss', '.noinit'),
    stackBytes: deepestStackBytes(run('avr-objdump', ['-d', elf], workFolder)),
  }
}

/** The compiler's first line about itself, with the versions of the packages where Debian's package manager is there. */
export function compilerVersion(): string {
  const compiler = run('avr-gcc', ['--version'], '.').split('\n')[0]!
  try {
    const packages = run('dpkg-query', ['-W', ...compilerPackages], '.')
    return `${compiler} (${packages.trim().replaceAll('\t', ' ').replaceAll('\n', ', ')})`
  } catch {
    return compiler
  }
}

function sectionSizes(table: string): Map<string, number> {
  return new Map(
    [...table.matchAll(/^(\.\S+)\s+(\d+)\s/gm)].map(([, name, size]) => [name!, Number(size)] as const),
  )
}

function run(program: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (cause) {
    const { code, stderr } = cause as { code?: string; stderr?: string }
    if (code === 'ENOENT')
      throw new BuildError(
        'compilerMissing',
        `${program} is not installed. Only this command needs it: apt-get install ${compilerPackages.join(' ')}`,
        { cause },
      )
    throw new BuildError(
      'compileFailed',
      `${program} ${args.join(' ')} failed:\n${stderr ?? String(cause)}`,
      { cause },
    )
  }
}
