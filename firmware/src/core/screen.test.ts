import { energyPriceHalfUp, formatIdr } from '@colok/shared/money'
import { postCode, postCodeLeftMs } from '@colok/shared/post-code'
import { vendorRequest } from '@colok/shared/vendor'
import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

const priced = { config: { priceIdrPerKwh: 2_466 } }

describe('the 20 by 4 display in Indonesian', () => {
  test('ready, with two sockets and the price', async () => {
    const bench = await ChargerBench.start({ ...priced, connectors: 2 })
    expect(bench.lcd).toEqual([
      '1 SIAP        2 SIAP',
      'Tap kartu atau scan',
      'QR pada pos',
      'Rp 2.466 per kWh',
    ])
  })

  test('a card was read: which socket, and how long it waits', async () => {
    const bench = await ChargerBench.start(priced)
    await bench.tap()
    expect(bench.lcd).toEqual(['Kartu ....E5F6', 'Colokkan ke soket 1', 'Batas waktu 60 detik', ''])
  })

  test('charging: energy, power, rupiah, and the same amount as the bill', async () => {
    const bench = await ChargerBench.start(priced)
    await bench.startSession()
    await bench.advance(3_752_000)
    expect(bench.lcd).toEqual([
      'MENGISI     01:02:31',
      '1,25 kWh     1.200 W',
      'Rp 3.083',
      // 2,304 Wh less 1,250 Wh at 1,200 W.
      'Penuh <= 53 m',
    ])
    await bench.advance(4_000)
    expect(bench.lcd[3]).toBe('Tap kartu: berhenti')
    await bench.tap()
    const [stop] = bench.central.sent('StopTransaction')
    const billed = formatIdr(energyPriceHalfUp(stop!.meterStop, 2_466))
    expect(bench.lcd).toEqual(['SELESAI     01:02:36', `1,25 kWh    ${billed}`, '', 'Cabut kabel'])
    await bench.plugOut()
    expect(bench.lcd.slice(0, 2)).toEqual(['SELESAI     01:02:36', `1,25 kWh    ${billed}`])
    await bench.advance(9_000)
    expect(bench.lcd[0]).toBe('SIAP')
  })

  test('a paid session shows what is left, in minutes and rupiah', async () => {
    const bench = await ChargerBench.start(priced)
    await bench.confirmation(
      'DataTransfer',
      vendorRequest('SetSessionLimit', { connectorId: 1, idTag: 'PAID', limitIdr: 5_000 }),
    )
    await bench.startSession(1, 'PAID')
    await bench.advance(3_756_000)
    expect(bench.lcd[3]).toBe('Sisa 39 m, Rp 1.915')
  })

  test('the time left is learnt from the taper of the battery', async () => {
    const bench = await ChargerBench.start(priced)
    await bench.startSession()
    await bench.advance(1_800_000)
    expect(bench.lcd[3]).toBe('Penuh <= 1 j 26 m')
    const timeConstantS = 900
    for (let second = 0; second < 900; second += 10) {
      bench.devices.sockets[0]!.loadW = 1_200 * Math.exp(-second / timeConstantS)
      await bench.advance(10_000)
    }
    // From 441 W to 20 W at this pace it takes 46 minutes.
    const minutes = Number(/^Sisa (\d+) m$/.exec(bench.lcd[3] ?? '')?.[1])
    expect(Math.abs(minutes - 46)).toBeLessThanOrEqual(5)
  })

  test('a full battery', async () => {
    const bench = await ChargerBench.start(priced)
    await bench.startSession()
    await bench.advance(60_000)
    bench.devices.sockets[0]!.loadW = 3
    await bench.advance(63_000)
    expect([bench.lcd[0]!.split(' ')[0], bench.lcd[3]]).toEqual(['PENUH', 'BATERAI PENUH'])
  })

  test('out of service', async () => {
    const bench = await ChargerBench.start(priced)
    await bench.confirmation('ChangeAvailability', { connectorId: 0, type: 'Inoperative' })
    await bench.advance(100)
    expect(bench.lcd.slice(0, 3)).toEqual(['TUTUP', 'Tidak beroperasi', 'Cari pos lain'])
  })

  test('a fault says what, what to do, and whom to call', async () => {
    const bench = await ChargerBench.start({ config: { helpline: '0800-1-26565' } })
    bench.devices.sensors.report(1, 'GroundFailure', true)
    await bench.advance(100)
    expect(bench.lcd).toEqual(['GANGGUAN bocor arus', 'Cabut, coba lagi', 'Bantuan 0800-1-26565', ''])
  })

  test('while the card is being checked', async () => {
    const bench = await ChargerBench.start(priced)
    bench.central.answers.Authorize = () => 'silence'
    await bench.plugIn()
    await bench.tap()
    expect(bench.lcd.slice(0, 2)).toEqual(['Kartu ....E5F6', 'Memeriksa kartu...'])
  })
})

