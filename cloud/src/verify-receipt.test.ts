import { spawnSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyOffline } from './features/signed-readings/offline.ts'
import { readPublicKey } from './features/signed-readings/verification.ts'
import { SigningKey } from './testing/signing-charger.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-receipt-'))
  writeFileSync(join(folder, 'receipt.ocmf'), text)
  writeFileSync(join(folder, 'forged.ocmf'), forged)
  writeFileSync(join(folder, 'key.pem'), pemOf(key))
  writeFileSync(join(folder, 'other.pem'), pemOf(new SigningKey()))
})
afterAll(() => rmSync(folder, { recursive: true }))

const key = new SigningKey()
const session = { idTag: '04A1B2C3D4E5F6', beginWh: 5000 }
const text = `${key.record(session)}\n${key.record({ ...session, endWh: 6234 })}\n`
const forged = text.replace('"RV":6234', '"RV":5234')
const pemOf = ({ spki }: SigningKey) =>
  createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
    .export({ format: 'pem', type: 'spki' })
    .toString()

const run = (...args: string[]) =>
  spawnSync(process.execPath, [new URL('verify-receipt.ts', import.meta.url).pathname, ...args], {
    // As npm runs it: from the workspace, for somebody in a folder of their own.
    env: { ...process.env, INIT_CWD: folder },
    encoding: 'utf8',
  })

test('the records of a receipt are verified by the key of their post, and told in words', () => {
  const { status, stdout } = run('receipt.ocmf', '--key', 'key.pem')
  expect(stdout).toMatch(/Record 2: page T1 of CLK-0001 1, card 04A1B2C3D4E5F6/)
  expect(stdout).toMatch(/Began at 5\.000 kWh .*\n {2}Ended at 6\.234 kWh .*\n {2}Energy 1\.234 kWh/)
  expect(stdout).toMatch(/Genuine: signed by the key that you gave/)
  expect(status).toBe(0)
})

test('one figure that was changed is found out', () => {
  const { status, stdout } = run('forged.ocmf', '--key', 'key.pem')
  expect([status, stdout]).toEqual([1, expect.stringContaining(`NOT signed by the key ${key.keyId}`)])
})

test('what it cannot do it says in a line, and how it is used when asked', () => {
  const failed = (...args: string[]) => {
    const { status, stderr, stdout } = run(...args)
    expect([status, stdout]).toEqual([2, ''])
    return stderr
  }
  expect(failed()).toContain('name one file')
  expect(failed('nothing.ocmf')).toMatch(/^colok-verify-receipt: nothing\.ocmf: it cannot be read/)
  expect(failed('receipt.ocmf', '--key', 'receipt.ocmf')).toContain('holds no public key')
  const { status, stdout } = run('--help')
  expect([status, stdout]).toEqual([0, expect.stringContaining('Usage: npm run -s verify-receipt')])
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

describe('a file by itself', () => {
  const conclusionOf = (records: string, spki?: string) => {
    const { genuine, lines } = verifyOffline(records, spki === undefined ? undefined : readPublicKey(spki))
    return [genuine, lines.at(-1), lines.join('\n')] as const
  }

  test('is verified by the key that it carries, which is to be compared', () => {
    expect(conclusionOf(text).slice(0, 2)).toEqual([true, expect.stringContaining('Compare the key')])
    expect(conclusionOf(forged)[0]).toBe(false)
  })

  test('that somebody has signed anew with a key of their own does not pass for the post’s', () => {
    const other = new SigningKey()
    const made = other.record({ ...session, endWh: 5100 })
    expect(conclusionOf(made)[0]).toBe(true)
    expect(conclusionOf(made, key.spki)[0]).toBe(false)
  })

  test('without records, or keys, or sense is not genuine', () => {
    expect(conclusionOf('')[2]).toContain('no record')
    expect(conclusionOf(text.replace(/,"XK":"[^"]+"/g, ''))[2]).toContain('give one by --key')
    expect(conclusionOf('OCMF|{}')[2]).toContain('no OCMF record')
    expect(conclusionOf(`${text}rubbish`)[0]).toBe(false)
  })
})
