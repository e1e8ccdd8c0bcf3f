import { expect, test } from 'vitest'
import { cameraCheck } from './camera-check.ts'

test('a camera that works is well, with the size of its photo', async () => {
  const check = await cameraCheck({ takePhoto: async () => new Uint8Array(183_200) })
  expect(check).toEqual({ device: 'Camera', verdict: 'ok', finding: 'a photo of 184 kB' })
})

test('one that does not says why, and what to look at', async () => {
  const check = await cameraCheck({
    takePhoto: () => Promise.reject(new Error('ffmpeg: it is not installed')),
  })
  expect(check).toMatchObject({ verdict: 'fail', finding: 'ffmpeg: it is not installed' })
  expect(check.hint).toContain('/dev/video')
})
