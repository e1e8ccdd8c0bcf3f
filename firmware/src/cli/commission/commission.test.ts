import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeTerminal } from '../../testing/fake-terminal.ts'
import { type ChecklistItem, checklistFor } from './checklist.ts'
import { commission } from './commission.ts'

/** A PNG of one pixel. */
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const items = checklistFor(2).flatMap((section) => section.items)

let folder: string
const at = (name: string) => join(folder, name)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-commission-'))
  writeFileSync(at('photo.png'), photo)
  const meter = { product: 'sdm120', port: '/dev/meters', baudRate: 9_600 }
  const devices = {
    ioBoard: { product: 'reference-1', port: '/dev/board', display: { size: '20x4' } },
    cardReaders: [],
    connectors: [{ meter }, { meter: { ...meter, address: 2 } }],
  }
  const charger = { chargePointId: 'CLK-0001', csmsUrl: 'wss://ocpp.example.id/ocpp' }
  writeFileSync(at('charger.json'), JSON.stringify({ ...charger, dataDir: at('data'), devices }))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The best answer to an item. */
function good(item: ChecklistItem): boolean | number | string {
  if (item.kind === 'confirm') return true
  if (item.kind === 'measure') return item.max
  return item.kind === 'photo' ? 'photo.png' : 'T-123'
}

function answerAll(change: Record<string, unknown> = {}): void {
  const answers = Object.fromEntries(items.map((item) => [item.id, good(item)]))
  writeFileSync(
    at('answers.json'),
    JSON.stringify({ technician: 'Wayan Sudarma', answers: { ...answers, ...change } }),
  )
}

async function run(terminal = new FakeTerminal({ interactive: false })) {
  const args = ['--config', at('charger.json'), '--answers', at('answers.json'), '--out', at('report')]
  const clock = new VirtualClock()
  clock.setWall(Date.parse('2026-11-23T05:00:00Z'))
  const status = await commission(args, { terminal, clock })
  return { status, ...terminalText(terminal) }
}

async function verify() {
  const terminal = new FakeTerminal()
  const status = await commission(['--verify', at('report')], { terminal, clock: new VirtualClock() })
  return { status, ...terminalText(terminal) }
}

function terminalText({ out, err }: FakeTerminal) {
  return { out, err }
}

/** All text of a PDF's pages, in which each run of letters is written in hex. */
function textOf(pdf: Buffer): string {
  const source = pdf.toString('latin1')
  const streams = [...source.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body]) => {
    try {
      return inflateSync(Buffer.from(body ?? '', 'latin1')).toString('latin1')
    } catch {
      return ''
    }
  })
  return streams
    .flatMap((stream) => stream.split('\n').filter((line) => line.endsWith('TJ')))
    .map((line) =>
      [...line.matchAll(/<([0-9a-f]+)>/g)]
        .map(([, hex]) => Buffer.from(hex ?? '', 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n')
}

test('a checklist asks per socket what is the socket’s', () => {
  const ids = items.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining(['dead.earth', 'socket1.rcdTime', 'socket2.sealPhoto']))
})

describe('complete answers', () => {
  test('become a PDF with every item, and a signature that is genuine', async () => {
    answerAll({ 'dead.earth': 2.4 })
    const { status, out } = await run()
    expect(status).toBe(0)
    const text = textOf(readFileSync(at('report/commissioning.pdf')))
    expect(text).toContain('Commissioning of CLK-0001')
    expect(text).toContain('PASSED')
    expect(text).toContain('2.4 ohm (0 to 5)')
    expect(text).toContain('Wayan Sudarma')
    const signature = JSON.parse(readFileSync(at('report/commissioning.signature.json'), 'utf8')) as {
      sha256: string
    }
    expect(text).toContain(signature.sha256)
    expect(text).not.toContain('?')
    const genuine = await verify()
    expect(genuine).toMatchObject({ status: 0, out: expect.stringContaining('Genuine') })
    expect(out).toContain(genuine.out.trim().split('key ')[1])
  })

  test('that change by one letter afterwards are no longer genuine', async () => {
    answerAll()
    await run()
    const path = at('report/commissioning.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('Wayan', 'Wayam'))
    expect(await verify()).toMatchObject({ status: 1, err: expect.stringContaining('NOT GENUINE') })
  })

  test('are signed with the same key each time, which only its owner can read', async () => {
    answerAll()
    const first = await run()
    rmSync(at('report'), { recursive: true })
    const second = await run()
    expect(second.out).toBe(first.out)
    expect(statSync(at('data/charger-key.pem')).mode & 0o777).toBe(0o600)
  })

  test('never replace a report that is there', async () => {
    answerAll()
    await run()
    const before = readFileSync(at('report/commissioning.json'))
    answerAll({ 'dead.earth': 1 })
    expect((await run()).status).toBe(73)
    expect(readFileSync(at('report/commissioning.json'))).toEqual(before)
  })
})

describe('a report that did not pass', () => {
  test.each([
    ['dead.earth', 5.1],
    ['socket2.rcdTime', 301],
    ['stop.emergency', false],
    ['socket1.calibration', -1.2],
  ])('says so when %s is %s', async (id, answer) => {
    answerAll({ [id]: answer })
    const { status, err } = await run()
    expect(status).toBe(1)
    expect(err).toContain(id)
    expect(textOf(readFileSync(at('report/commissioning.pdf')))).toContain('NOT PASSED')
  })
})

describe('nothing is written', () => {
  test.each([
    ['an answer is missing', { 'dead.earth': null }, 'dead.earth is not answered'],
    ['a photo is not there', { 'site.photo': 'none.jpg' }, 'none.jpg cannot be read'],
    ['a photo is none', { 'site.photo': 'answers.json' }, 'neither JPEG nor PNG'],
    ['an answer belongs to no item', { 'socket3.loop': 1 }, 'socket3.loop: the checklist does not ask this'],
  ])('when %s', async (_, change, problem) => {
    answerAll(change)
    const { status, err } = await run()
    expect(status).toBe(1)
    expect(err).toContain(problem)
    expect(existsSync(at('report'))).toBe(false)
  })

  test('when a photo has been cut off', async () => {
    writeFileSync(at('cut.png'), photo.subarray(0, 20))
    answerAll({ 'site.photo': 'cut.png' })
    const { status, err } = await run()
    expect(status).toBe(1)
    expect(err).toContain('a photo cannot be printed')
    expect(existsSync(at('report'))).toBe(false)
  })

  test('when the answers are no JSON', async () => {
    writeFileSync(at('answers.json'), 'hello')
    expect(await run()).toMatchObject({ status: 1, err: expect.stringContaining('answers.json') })
  })
})

test('at a terminal what is missing is asked, kept at once, and taken up again', async () => {
  const typed = items.map((item) => {
    if (item.kind === 'confirm') return 'ya'
    const answer = String(good(item))
    return item.kind === 'measure' ? answer.replace('.', ',') : answer
  })
  const first = new FakeTerminal({ answers: ['Wayan Sudarma', ...typed.slice(0, 5)] })
  expect((await run(first)).status).toBe(1)
  const kept = JSON.parse(readFileSync(at('answers.json'), 'utf8')) as { answers: object }
  expect(Object.keys(kept.answers)).toHaveLength(5)
  const second = new FakeTerminal({ answers: typed.slice(5) })
  expect(await run(second)).toMatchObject({ status: 0, err: '' })
  expect(second.asked).toHaveLength(items.length - 5)
})
