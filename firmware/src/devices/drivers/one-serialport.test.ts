import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockFile {
  /** By folder; `name` says what is really in it when that is not the folder's name. */
  readonly packages: Record<string, { readonly version?: string; readonly name?: string }>
}

// johnny-five asks for a serialport of its own, old and compiled on installation, unless the root's overrides hold.
test('only serialport 13 is installed, once', () => {
  const lockFile = new URL('../../../../package-lock.json', import.meta.url)
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as LockFile
  const installed = Object.entries(packages).map(([folder, { name, version }]) => ({
    name: name ?? folder.split('node_modules/').at(-1),
    version,
  }))
  const serialPorts = installed.filter(({ name }) => name === 'serialport' || name === 'browser-serialport')
  expect(serialPorts).toEqual([{ name: 'serialport', version: expect.stringMatching(/^13\./) }])
})
