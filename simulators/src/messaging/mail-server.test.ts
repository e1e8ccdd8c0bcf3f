import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listen, portOf } from '../demo/listening.ts'
import { systemClock } from '../demo/system-clock.ts'
import { addresses, Company } from './company.ts'

let company: Company
beforeEach(async () => {
  company = await Company.open()
})
afterEach(() => company.close())

test('a mail that is sent again keeps its Message-ID, so that it can be known', async () => {
  const email = company.gateway('email')
  const message = company.message('email')
  company.faults('email').arm('loseAnswer')
  expect((await email.send(message)).kind).toBe('unknown')
  expect(await email.send({ ...message, id: 'attempt-again' })).toEqual({
    kind: 'accepted',
    providerId: '<message-1@colok.example>',
    form: 'text',
  })
  expect(company.arrived('email')).toMatchObject([{ subject: 'Uang sudah kembali', copies: 2 }])
})

test('letters of every language arrive', async () => {
  const message = company.message('email')
  const content = {
    ...message.content,
    subject: 'Rp 7.117 – sudah “kembali” 🛵',
    text: 'Terima kasih 🙏\nñ ß 日本',
  }
  await company.gateway('email').send({ ...message, content })
  expect(company.arrived('email')).toMatchObject([{ subject: content.subject, text: content.text }])
})

test('a wrong password is refused by the simulator too', async () => {
  const gateways = company.compose(systemClock, (settings) => ({
    ...settings,
    email: settings.email && {
      ...settings.email,
      smtpUrl: settings.email.smtpUrl.replace('simulated-', 'other-'),
    },
  }))
  expect(await gateways.get('email')?.send(company.message('email'))).toMatchObject({
    kind: 'refused',
    reason: 'misconfigured',
    code: '535',
  })
})

test('a mailbox that is not there is unreachable', async () => {
  company.providers.inbox.open('email', addresses.email).isUnreachable = true
  expect(await company.gateway('email').send(company.message('email'))).toMatchObject({
    reason: 'unreachable',
    code: '550',
  })
})

test('a server whose certificate nobody vouches for gets neither password nor mail', async () => {
  let logins = 0
  const stranger = new SMTPServer({
    secure: true,
    onAuth: (_, __, done) => {
      logins += 1
      done(null, { user: 'x' })
    },
  })
  stranger.on('error', () => {})
  await listen(stranger.server, 0, 'a stranger')
  const gateways = company.compose(systemClock, (settings) => ({
    ...settings,
    email: settings.email && {
      ...settings.email,
      smtpUrl: `smtps://colok:simulated-password@127.0.0.1:${portOf(stranger.server)}`,
    },
  }))
  const result = await gateways.get('email')?.send(company.message('email'))
  await new Promise<void>((closed) => stranger.close(closed))
  expect(result).toMatchObject({ kind: 'refused', reason: 'misconfigured' })
  expect(logins).toBe(0)
})
