import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CommandCamera, FileCamera } from './camera.ts'

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-camera-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A program that does this instead of taking a picture. */
const program = (script: string) => new CommandCamera([process.execPath, '-e', script])

describe('a camera behind a program', () => {
  test('gives the JPEG that it writes', async () => {
    const photo = await program(`process.stdout.write(Buffer.from([${jpeg}]))`).takePhoto()
    expect([...photo]).toEqual([...jpeg])
  })

  test('that is not installed says so', async () => {
    await expect(new CommandCamera(['/nowhere/ffmpeg']).takePhoto()).rejects.toThrow(
      '/nowhere/ffmpeg: it is not installed',
    )
  })

  test('that fails says the last line of what it complains of', async () => {
    const failing = program(`console.error('opening\\n/dev/video0: No such device'); process.exit(1)`)
    await expect(failing.takePhoto()).rejects.toThrow('/dev/video0: No such device')
  })

  test('that writes something else, nothing, or without end is refused', async () => {
    await expect(program(`process.stdout.write('GIF89a')`).takePhoto()).rejects.toThrow(
      '6 bytes that are no JPEG',
    )
    await expect(program('').takePhoto()).rejects.toThrow('0 bytes that are no JPEG')
    const endless = program(`setInterval(() => process.stdout.write(Buffer.alloc(1e6)), 1)`)
    await expect(endless.takePhoto()).rejects.toThrow('more than 4000000 bytes')
  })
})

test('a picture in a file', async () => {
  const path = join(folder, 'door.jpg')
  await expect(new FileCamera(path).takePhoto()).rejects.toThrow('ENOENT')
  writeFileSync(path, jpeg)
  expect([...(await new FileCamera(path).takePhoto())]).toEqual([...jpeg])
  writeFileSync(path, 'no picture')
  await expect(new FileCamera(path).takePhoto()).rejects.toThrow('is no JPEG')
})
