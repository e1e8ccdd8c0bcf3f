import { describe, expect, test } from 'vitest'
import { redacted, redactedLine } from './redaction.ts'

describe('what leaves the charger', () => {
  test('has no passwords, keys and tokens in it, wherever they stand', () => {
    const told = JSON.stringify(
      redacted({
        password: 'hunter2',
        keys: { AuthorizationKey: 'hunter2', HeartbeatInterval: '300' },
        configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: 'hunter2' }],
        headers: { authorization: 'Basic aHVudGVyMg==' },
        mqtt: { apiKey: 'hunter2', clientSecret: ['hunter2'], refresh_token: { of: 'hunter2' } },
        location: 'ftp://colok:hunter2@files.example.id/logs?sig=hunter2#x',
        pem: 'see -----BEGIN EC PRIVATE KEY-----\nhunter2\n-----END EC PRIVATE KEY-----',
        said: 'Authorization: Bearer hunter2hunter2',
      }),
    )
    expect(told).not.toMatch(/hunter2|aHVudGVyMg/)
    expect(told).toContain('"HeartbeatInterval":"300"')
    expect(told).toContain('"key":"AuthorizationKey"')
    expect(told).toContain('ftp://[secret]@files.example.id/logs?[secret]#x')
  })

  test('has the numbers of cards masked', () => {
    expect(
      redacted({ idTag: '04A1B2C3D4E5F6', list: [{ parentIdTag: 'FLEET-0001' }], reservationId: 5 }),
    ).toEqual({
      idTag: '....E5F6',
      list: [{ parentIdTag: '....0001' }],
      reservationId: 5,
    })
  })

  test('is else as it was', () => {
    const plain = {
      connectors: [1, null, true, 'SIAP'],
      url: 'wss://csms.example.id/ocpp',
      password: null,
      passwordSet: '',
    }
    expect(redacted(plain)).toEqual(plain)
  })
})

describe('a line of a log', () => {
  test('is read as JSON where it is, else as text', () => {
    expect(redactedLine('{"level":30,"idTag":"04A1B2C3D4E5F6","msg":"tap"}')).toBe(
      '{"level":30,"idTag":"....E5F6","msg":"tap"}',
    )
    expect(redactedLine('{"url":"http://a:b@c/","cut off')).toBe('{"url":"http://[secret]@c/","cut off')
    expect(redactedLine('42')).toBe('42')
  })
})
