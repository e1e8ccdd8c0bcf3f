import type { Clock } from '@colok/shared/time'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../demo/system-clock.ts'
import { Company } from './company.ts'

/** A clock of which a minute is a second and a half, so that a deadline is met by real connections. */
const hasty: Clock = { ...systemClock, after: (delayMs, run) => systemClock.after(delayMs / 40, run) }

describe.each(['whatsapp', 'telegram', 'email'] as const)('%s', (channel) => {
  let company: Company
  beforeEach(async () => {
    company = await Company.open()
    company.introduce()
  })
  afterEach(() => company.close())
  const send = (change = {}) => company.gateway(channel).send(company.message(channel, change))

  test('what is accepted is on the phone, under the id that was given', async () => {
    const result = await send()
    expect(result).toMatchObject({ kind: 'accepted', form: channel === 'whatsapp' ? 'template' : 'text' })
    const [message] = company.arrived(channel)
    expect(message?.text).toBe('Uang Anda Rp 7.117 sudah kembali ke GoPay. Terima kasih atas kesabaran Anda.')
    expect(result.kind === 'accepted' && result.providerId).toBe(message?.id)
  })

  test('a picture goes with its text; where it cannot, the text arrives all the same', async () => {
    const bytes = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    const message = company.message(channel)
    const withImage = (image: () => Promise<{ contentType: string; bytes: typeof bytes } | undefined>) =>
      company.gateway(channel).send({ ...message, content: { ...message.content, image } })
    const sent = await withImage(async () => ({ contentType: 'image/jpeg', bytes }))
    const [first] = company.arrived(channel)
    expect(sent).toMatchObject({ kind: 'accepted', providerId: first?.id })
    const arrived = company.providers.inbox.image(first?.image ?? 0)
    expect(arrived).toEqual(channel === 'whatsapp' ? undefined : { contentType: 'image/jpeg', bytes })
    const again = { ...message, messageId: 'message-without' }
    const gone = { ...again.content, image: async () => undefined }
    expect((await company.gateway(channel).send({ ...again, content: gone })).kind).toBe('accepted')
    expect(company.arrived(channel)).toMatchObject([
      { text: first?.text },
      { text: first?.text, image: undefined },
    ])
  })

  test('a code can be read', async () => {
    expect((await send({ code: '048213' })).kind).toBe('accepted')
    expect(company.arrived(channel)[0]?.text).toContain('048213')
  })

  test('who cannot be written to is told as such, for good', async () => {
    if (channel === 'whatsapp') return expectFailedDelivery()
    company.faults(channel).arm('failDelivery')
    expect(await send()).toMatchObject({ kind: 'refused', reason: 'unreachable', retry: 'never' })
    expect(company.arrived(channel)).toEqual([])
  })
  // WhatsApp takes it, and tells of it later.
  async function expectFailedDelivery() {
    company.faults(channel).arm('failDelivery')
    const message = company.message(channel)
    await company.gateway(channel).send(message)
    await expect
      .poll(() => company.events)
      .toContainEqual(
        expect.objectContaining({
          kind: 'delivery',
          state: 'failed',
          reason: 'unreachable',
          retry: 'never',
          id: message.id,
        }),
      )
  }

  test('too much at once is refused for a while, and nothing arrives', async () => {
    company.faults(channel).arm('tooMany')
    const refused = await send()
    expect(refused).toMatchObject({ kind: 'refused', reason: 'busy', retry: { afterMs: expect.any(Number) } })
    expect(company.arrived(channel)).toEqual([])
    expect((await send()).kind).toBe('accepted')
  })

  test('a token or password that is not taken is for somebody to look at', async () => {
    company.faults(channel).arm('tokenExpired')
    expect(await send()).toMatchObject({
      kind: 'refused',
      reason: 'misconfigured',
      retry: { holds: 'channel' },
    })
    expect(company.arrived(channel)).toEqual([])
  })

  test('a lost answer is unknown, and the message may be there', async () => {
    company.faults(channel).arm('loseAnswer')
    expect((await send()).kind).toBe('unknown')
    expect(company.arrived(channel)).toHaveLength(1)
  })

  test('what takes too long ends by a deadline of its own', async () => {
    company.faults(channel).arm('slow')
    const gateway = company.compose(hasty).get(channel)
    expect((await gateway?.send(company.message(channel)))?.kind).toBe('unknown')
  })

  test('a provider that is not there is not mistaken for one that took it', async () => {
    const gateways = company.compose(systemClock, (settings) => ({
      whatsapp: settings.whatsapp && { ...settings.whatsapp, apiUrl: 'http://nobody.test/v24.0' },
      telegram: settings.telegram && { ...settings.telegram, apiUrl: 'http://nobody.test' },
      email: settings.email && { ...settings.email, smtpUrl: 'smtp://colok:pw@127.0.0.1:1' },
    }))
    const result = await gateways.get(channel)?.send(company.message(channel))
    expect(result).toMatchObject({ kind: 'refused', reason: 'unavailable', retry: { holds: 'channel' } })
  })

  test('whatever goes wrong, no secret, address or text is told', async () => {
    const details: string[] = []
    for (const fault of ['tooMany', 'tokenExpired', 'loseAnswer', 'failDelivery'] as const) {
      company.faults(channel).arm(fault)
      details.push(JSON.stringify(await send({ code: '048213' })))
    }
    const { whatsapp, telegram } = company.settings
    const secrets = [whatsapp?.accessToken, whatsapp?.appSecret, telegram?.botToken, 'simulated-password']
    for (const secret of [...secrets, '81234567890', 'budi@', '048213'])
      expect(details.join('\n')).not.toContain(String(secret))
  })

  test('what looks like a command of the protocol arrives as it was written', async () => {
    const text = '.\r\nQUIT\r\n<b>*tebal*</b> _x_ `y` {{1}}\n.\nSubject: lain\n'
    const message = company.message(channel)
    const content = { ...message.content, text, subject: 'a\r\nBcc: orang@mail.example' }
    if (channel === 'whatsapp') company.providers.whatsapp.write(message.to, 'halo')
    const result = await company.gateway(channel).send({ ...message, content, conversationIsOpen: true })
    expect(result.kind).toBe('accepted')
    const [arrived] = company.arrived(channel)
    expect(arrived?.text.replaceAll('\r\n', '\n').trimEnd()).toBe(text.replaceAll('\r\n', '\n').trimEnd())
    expect(company.providers.inbox.find('email', 'orang@mail.example')).toBeUndefined()
  })
})
