/** What is wrong with a .hex file, and in which line. */
export class HexFileError extends Error {
  readonly code: 'notHex' | 'checksum' | 'tooLarge' | 'unsupported' | 'noEnd'

  constructor(code: HexFileError['code'], message: string) {
    super(message)
    this.code = code
  }
}

const recordType = { data: 0x00, endOfFile: 0x01, startAddress: 0x03 }

/**
 * The flash of a controller from an Intel HEX file: `sizeBytes` long, FF where the file says nothing, as after an
 * erase. Throws HexFileError.
 */
export function parseIntelHex(text: string, sizeBytes: number): Uint8Array {
  const flash = new Uint8Array(sizeBytes).fill(0xff)
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue
    const { address, type, data } = parseRecord(line, index + 1)
    if (type === recordType.endOfFile) return flash
    if (type === recordType.startAddress) continue
    if (type !== recordType.data)
      throw new HexFileError(
        'unsupported',
        `line ${index + 1}: records of type ${type} are not for this controller`,
      )
    if (address + data.length > sizeBytes)
      throw new HexFileError(
        'tooLarge',
        `line ${index + 1}: the program is larger than the flash of ${sizeBytes} bytes`,
      )
    flash.set(data, address)
  }
  throw new HexFileError('noEnd', 'the file has no end record: it has been cut')
}

// : | length | address, 2 bytes | type | data… | checksum, so that all bytes add up to 0
function parseRecord(line: string, number: number): { address: number; type: number; data: Uint8Array } {
  if (!/^:([0-9a-f]{2}){5,}$/i.test(line))
    throw new HexFileError('notHex', `line ${number} is not an Intel HEX record`)
  const bytes = Uint8Array.from(Buffer.from(line.slice(1), 'hex'))
  const [length, high, low, type] = bytes as unknown as [number, number, number, number]
  if (bytes.length !== length + 5)
    throw new HexFileError('notHex', `line ${number} has not the length that it says`)
  if (bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0)
    throw new HexFileError('checksum', `the checksum of line ${number} is wrong`)
  return { address: (high << 8) | low, type, data: bytes.subarray(4, -1) }
}
