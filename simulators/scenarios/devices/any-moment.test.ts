import { describe, expect, test } from 'vitest'
import type { DeviceFaults } from '../../src/devices/faults.ts'
import { VirtualCharger } from '../../src/hil/virtual-charger.ts'

// A cable is pulled at some moment of a session and put back some seconds later, on the whole charger in virtual time.

const devices = {
  'the I/O board': ({ post }: VirtualCharger) => post.faults.board,
  'the card reader': ({ post }: VirtualCharger) => post.faults.cardReader,
  'the meter': ({ post }: VirtualCharger) => post.faults.meters[0]!,
} satisfies Record<string, (charger: VirtualCharger) => DeviceFaults>

/** Milliseconds after the plug goes in: while the leakage module is tested, around the tap, as the relay closes, later. */
const moments = [
  0, 50, 700, 1_990, 2_000, 2_150, 2_300, 2_450, 2_700, 3_500, 5_000, 9_000, 12_000, 12_200, 13_000,
]
const tapMs = 2_000
const secondTapMs = 12_000
const awayMs = [200, 1_000, 9_000]
/** The board's dead-man, its contacts, and the drivers' looks. */
const openWithinMs = 2_600
const wholeMs = 60_000

const heater = { drawW: () => 1_200, powerFactor: () => 1, absorb: () => {} }

/** Lets a session take its course with the cable out from `pullMs` on; what is seen of it. */
async function sessionWith(charger: VirtualCharger, line: DeviceFaults, pullMs: number, putBackMs: number) {
  const { clock, post } = charger
  let liveSinceMs: number | undefined
  let longestLiveWithoutBoardMs = 0
  for (let ms = 0; ms < wholeMs; ms += 10) {
    if (ms === 0) post.plug(1, heater)
    if (ms === tapMs || ms === secondTapMs) charger.tap()
    if (ms === pullMs) line.unplugged = true
    if (ms === pullMs + putBackMs) line.unplugged = false
    await clock.advance(10)
    const isAgainst = charger.isLive() && post.faults.board.unplugged
    liveSinceMs = isAgainst ? (liveSinceMs ?? ms) : undefined
    longestLiveWithoutBoardMs = Math.max(longestLiveWithoutBoardMs, ms - (liveSinceMs ?? ms))
  }
  return longestLiveWithoutBoardMs
}

describe.each(Object.entries(devices))(
  '%s, unplugged and plugged in again',
  { timeout: 300_000 },
  (name, lineOf) => {
    test.each(moments)(
      '%i ms after the plug went in: safe at once, well in the end, without a restart',
      async (pullMs) => {
        for (const putBackMs of awayMs) {
          const charger = await VirtualCharger.start('model')
          const openMs = await sessionWith(charger, lineOf(charger), pullMs, putBackMs)
          expect(openMs, `${name} away for ${putBackMs} ms`).toBeLessThanOrEqual(openWithinMs)
          const { post, clock } = charger
          post.unplug(1)
          await clock.advance(15_000)
          expect(charger.faults(), `${name} away for ${putBackMs} ms`).toEqual([])
          expect(post.snapshot().lcd.join()).toContain('SIAP')
          await charger.charge(heater)
          const before = post.snapshot().sockets[0]!.energyMwh
          await clock.advance(20_000)
          expect(post.snapshot().sockets[0]!.energyMwh).toBeGreaterThan(before)
          await charger.stop()
        }
      },
    )
  },
)
