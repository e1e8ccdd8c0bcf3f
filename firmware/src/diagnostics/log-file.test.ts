import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogFile, logFiles } from './log-file.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'colok-log-')), 'logs')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const read = () => logFiles({ folder, files: 3 }).map((path) => readFileSync(path, 'utf8'))
const line = (number: number) => `line ${number}\n`

test('lines are on the disk as soon as they are written, and go on after a restart', () => {
  const log = new LogFile({ folder, maxBytes: 1_000, files: 3 })
  log.write(line(1))
  expect(read()).toEqual([line(1)])
  log.close()
  new LogFile({ folder, maxBytes: 1_000, files: 3 }).write(line(2))
  expect(read()).toEqual([line(1) + line(2)])
  expect(statSync(join(folder, 'charger.log')).mode & 0o777).toBe(0o600)
})

test('files turn when they are full, and the oldest is overwritten', () => {
  const log = new LogFile({ folder, maxBytes: 14, files: 3 })
  for (let number = 1; number <= 9; number += 1) log.write(line(number))
  expect(read()).toEqual([line(5) + line(6), line(7) + line(8), line(9)])
})

test('a line longer than a file is written all the same', () => {
  const log = new LogFile({ folder, maxBytes: 4, files: 3 })
  log.write(line(1))
  log.write(line(2))
  expect(read()).toEqual([line(1), line(2)])
})

test('a disk that does not take lines loses them, says how many, and goes on', () => {
  writeFileSync(folder, 'a file where the folder should be')
  const log = new LogFile({ folder, maxBytes: 1_000, files: 3 })
  log.write(line(1))
  log.write(line(2))
  rmSync(folder)
  log.write(line(3))
  expect(read()).toEqual([`{"level":40,"msg":"2 lines of this log could not be written"}\n${line(3)}`])
})

test('a log that is not there has no files', () => {
  expect(read()).toEqual([])
})
