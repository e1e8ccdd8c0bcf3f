/** As it is printed beside the pin of an Arduino Uno class board: D2, A0. */
export function pinName(pin: number): string {
  return pin < 14 ? `D${pin}` : `A${pin - 14}`
}

/** As the MCP23017's datasheet has it: GPA0 to GPB7. */
export function expanderPinName(pin: number): string {
  return pin < 8 ? `GPA${pin}` : `GPB${pin - 8}`
}

export function hexAddress(address: number): string {
  return `0x${address.toString(16)}`
}