test("the operator's own words for the price take the place of ours, on pages of their own where they are long", async () => {
  const bench = await ChargerBench.start(priced)
  const show = (text: string) =>
    bench.confirmation('DataTransfer', vendorRequest('SetPrice', { priceIdrPerKwh: 2_466, text }))
  await show('Rp 2.466, malam 1.800')
  await bench.advance(4_000)
  expect(bench.lcd).not.toContain('Rp 2.466 per kWh')
  await show('Rp 2.466/kWh siang')
  expect(bench.lcd[3]).toBe('Rp 2.466/kWh siang')
  await show('Rp 2.466 per kWh siang hari, Rp 1.800 dari jam 22 sampai jam 5')
  const seen = new Set<string>()
  for (let page = 0; page < 4; page += 1) {
    for (const row of bench.lcd) seen.add(row)
    await bench.advance(4_000)
  }
  for (const row of ['Rp 2.466 per kWh', 'siang hari, Rp 1.800', 'dari jam 22 sampai', 'jam 5'])
    expect(seen).toContain(row)
  await bench.confirmation('DataTransfer', vendorRequest('SetPrice', { priceIdrPerKwh: 2_000 }))
  expect(bench.lcd[3]).toBe('Rp 2.000 per kWh')
})

describe('the code that the post’s page shows too', () => {
  const secret = '5ec2e7'.padEnd(64, '0')
  const setCode = (bench: ChargerBench) =>
    bench.confirmation('DataTransfer', vendorRequest('SetPostCode', { secret }))

  test('stands on the display, turns by itself, also without a network and after a power cut', async () => {
    const bench = await ChargerBench.start(priced)
    expect(await setCode(bench)).toEqual({ status: 'Accepted' })
    const now = () => bench.clock.wallMs()
    expect(bench.lcd[2]).toBe(`QR, kode ${postCode(secret, now())}`)
    bench.central.cut()
    const before = bench.lcd[2]
    await bench.advance(postCodeLeftMs(now()) - 1)
    expect(bench.lcd[2]).toBe(before)
    // Its clock counts fractions of a millisecond.
    await bench.advance(2)
    expect(bench.lcd[2]).toBe(`QR, kode ${postCode(secret, now())}`)
    expect(bench.lcd[2]).not.toBe(before)
    bench.cutPower()
    bench.powerOn()
    await bench.advance(1_000)
    expect(bench.lcd[2]).toBe(`QR, kode ${postCode(secret, now())}`)
  })

  test('is not shown while the calendar is not known: none is better than a wrong one', async () => {
    const bench = await ChargerBench.start(priced)
    await setCode(bench)
    bench.cutPower()
    bench.central.cut()
    bench.clock.setWall(0)
    bench.powerOn()
    await bench.advance(1_000)
    expect(bench.lcd[2]).toBe('QR pada pos')
  })

  test('fits every display', async () => {
    for (const [columns, rows, language, row] of [
      [16, 2, 'id', 'Tap/QR kode'],
      [16, 4, 'en', 'Tap/QR code'],
      [20, 2, 'id', 'QR, kode'],
    ] as const) {
      const bench = await ChargerBench.start({
        devices: { display: { columns, rows } },
        config: { language },
      })
      await setCode(bench)
      const seen = new Set<string>()
      for (let page = 0; page < 4; page += 1) {
        for (const shown of bench.lcd) seen.add(shown)
        await bench.advance(4_000)
      }
      expect([...seen]).toContain(`${row} ${postCode(secret, bench.clock.wallMs())}`)
    }
  })
})

test('English says the same', async () => {
  const bench = await ChargerBench.start({ config: { priceIdrPerKwh: 2_466, language: 'en' } })
  expect(bench.lcd).toEqual(['READY', 'Tap a card or scan', 'the QR on the post', 'Rp 2,466 per kWh'])
  await bench.startSession()
  await bench.advance(3_600_000)
  expect(bench.lcd).toEqual(['IN USE      01:00:00', '1.20 kWh     1,200 W', 'Rp 2,957', 'Full in <= 56 m'])
})

test('16 by 2 shows energy and rupiah while charging', async () => {
  const bench = await ChargerBench.start({ ...priced, devices: { display: { columns: 16, rows: 2 } } })
  expect(bench.lcd).toEqual(['SIAP', 'Tap kartu / QR'])
  await bench.startSession()
  await bench.advance(3_600_000)
  expect(bench.lcd).toEqual(['MENGISI 01:00:00', '1,20kWh Rp 2.957'])
  await bench.advance(4_000)
  expect(bench.lcd).toEqual(['MENGISI 01:00:03', 'Penuh<=56 m'])
  await bench.advance(4_000)
  expect(bench.lcd).toEqual(['MENGISI 01:00:07', 'Tap: berhenti'])
})

test('every row is exactly as wide as the display and in its characters', async () => {
  const bench = await ChargerBench.start({ ...priced, connectors: 4 })
  const seen: string[] = []
  const show = bench.devices.display.show.bind(bench.devices.display)
  bench.devices.display.show = (lines) => {
    seen.push(...lines)
    show(lines)
  }
  for (const id of [1, 2, 3, 4]) await bench.startSession(id, `CARD-${id}`)
  await bench.advance(30_000)
  bench.devices.sensors.report(2, 'OverVoltage', true)
  await bench.tap('~\\éà')
  await bench.advance(30_000)
  expect(seen.length).toBeGreaterThan(50)
  for (const line of seen) expect(line).toMatch(/^[\x20-\x5b\x5d-\x7d]{20}$/)
})
