import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { firmwareVersion } from './version.ts'

const folder = mkdtempSync(join(tmpdir(), 'colok-cli-'))
const main = new URL('main.ts', import.meta.url).pathname

/** Runs the command line as a process of its own. */
async function colok(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], {
      timeout: 30_000,
    })
    return { status: 0, out: stdout, err: stderr }
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string }
    return { status: code, out: stdout, err: stderr }
  }
}

function configFile(config: unknown): string {
  const path = join(folder, 'charger.json')
  writeFileSync(path, JSON.stringify(config))
  return path
}

test('--help and --version', async () => {
  expect(await colok('--help')).toMatchObject({
    status: 0,
    out: expect.stringContaining('colok-charger run --config'),
  })
  expect(await colok('--version')).toMatchObject({ status: 0, out: `${firmwareVersion}\n` })
})

test('every help fits a terminal of 80 columns, as over SSH', { timeout: 120_000 }, async () => {
  const { out } = await colok('--help')
  const tools = [...out.matchAll(/^ {2}colok-charger ([a-z-]+) --help/gm)].map(([, tool]) => tool ?? '')
  expect(tools).toEqual(expect.arrayContaining(['doctor', 'provision', 'flash-board', 'commission']))
  const helps = [out]
  for (const tool of tools) {
    const help = await colok(tool, '--help')
    expect(help.status, tool).toBe(0)
    helps.push(help.out)
  }
  const long = helps.flatMap((help) => help.split('\n')).filter((line) => line.length > 80)
  expect(long).toEqual([])
})

test('wrong usage says what is wanted, with status 2', async () => {
  for (const args of [[], ['fly'], ['run'], ['run', '--fast']])
    expect(await colok(...args)).toMatchObject({ status: 2, err: expect.stringContaining('Usage:') })
})

test('a wrong configuration ends with status 78 and every problem', async () => {
  const { status, err } = await colok('run', '--config', configFile({ chargePointId: 'CLK-0001' }))
  expect(status).toBe(78)
  expect(err).toContain('csmsUrl')
  expect(err).toContain('devices')
  expect(await colok('run', '--config', join(folder, 'nowhere.json'))).toMatchObject({ status: 78 })
})

test('the schema describes the whole file', async () => {
  const { status, out } = await colok('schema')
  expect(status).toBe(0)
  const schema = JSON.parse(out) as { properties: Record<string, { properties?: object }> }
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['chargePointId', 'csmsUrl', 'devices']),
  )
  expect(Object.keys(schema.properties.devices?.properties ?? {})).toContain('ioBoard')
})
