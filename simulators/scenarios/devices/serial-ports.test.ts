import { lstat } from 'node:fs/promises'
import type { Clock } from '@colok/shared/time'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ptyRig, type Rig } from './charger-rig.ts'

// The same drivers with the serial port library on pseudo-terminals, in real time. A wait has a deadline that a busy
// machine keeps; nothing here depends on how long something takes.
const waits = { timeout: 20_000, interval: 20 }

let rig: Rig<Clock>

beforeEach(async () => {
  rig = await ptyRig()
})

afterEach(() => rig.stop())

describe('on real serial ports', { timeout: 240_000 }, () => {
  test('every device works: relay, plug, light, display, card and meter', async () => {
    rig.devices.display.show(['SIAP', 'Tap kartu atau scan'])
    rig.devices.lights.set(1, { colour: 'green', blinking: false })
    await boardIsThere()
    rig.post.plug(1, { drawW: () => 1_200, powerFactor: () => 0.6, absorb: () => {} })
    rig.devices.relays.request(1, true)
    rig.post.presentCard('04A1B2C3D4E5F6')
    await vi.waitFor(() => {
      expect(rig.heard.contacts.at(-1)).toEqual([1, true])
      expect(rig.heard.plugs.at(-1)).toEqual([1, true])
      expect(rig.heard.cards).toEqual(['04A1B2C3D4E5F6'])
      expect(rig.heard.readings[0]?.at(-1)).toMatchObject({ powerW: 1_200, voltageMv: 220_000 })
      expect(rig.heard.readings[1]?.at(-1)).toMatchObject({ powerW: 0 })
      const { lcd, sockets } = rig.post.snapshot()
      expect(lcd.slice(0, 2)).toEqual(['SIAP'.padEnd(20), 'Tap kartu atau scan '])
      expect(sockets[0]).toMatchObject({ relayClosed: true, light: { colour: 'green', blinking: false } })
    }, waits)
  })

  test('the board is unplugged while it charges: the relay opens, and all comes back without a restart', async () => {
    rig.devices.display.show(['MENGISI'])
    await boardIsThere()
    rig.devices.relays.request(1, true)
    await vi.waitFor(() => expect(rig.heard.contacts.at(-1)).toEqual([1, true]), waits)

    rig.post.faults.board.unplugged = true
    await expect(lstat(rig.post.ports.board)).rejects.toThrow('ENOENT')
    await vi.waitFor(() => expect(rig.heard.faults.board?.code).toBe('silent'), waits)
    await vi.waitFor(() => expect(rig.post.snapshot().sockets[0]?.relayClosed).toBe(false), waits)

    rig.devices.display.show(['GANGGUAN'])
    rig.post.faults.board.unplugged = false
    await boardIsThere()
    await vi.waitFor(() => expect(rig.post.snapshot().lcd[0]).toBe('GANGGUAN'.padEnd(20)), waits)
    expect(rig.post.snapshot().sockets[0]?.relayClosed).toBe(false)
    rig.devices.relays.request(1, true)
    await vi.waitFor(() => expect(rig.post.snapshot().sockets[0]?.relayClosed).toBe(true), waits)
  })

  test('reader and meter are unplugged and put back', async () => {
    await vi.waitFor(() => expect(rig.heard.readings[0]).not.toEqual([]), waits)
    rig.post.faults.cardReader.unplugged = true
    rig.post.faults.meters[0]!.unplugged = true
    await vi.waitFor(() => {
      expect(rig.heard.faults.cardReader?.code).toBe('silent')
      expect(rig.heard.faults.meters[0]?.code).toBe('silent')
    }, waits)
    expect(rig.heard.faults.meters[1]).toBeUndefined()

    rig.post.faults.cardReader.unplugged = false
    rig.post.faults.meters[0]!.unplugged = false
    const before = rig.heard.readings[0]!.length
    await vi.waitFor(() => {
      expect(rig.heard.faults.cardReader).toBeUndefined()
      expect(rig.heard.faults.meters[0]).toBeUndefined()
      expect(rig.heard.readings[0]!.length).toBeGreaterThan(before)
    }, waits)
    rig.post.presentCard('DEADBEEF')
    await vi.waitFor(() => expect(rig.heard.cards).toEqual(['DEADBEEF']), waits)
  })

  test('the mains go and come back: the ports stay, and all works again', async () => {
    rig.devices.display.show(['SIAP'])
    await vi.waitFor(() => expect(rig.post.snapshot().lcd[0]).toBe('SIAP'.padEnd(20)), waits)
    rig.post.setPowered(false)
    await vi.waitFor(() => {
      expect(rig.heard.faults.board?.code).toBe('silent')
      expect(rig.heard.faults.meters.map((fault) => fault?.code)).toEqual(['silent', 'silent'])
    }, waits)
    rig.post.setPowered(true)
    await vi.waitFor(() => {
      expect(rig.heard.faults.board).toBeUndefined()
      expect(rig.heard.faults.meters).toEqual([undefined, undefined])
      expect(rig.post.snapshot().lcd[0]).toBe('SIAP'.padEnd(20))
    }, waits)
  })

  test('the drivers are stopped and started again', async () => {
    await boardIsThere()
    rig.devices.relays.request(2, true)
    await vi.waitFor(() => expect(rig.post.snapshot().sockets[1]?.relayClosed).toBe(true), waits)
    await rig.devices.relays.stop()
    expect(rig.post.snapshot().sockets[1]?.relayClosed).toBe(false)
    rig.devices.relays.start()
    await vi.waitFor(() => {
      rig.devices.relays.request(2, true)
      expect(rig.post.snapshot().sockets[1]?.relayClosed).toBe(true)
    }, waits)
  })
})

function boardIsThere(): Promise<void> {
  return vi.waitFor(() => {
    expect(rig.heard.faults.board).toBeUndefined()
    expect(rig.heard.contacts).not.toEqual([])
    expect(rig.post.snapshot().boardAlive).toBe(true)
  }, waits)
}
