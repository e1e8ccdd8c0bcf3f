import { expect, test } from 'vitest'
import { HexFileError, parseIntelHex } from './intel-hex.ts'

const data = ':03001000010203E7'
const end = ':00000001FF'

test('puts each record in its place, and leaves the rest erased', () => {
  const flash = parseIntelHex(`${data}\r\n${end}\r\n`, 32)
  expect([...flash.subarray(14, 21)]).toEqual([0xff, 0xff, 1, 2, 3, 0xff, 0xff])
  expect(flash).toHaveLength(32)
})

test.each([
  ['notHex', 'line 2 is not an Intel HEX record', `${data}\nhello\n${end}`],
  ['notHex', 'line 1 has not the length that it says', `:02001000010203E8\n${end}`],
  ['checksum', 'the checksum of line 1 is wrong', `:03001000010203E6\n${end}`],
  ['tooLarge', 'line 1: the program is larger than the flash of 32 bytes', `:03002000010203D7\n${end}`],
  ['unsupported', 'line 1: records of type 4 are not for this controller', `:020000040000FA\n${end}`],
  ['noEnd', 'the file has no end record: it has been cut', data],
])('a file that is wrong is refused: %s', (code, message, text) => {
  const parse = () => parseIntelHex(text, 32)
  expect(parse).toThrow(HexFileError)
  expect(parse).toThrow(message)
  expect(parse).toThrow(expect.objectContaining({ code }))
})
