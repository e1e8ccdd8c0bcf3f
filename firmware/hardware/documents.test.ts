import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { costOf } from './bill-of-materials.ts'
import { hardwareFolder, readHardware } from './data.ts'
import { documents } from './documents.ts'

const data = readHardware('reference-1')
const { board, bill, hazards, requirements } = data
const repository = join(hardwareFolder, '..')

describe('what hardware/ shows of its data', () => {
  test.each(Object.entries(documents(data)))('%s is up to date', (path, text) => {
    const whatToDo = 'run `npm run hardware:draw -w firmware`, look at the pictures, and commit them'
    expect(readFileSync(join(hardwareFolder, path), 'utf8'), whatToDo).toBe(text)
  })

  test('the wiring names every pin of the board once, with what hangs on it', () => {
    const drawing = documents(data)['boards/reference-1/wiring.svg']!
    for (const { connectorId, elements, contact } of board.sockets) {
      expect(drawing).toContain(`driver of K${connectorId}a`)
      expect(drawing).toContain(`voltage at socket ${connectorId}`)
      for (const pin of [...elements, contact]) expect(drawing.split(`>D${pin}<`)).toHaveLength(2)
    }
    for (let pin = 0; pin < 6; pin++) expect(drawing.split(`>A${pin}<`)).toHaveLength(2)
  })

  test('the single-line diagram has two elements in series and an RCBO for each socket', () => {
    const drawing = documents(data)['boards/reference-1/single-line.svg']!
    const count = (words: string) => drawing.split(words).length - 1
    expect(count('>RCBO 10 A<')).toBe(board.sockets.length)
    for (const { connectorId } of board.sockets)
      expect([count(`>K${connectorId}a,`), count(`>K${connectorId}b,`)]).toEqual([1, 1])
  })
})

describe('the bill of materials', () => {
  test('adds up', () => {
    const { postIdr, socketIdr } = costOf(bill)
    const page = documents(data)['boards/reference-1/bill-of-materials.md']!
    let post = 0
    let socket = 0
    for (const { perPost, perSocket, priceIdr } of bill.parts) {
      post += perPost * priceIdr
      socket += perSocket * priceIdr
    }
    expect([postIdr, socketIdr]).toEqual([post, socket])
    expect(page).toContain(`Rp ${(post + 2 * socket).toLocaleString('en')}`)
  })

  test('has for each socket what the safety of one needs, and for the post what the board needs', () => {
    const perSocket = new Map(bill.parts.map((part) => [part.id, part.perSocket]))
    expect(perSocket.get('rcbo')).toBe(1)
    expect(perSocket.get('element')).toBe(board.sockets[0]?.elements.length)
    expect(perSocket.get('driver')).toBe(board.sockets[0]?.elements.length)
    for (const id of ['rcm', 'ntc', 'meter', 'tera', 'sensing', 'outlet']) expect(perSocket.get(id)).toBe(1)
    const expanders = Object.values(board.i2c).filter((part) => 'part' in part && part.part === 'MCP23017')
    expect(bill.parts.find(({ id }) => id === 'expander')?.perPost).toBe(expanders.length)
  })

  test('saves nothing on what keeps people safe', () => {
    const guards = [
      'main-breaker',
      'surge-arrester',
      'earth',
      'earth-monitor',
      'emergency-stop',
      'rcbo',
      'rcm',
    ]
    for (const id of [...guards, 'element', 'driver', 'outlet']) {
      const part = bill.parts.find((candidate) => candidate.id === id)
      expect(part).toBeDefined()
      expect(part?.save).toBeUndefined()
    }
  })
})

describe('the hazard table', () => {
  test('counts from H1 without a gap', () => {
    expect(hazards.map(({ id }) => id)).toEqual(hazards.map((_, index) => `H${index + 1}`))
  })

  test('has every requirement from S1 to S24', () => {
    expect(requirements.map(({ id }) => id)).toEqual(requirements.map((_, index) => `S${index + 1}`))
    expect(requirements).toHaveLength(24)
  })

  test.each(
    [...hazards, ...requirements].flatMap(({ id, tests }) =>
      tests.map(({ file, name }) => [id, name, file] as const),
    ),
  )('%s is shown by "%s"', (_, name, file) => {
    const path = join(repository, file)
    expect(existsSync(path), `${file} is not there`).toBe(true)
    const source = readFileSync(path, 'utf8')
    const quoted = [`'${name}'`, `"${name}"`, `\`${name}\``]
    expect(
      quoted.some((text) => source.includes(text)),
      `${file} has no test of that name`,
    ).toBe(true)
    expect(source).not.toMatch(/\b(test|it|describe)\.(skip|todo|only)\b/)
  })

  test('leaves the fastest dangers to hardware, and says why', () => {
    for (const hazard of hazards.filter(({ software }) => software === null))
      expect(hazard.why?.length).toBeGreaterThan(20)
    expect(hazards.find(({ hazard }) => hazard === 'Short circuit')?.software).toBeNull()
  })
})
