import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DataFolder } from './data-folder.ts'

describe("the demonstration's data folder", () => {
  let path: string
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'colok-folder-'))
  })
  afterEach(() => rmSync(path, { recursive: true, force: true }))

  async function visit<T>(use: (folder: DataFolder) => T, options = { fresh: false }): Promise<T> {
    const folder = await DataFolder.open(path, options)
    try {
      return await use(folder)
    } finally {
      await folder.close()
    }
  }

  test("keeps the charger's password and the meter's register from one start to the next", async () => {
    const password = await visit((folder) => {
      folder.keepRegister(1234)
      return folder.chargerPassword
    })
    expect(password).toMatch(/^[0-9a-f]{40}$/)
    expect(await visit((folder) => [folder.chargerPassword, folder.registerWh])).toEqual([password, 1234])
  })

  test('begins again when asked to, and leaves what is not its own', async () => {
    const password = await visit((folder) => folder.chargerPassword)
    writeFileSync(join(path, 'charger', 'old'), '')
    writeFileSync(join(path, 'somebody-elses'), '')
    const [fresh, registerWh] = await visit((folder) => [folder.chargerPassword, folder.registerWh], {
      fresh: true,
    })
    expect(fresh).not.toBe(password)
    expect(registerWh).toBe(0)
    expect(existsSync(join(path, 'charger', 'old'))).toBe(false)
    expect(existsSync(join(path, 'somebody-elses'))).toBe(true)
  })

  test('belongs to one demonstration at a time', async () => {
    await visit(async () => {
      await expect(DataFolder.open(path, { fresh: false })).rejects.toThrow(/in use by another demonstration/)
    })
    expect(await visit(() => 'free again')).toBe('free again')
  })

  test('lets only its owner read what holds the password', async () => {
    await visit(() => {})
    expect(statSync(join(path, 'demo.json')).mode & 0o077).toBe(0)
  })

  test('says how to begin again when its own file is damaged', async () => {
    await visit(() => {})
    writeFileSync(join(path, 'demo.json'), '{"chargerPassword":')
    await expect(visit(() => {})).rejects.toThrow(
      /demo\.json cannot be read; begin again with: npm start -- --fresh/,
    )
    expect((await visit((folder) => folder.chargerPassword, { fresh: true })).length).toBe(40)
  })

  test('keeps the log of the run before', async () => {
    await visit((folder) => writeFileSync(folder.logFile('cloud'), 'first run'))
    await visit((folder) => folder.logFile('cloud'))
    expect(readFileSync(join(path, 'logs', 'cloud.previous.log'), 'utf8')).toBe('first run')
  })
})
