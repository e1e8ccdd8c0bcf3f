import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { serviceCard } from '../src/demo/charger-configuration.ts'
import { SteadyLoad } from './steady-load.ts'
import { Street } from './street.ts'

const technician = '04C0FFEE000080'
const photo = readFileSync(new URL('../src/demo/service-door.jpg', import.meta.url))

const history = z.object({
  items: z.array(z.object({ kind: z.string(), detail: z.record(z.string(), z.unknown()) })),
})

let street: Street
beforeAll(async () => {
  street = await Street.open()
  const card = { status: 'Accepted', parentIdTag: 'SERVICE', label: 'Technician' }
  await street.api(`id-tags/${technician}`, { method: 'PUT', body: card })
  const synced = await street.api('chargers/CLK-0001/local-list/sync', {
    method: 'POST',
    body: { full: true },
  })
  expect(synced).toContain('inStep')
})
afterAll(() => street.close())

const post = () => street.demo.post
const isLive = () => street.socket(1).relayClosed

/** The newest event of this kind of the service door at the central system, once there are so many. */
const doorEvent = (event: string, times = 1) =>
  street.until(`the central system knows that the door was ${event}, ${times} in all`, async () => {
    const { items } = history.parse(JSON.parse(await street.api('chargers/CLK-0001/history')))
    const events = items.filter(({ kind, detail }) => kind === 'DoorEvent' && detail.event === event)
    return events.length >= times && events[0]?.detail
  })

/** The photo that belongs to an event, once it is there. */
const photoOf = (event: Record<string, unknown>) =>
  street.until('the photo is at the central system', async () => {
    const uploads = z
      .object({ items: z.array(z.object({ id: z.string(), state: z.string() })) })
      .parse(JSON.parse(await street.api('chargers/CLK-0001/uploads')))
    const upload = uploads.items.find(({ id, state }) => id === event.uploadId && state === 'uploaded')
    return upload && (await street.file(`chargers/CLK-0001/uploads/${upload.id}/file`))
  })

describe('the service door', () => {
  // First: for some seconds after a technician's tap an opening is theirs.
  test('that opens without a card is told as forced, with a photo, and is a security event', async () => {
    post().setDoor(true)
    const event = await doorEvent('forced')
    expect(event).not.toHaveProperty('idTag')
    expect(await photoOf(event)).toHaveLength(photo.length)
    expect(await street.api('chargers/CLK-0001/history')).toContain(
      'The service door was opened without a card',
    )
    post().setDoor(false)
  })

  test('opens for a technician of the local list while the network is cut; the photo comes when it is back', async () => {
    await street.startSession(1, new SteadyLoad())
    street.demo.network.cut()
    await street.tap(technician)
    await street.until('the solenoid has current', () => post().snapshot().solenoidOn)
    expect(isLive()).toBe(true)
    post().setDoor(true)
    await street.until('the socket is dead', () => !isLive())
    await street.until('the display asks to shut the door', () => street.lcd().includes('Tutup pintu servis'))
    await street.until('the solenoid is off after its 5 s', () => !post().snapshot().solenoidOn)

    street.demo.network.restore()
    const event = await doorEvent('opened')
    expect(event).toMatchObject({ idTag: technician, hasPhoto: true })
    expect(Buffer.compare(await photoOf(event), photo)).toBe(0)
  })

  test('lets no socket close while it is open', async () => {
    await street.tap('04A1B2C3D4E5F6')
    await street.until('the card is refused', () => street.lcd().includes('Tidak beroperasi'))
    expect(isLive()).toBe(false)
    post().setDoor(false)
    await doorEvent('closed', 2)
    expect(isLive()).toBe(false)
  })

  test('opens for the card of the charger’s own configuration too', async () => {
    await street.until('the charger is well again', () => street.lcd().includes('SIAP'))
    await street.tap(serviceCard)
    await street.until('the solenoid has current', () => post().snapshot().solenoidOn)
  })
})
