import { expect, test } from 'vitest'
import { z } from 'zod'
import { render, templateRegistrations } from './render.ts'
import { type MessageKind, type MessageParameters, messageKinds, templates } from './templates.ts'

const until = Date.UTC(2026, 10, 30, 3, 0, 0)
const url = 'https://colok.example/r/7'
const parameters: { [Kind in MessageKind]: MessageParameters<Kind> } = {
  signInCode: { code: '048213' },
  chargingFinished: { site: 'Pasar Sanglah', socket: 2, energyWh: 1980, totalIdr: 4883 },
  receipt: { site: 'Pasar Sanglah', energyWh: 1980, totalIdr: 4883, endedAt: until, url },
  refundOnItsWay: { amountIdr: 7117, method: 'GoPay', url },
  refundArrived: { amountIdr: 7117, method: 'GoPay' },
  unusedMoney: { amountIdr: 7117, url },
  passwordReset: { url, until },
  invitation: { organisation: 'Desa Sangeh', role: 'mitra', url, until },
  alert: { what: 'Arus bocor', where: 'CLK-0001 soket 1', todo: 'Matikan dan periksa kabel', url },
  networkAlert: { what: '3 pos tidak terhubung', where: 'Pasar Sanglah', todo: 'Periksa listrik', url },
  allClear: { what: '2 pos tersambung lagi', where: 'Pasar Sanglah', lasted: '12 menit', url },
  faultFixed: { charger: 'CLK-0001', site: 'Pasar Sanglah', url },
  dataBreach: { exposed: 'Nomor telepon', happened: 'Disk hilang 23 Nov', remedy: 'Kata sandi diganti', url },
  reservationExpired: { post: 'Sangeh, Pos 1', until, url },
  reservationInDoubt: { post: 'Sangeh, Pos 1', url },
  statementClosed: { partner: 'Desa Sangeh', period: '2026-10', dueIdr: -1250, url },
  documentEnds: { document: 'SLO', number: 'SLO-7/2026', place: 'Sangeh', endsOn: '2026-12-31', url },
  report: { name: 'Bali', period: '22 Nov 2026', sessions: 12, energyWh: 15_250, takingsIdr: 37_600, url },
  chatAnswer: { text: 'Pong.' },
  notice: { from: 'Colok', text: 'Pos 3 diperbaiki sampai pukul 15.00.' },
  news: { from: 'Colok', text: 'Pos baru di Sangeh.' },
  stopped: {},
  resumed: {},
}
const reader = { language: 'id', timeZone: 'Asia/Makassar' } as const

test.each(messageKinds)('%s says the same in both languages, with nothing left open', (kind) => {
  for (const language of ['id', 'en'] as const) {
    const { subject, text, template } = render(kind, parameters[kind], { ...reader, language })
    expect(text).not.toMatch(/[{}]|undefined|NaN/)
    expect(subject).not.toMatch(/[{}\r\n]|undefined/)
    expect(text.length).toBeLessThanOrEqual(1024)
    for (const value of template.parameters) {
      expect(text).toContain(value)
      expect(value).not.toMatch(/[\r\n\t]| {4}/)
    }
  }
})

test('money, energy and moments read as people write them, on the clocks of their place', () => {
  expect(render('receipt', parameters.receipt, reader).text).toBe(
    'Struk Colok\nPasar Sanglah, 30 Nov 2026, 11.00 WITA\n\nEnergi 1,98 kWh\nTotal Rp 4.883\n\nRincian: https://colok.example/r/7\nTerima kasih.',
  )
  const english = { language: 'en', timeZone: 'Asia/Jakarta' } as const
  expect(render('unusedMoney', parameters.unusedMoney, english).text).toMatch(/^Of your money Rp 7,117 /)
  expect(render('passwordReset', parameters.passwordReset, english).text).toMatch(
    /Nov 30, 2026, 10:00.AM WIB/,
  )
})

test('only a code has a code', () => {
  for (const kind of messageKinds)
    expect(render(kind, parameters[kind], reader).code).toBe(kind === 'signInCode' ? '048213' : undefined)
})

test.each([
  ['signInCode', { code: '12345' }],
  ['signInCode', { code: '12345a' }],
  ['alert', { ...parameters.alert, what: 'a\nb' }],
  ['alert', { ...parameters.alert, url: 'javascript:alert(1)' }],
  ['receipt', { ...parameters.receipt, totalIdr: 12.5 }],
  ['receipt', {}],
] as const)('%s does not take %j', (kind, wrong) => {
  expect(() => render(kind, wrong, reader)).toThrow(z.ZodError)
})

interface Registration {
  name: string
  language: 'id' | 'en'
  category: string
  components: { type: string; text?: string; example?: { body_text: string[][] } }[]
}

test('what is registered at Meta is what is sent: numbered places, none at an end, an example for each', () => {
  const registrations = templateRegistrations() as Registration[]
  expect(new Set(registrations.map(({ name, language }) => `${name} ${language}`)).size).toBe(
    messageKinds.filter((kind) => !templates[kind].isAnswer).length * 2,
  )
  for (const { name, language, category, components } of registrations) {
    expect(name).toMatch(/^[a-z0-9_]{1,512}$/)
    const kind = messageKinds.find((known) => render(known, parameters[known], reader).template.name === name)
    if (kind === undefined) throw new Error(`${name} is sent by nobody`)
    expect(category).toBe(templates[kind].category)
    if (category === 'authentication') continue
    const body = components.find(({ type }) => type === 'body')
    const { template, text } = render(kind, parameters[kind], { ...reader, language })
    const filled = template.parameters.reduce(
      (said, value, index) => said.replaceAll(`{{${index + 1}}}`, value),
      body?.text ?? '',
    )
    expect(filled).toBe(text)
    expect(body?.text).not.toMatch(/^\{\{|\}\}$/)
    expect(body?.example?.body_text[0] ?? []).toHaveLength(template.parameters.length)
  }
})
