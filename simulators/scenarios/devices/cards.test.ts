import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryRig, type Rig } from './charger-rig.ts'

let rig: Rig<VirtualClock>

beforeEach(async () => {
  rig = await memoryRig()
  await rig.clock.advance(2_000)
})

afterEach(async () => {
  const stopped = rig.stop()
  await rig.clock.advance(5_000)
  await stopped
})

test.each(['DEADBEEF', '04A1B2C3D4E5F6', 'A0A1A2A3A4A5A6A7A8A9'])(
  'the card %s is told of once',
  async (uid) => {
    rig.post.presentCard(uid.toLowerCase())
    await rig.clock.advance(5_000)
    expect(rig.heard.cards).toEqual([uid])
  },
)

test('a card that is held for a minute is told of once', async () => {
  for (let second = 0; second < 60; second++) {
    rig.post.presentCard('04A1B2C3D4E5F6')
    await rig.clock.advance(1_000)
  }
  expect(rig.heard.cards).toEqual(['04A1B2C3D4E5F6'])
})

test('the same card after it has been away is a new presentation', async () => {
  rig.post.presentCard('04A1B2C3D4E5F6')
  await rig.clock.advance(2_500)
  rig.post.presentCard('04A1B2C3D4E5F6')
  await rig.clock.advance(2_500)
  expect(rig.heard.cards).toEqual(['04A1B2C3D4E5F6', '04A1B2C3D4E5F6'])
})

test('another card in the place of the first is told of at once', async () => {
  rig.post.presentCard('04A1B2C3D4E5F6')
  await rig.clock.advance(500)
  rig.post.presentCard('04FFEEDDCCBBAA')
  await rig.clock.advance(500)
  expect(rig.heard.cards).toEqual(['04A1B2C3D4E5F6', '04FFEEDDCCBBAA'])
})

test('a held card is not told of again because the reader was away for a while', async () => {
  rig.post.presentCard('04A1B2C3D4E5F6')
  await rig.clock.advance(500)
  rig.post.faults.cardReader.silent = true
  await rig.clock.advance(300)
  rig.post.faults.cardReader.silent = false
  for (let second = 0; second < 10; second++) {
    rig.post.presentCard('04A1B2C3D4E5F6')
    await rig.clock.advance(1_000)
  }
  expect(rig.heard.cards).toEqual(['04A1B2C3D4E5F6'])
})
