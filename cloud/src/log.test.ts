import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('cards, passwords and keys never reach the log, however deep they stand', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  log.info({
    idTag: '04A1B2C3D4E5F6',
    request: {
      idTag: '04A1B2C3D4E5F6',
      headers: { authorization: 'Basic c2VjcmV0' },
    },
  })
  expect(lines.join('')).not.toMatch(/04A1B2|c2VjcmV0/)
  expect(lines.join('')).toContain('[redacted]')
})
