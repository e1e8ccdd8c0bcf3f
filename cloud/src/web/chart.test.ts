import { expect, test } from 'vitest'
import { AvailabilityStrip, BarChart, LineChart } from './chart.tsx'
import type { Place } from './language.ts'

const place: Place = { language: 'id', timeZone: 'Asia/Makassar', letters: 'WITA' }
const from = Date.parse('2026-11-23T06:00:00.000Z')
const minute = (minutes: number) => from + minutes * 60_000
const frame = { title: 'Daya', language: 'id', place, from, to: minute(60) } as const
const line = { ...frame, measure: 'power', longestGapMs: 5 * 60_000 } as const

test('a line is in seconds and watts, tells its name and its numbers, and has no style of its own', () => {
  const points = [
    { at: minute(0), value: 1200 },
    { at: minute(1), value: 1180 },
  ]
  const html = String(LineChart({ ...line, points, summary: 'Terakhir 1.180 W.' }))
  expect(html).toContain('viewBox="0 0 3600 1500"')
  expect(html).toContain('<polyline points="0,300 60,320"')
  expect(html).toContain('aria-label="Daya. Terakhir 1.180 W."')
  expect(html).toContain('<th scope="row">14.01 WITA</th><td>1.180 W</td>')
  expect(html).not.toContain('style=')
})

test('what was not measured is not drawn', () => {
  const points = [0, 1, 30, 31].map((at) => ({ at: minute(at), value: 1000 }))
  expect(String(LineChart({ ...line, points })).match(/<polyline/g)).toHaveLength(2)
})

test('no figures are said to be none', () => {
  const html = String(LineChart({ ...line, points: [] }))
  expect(html).toContain('Belum ada angka')
  expect(html).not.toContain('<svg')
  const bars = { title: 'Energi', language: 'en', measure: 'energy', slotName: 'Day' } as const
  const series = [{ name: 'Energy', colour: 'green' }] as const
  const slots = [{ label: '1', name: '1 Nov', values: [0] }]
  expect(String(BarChart({ ...bars, series, slots }))).toContain('There are no figures')
})

test('stacked bars stand on each other, and each tells what it is made of', () => {
  const html = String(
    BarChart({
      title: 'Pemasukan',
      language: 'id',
      measure: 'money',
      slotName: 'Hari',
      series: [
        { name: 'QRIS', colour: 'blue' },
        { name: 'Kartu', colour: 'green' },
      ],
      slots: [{ label: '1', name: '1 Nov', values: [30_000, 10_000] }],
    }),
  )
  expect(html).toContain('<title>1 Nov: QRIS Rp 30.000, Kartu Rp 10.000</title>')
  expect(html).toContain('y="25%" width="70%" height="75%"')
  expect(html).toContain('y="0%" width="70%" height="25%"')
})

test('a strip says how much of the time something could be used', () => {
  const html = String(
    AvailabilityStrip({
      ...frame,
      strips: [
        {
          name: 'CLK-0001',
          spans: [
            { state: 'up', from, to: minute(45) },
            { state: 'offline', from: minute(45), to: minute(60) },
          ],
        },
      ],
    }),
  )
  expect(html).toContain('aria-label="CLK-0001: Siap dipakai 75%"')
  expect(html).toContain('Tidak terhubung')
})
