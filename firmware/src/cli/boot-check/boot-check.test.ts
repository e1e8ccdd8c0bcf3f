import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeTerminal } from '../../testing/fake-terminal.ts'
import { parseCommand } from '../arguments.ts'
import { bootCheck } from './boot-check.ts'

const job = {
  location: 'http://127.0.0.1/',
  signed: null,
  retrieveAt: 0,
  installAt: null,
  retries: 0,
  retryIntervalMs: 0,
}

let slots = ''
beforeEach(() => {
  slots = mkdtempSync(join(tmpdir(), 'colok-boot-check-'))
  for (const slot of ['a', 'b']) mkdirSync(join(slots, slot))
  symlinkSync('a', join(slots, 'proven'))
  symlinkSync('b', join(slots, 'current'))
})
afterEach(() => rmSync(slots, { recursive: true, force: true }))

function onTrial(): void {
  const trial = { state: 'trial', slot: 'b', version: '2.0.0', starts: 0, job }
  writeFileSync(join(slots, 'trial.json'), JSON.stringify(trial))
}

test('a new firmware that is never confirmed gets its starts, and then the proven one runs again', async () => {
  onTrial()
  const terminal = new FakeTerminal()
  const check = () => bootCheck(['--slots', slots], { terminal })
  for (let start = 1; start <= 3; start += 1) {
    expect(await check()).toBe(0)
    expect(readlinkSync(join(slots, 'current'))).toBe('b')
  }
  expect(await check()).toBe(0)
  expect(readlinkSync(join(slots, 'current'))).toBe('a')
  expect(terminal.out).toMatch(/on trial[\s\S]*not confirmed/)
})

test('what cannot be used is said, with a status that stops no start', async () => {
  const terminal = new FakeTerminal()
  writeFileSync(join(slots, 'trial.json'), '{"state":')
  expect(await bootCheck(['--slots', slots], { terminal })).toBe(74)
  expect(terminal.err).toContain('trial.json cannot be read')
  expect(await bootCheck(['--slots', join(slots, 'nowhere')], { terminal })).toBe(74)
  expect(await bootCheck([], { terminal })).toBe(2)
  expect(await bootCheck(['--help'], { terminal })).toBe(0)
})

/** The arguments of the unit's line, behind the program that it starts. */
function argumentsOf(line: 'ExecStart' | 'ExecStartPre'): string[] {
  const unit = readFileSync(new URL('../../../install/colok-charger.service', import.meta.url), 'utf8')
  const [, program, rest = ''] = new RegExp(`^${line}=-?(\\S+ \\S+main\\.ts) (.*)$`, 'm').exec(unit) ?? []
  expect(program).toContain(line === 'ExecStart' ? '/current/' : '/proven/')
  return rest.split(' ')
}

test('the unit of systemd starts commands that there are', () => {
  expect(parseCommand(argumentsOf('ExecStart'))).toMatchObject({ kind: 'run' })
  expect(parseCommand(argumentsOf('ExecStartPre'))).toEqual({
    kind: 'tool',
    tool: 'boot-check',
    args: ['--slots', '/opt/colok'],
  })
})
