import { expect, test } from 'vitest'
import { ConfigError, loadConfig } from '../../config.ts'

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(undefined, environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

const whole = {
  COLOK_WHATSAPP_ACCESS_TOKEN: 'token',
  COLOK_WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  COLOK_WHATSAPP_APP_SECRET: 'secret',
  COLOK_WHATSAPP_VERIFY_TOKEN: 'verify',
  COLOK_TELEGRAM_BOT_TOKEN: `123456:${'a'.repeat(35)}`,
  COLOK_TELEGRAM_SECRET_TOKEN: 'a-secret',
  COLOK_SMTP_URL: 'smtps://user:password@mail.example',
  COLOK_EMAIL_FROM: 'Colok <halo@colok.example>',
}

test('no channel is set up unless its account is there', () => {
  expect(loadConfig(undefined, {}).messaging).toEqual({})
})

test('the environment sets up all of them, at the addresses of the providers', () => {
  expect(loadConfig(undefined, whole).messaging).toMatchObject({
    whatsapp: { apiUrl: 'https://graph.facebook.com/v24.0', codesInConversation: 'text' },
    telegram: { apiUrl: 'https://api.telegram.org' },
    email: { from: 'Colok <halo@colok.example>' },
  })
})

test('half an account is refused, and each missing piece is named by its variable', () => {
  const problems = problemsOf({ COLOK_WHATSAPP_ACCESS_TOKEN: 'token', COLOK_SMTP_URL: whole.COLOK_SMTP_URL })
  expect(problems).toHaveLength(4)
  for (const name of ['PHONE_NUMBER_ID', 'APP_SECRET', 'VERIFY_TOKEN'])
    expect(problems.join('\n')).toContain(`COLOK_WHATSAPP_${name}`)
  expect(problems.join('\n')).toContain('messaging.email.from (COLOK_EMAIL_FROM)')
})

test.each([
  ['COLOK_TELEGRAM_BOT_TOKEN', 'not a token'],
  ['COLOK_TELEGRAM_SECRET_TOKEN', 'with space'],
  ['COLOK_SMTP_URL', 'http://mail.example'],
  ['COLOK_EMAIL_FROM', 'Colok halo'],
  ['COLOK_WHATSAPP_API_URL', 'graph.facebook.com'],
  ['COLOK_WHATSAPP_CODES_IN_CONVERSATION', 'picture'],
])('%s=%s is refused, and the value itself is not told', (name, value) => {
  const problems = problemsOf({ ...whole, [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(name)
  expect(problems[0]).not.toContain(`${value}`)
})
