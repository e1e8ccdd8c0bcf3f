import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chatCommandNames, chatCommands, commandWords, exampleOf } from './chat-commands.ts'
import { type ChatText, parseChat } from './chat-parser.ts'
import { partsOf } from './chat-parts.ts'

const command = (name: string, given: object = {}) => ({ kind: 'command', command: { name, given } })

describe('what people write is read as they mean it', () => {
  test.each<[string, unknown]>([
    ['ping', command('ping')],
    ['  PING! ', command('ping')],
    ['/status@ColokBot CLK-0001', command('status', { charger: 'CLK-0001' })],
    ['Cek\u00a0CLK-0001', command('status', { charger: 'CLK-0001' })],
    ['henti CLK-0001 2.', command('stop', { charger: 'CLK-0001', socket: '2' })],
    ['bantuan', command('help')],
    ['help /henti', command('help', { command: 'stop' })],
    ['settle Warung-Made 10/2026', command('settle', { partner: 'warung-made', period: '2026-10' })],
    ['settleall 2026-10', command('settleall', { period: '2026-10' })],
    ['done #17', command('done', { incident: '17' })],
    ['laporan minggu', command('report', { span: 'week' })],
    ['autocharge', command('autocharge')],
    ['siaran petugas Rapat\npukul 9', command('broadcast', { audience: 'staff', text: 'Rapat pukul 9' })],
    ['grant made@warung.example mitra', command('grant', { person: 'made@warung.example', role: 'partner' })],
    [
      'cabut +62-812-3456-7890 teknisi',
      command('revoke', { person: '+62-812-3456-7890', role: 'technician' }),
    ],
    ['4821', { kind: 'code', code: '4821' }],
    ['Ya 4821.', { kind: 'code', code: '4821' }],
    ['ｙａ ４８２１', { kind: 'code', code: '4821' }],
    ['tidak', { kind: 'decline' }],
    ['/start ab12cd34', { kind: 'link', code: 'AB12CD34' }],
    ['\u200b ', { kind: 'nothing' }],
    ['satus CLK-0001', { kind: 'unknown', word: 'satus', suggestions: ['status'] }],
    ['hentikna CLK-0001 1', { kind: 'unknown', word: 'hentikna', suggestions: ['hentikan'] }],
    ['selamat pagi', { kind: 'unknown', word: 'selamat', suggestions: [] }],
    ['stop CLK-0001', { kind: 'missing', name: 'stop', argument: 'socket' }],
    ['stop CLK-0001 two', { kind: 'invalid', name: 'stop', argument: 'socket', given: 'two' }],
    ['stop CLK-0001 0', { kind: 'invalid', name: 'stop', argument: 'socket', given: '0' }],
    ['settle warung-made 2026-13', { kind: 'invalid', name: 'settle', argument: 'period', given: '2026-13' }],
    ['ping pong', { kind: 'extra', name: 'ping', given: 'pong' }],
    [
      'broadcast everybody hello',
      { kind: 'invalid', name: 'broadcast', argument: 'audience', given: 'everybody' },
    ],
    ['grant made boss', { kind: 'invalid', name: 'grant', argument: 'person', given: 'made' }],
  ])('%j', (written, read) => {
    expect(parseChat(written)).toEqual(read)
  })
})

test.each(chatCommandNames)('the example of %s is one', (name) => {
  expect(parseChat(exampleOf(name))).toMatchObject({ kind: 'command', command: { name } })
})

test('each word begins one command, and no code and no link', () => {
  const words = chatCommandNames.flatMap((name) => [name, ...chatCommands[name].aliases])
  expect(words.length).toBe(commandWords.size)
  for (const word of words) expect(['command', 'missing']).toContain(parseChat(word).kind)
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...commandWords.keys(), '4821', 'ya', '/start'),
        fc.string({ unit: 'binary' }),
      ),
    )
    .map((words) => words.join(' ')),
)

test('any text is read as something, and twice as the same', () => {
  fc.assert(
    fc.property(anyText, (written) => {
      const read: ChatText = parseChat(written)
      expect(parseChat(written)).toEqual(read)
      if (read.kind !== 'command') return
      // What was required is there, and no argument holds what ends a line.
      for (const argument of chatCommands[read.command.name].required)
        expect(read.command.given).toHaveProperty(argument)
      expect(JSON.stringify(read.command)).not.toMatch(/\\n|\\u0000/)
    }),
    { numRuns: 2000 },
  )
})

test('parts fit, break no character, and lose no word until there are too many', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.integer({ min: 20, max: 100 }),
      (text, longest) => {
        const parts = partsOf(text, longest)
        expect(parts.length).toBeLessThanOrEqual(4)
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(longest)
          expect(part.isWellFormed()).toBe(true)
        }
        if (text.length <= longest) expect(parts.join('')).toBe(text)
      },
    ),
  )
  expect(partsOf('satu\ndua\ntiga', 9)).toEqual(['satu\ndua', 'tiga'])
  expect(partsOf('x'.repeat(100), 10)).toHaveLength(4)
  expect(partsOf('x'.repeat(100), 10).at(-1)).toBe('xxxxxxxx\n…')
})
