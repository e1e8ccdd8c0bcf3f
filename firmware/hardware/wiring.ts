import type { HardwareData } from './data.ts'
import { expanderPinName, hexAddress, pinName } from './pins.ts'
import { box, boxHeight, colours, type LineColour, line, picture, text } from './svg.ts'

const boardX = 560
const boardTop = 110
const pinStepY = 34
const pinsOnBoard = 20
const boardHalfWidth = 90

interface PinUse {
  readonly pin: number
  readonly what: string
  readonly colour: LineColour
}

/** The low-voltage wiring: what hangs on which pin of the I/O board, of its expanders, and of the computer. */
export function wiringDiagram({ board }: HardwareData): string {
  const uses = pinUses(board)
  return picture({ width: 1240, height: 820, title: `Wiring of the I/O board, ${board.revision}` }, [
    text([24, 58], `Drawn from board.json. ${board.controller}, ${board.baudRate} baud to the computer.`, {
      colour: colours.quiet,
    }),
    `<rect x="${boardX - boardHalfWidth}" y="${boardTop - 26}" width="${2 * boardHalfWidth}" height="${pinsOnBoard * pinStepY + 20}" rx="8" fill="none" stroke="${colours.mains}" stroke-width="2"/>`,
    text([boardX, boardTop - 36], `I/O board, ${board.controller}`, { anchor: 'middle', weight: 600 }),
    ...uses.flatMap((use, index) => pinRow(use, index)),
    ...computer(),
    ...expanders(board),
  ])
}

function pinUses({
  sockets,
  emergencyStop,
  leakageTrip,
  leakageTest,
  solenoid,
}: HardwareData['board']): PinUse[] {
  const uses: PinUse[] = [
    { pin: 0, what: 'UART from the computer, by USB', colour: 'signal' },
    { pin: 1, what: 'UART to the computer, by USB', colour: 'signal' },
    ...sockets.flatMap(({ connectorId, elements, contact }): PinUse[] => [
      { pin: elements[0], what: `driver of K${connectorId}a`, colour: 'coil' },
      { pin: elements[1], what: `driver of K${connectorId}b`, colour: 'coil' },
      { pin: contact, what: `voltage at socket ${connectorId}`, colour: 'signal' },
    ]),
    {
      pin: emergencyStop.pin,
      what: `emergency stop, ${emergencyStop.pressedLevel} when pressed`,
      colour: 'loop',
    },
    { pin: leakageTrip.pin, what: `leakage trip, ${leakageTrip.trippedLevel} when tripped`, colour: 'loop' },
    { pin: leakageTest.pin, what: 'test of the leakage modules', colour: 'signal' },
    { pin: solenoid.pin, what: 'driver of the door’s solenoid', colour: 'coil' },
    { pin: 18, what: 'SDA of the I²C bus', colour: 'bus' },
    { pin: 19, what: 'SCL of the I²C bus', colour: 'bus' },
  ]
  return uses.sort((a, b) => a.pin - b.pin)
}

/** Odd rows to the left and even ones to the right would part what belongs together: all to the left. */
function pinRow({ pin, what, colour }: PinUse, index: number): string[] {
  const y = boardTop + index * pinStepY
  const edge = boardX - boardHalfWidth
  return [
    line(
      [
        [edge - 60, y],
        [edge, y],
      ],
      colour,
    ),
    text([edge + 10, y + 4], pinName(pin), { weight: 600 }),
    text([edge - 68, y + 4], what, { anchor: 'end', colour: colours[colour] }),
  ]
}

function computer(): string[] {
  const edge = boardX + boardHalfWidth
  const usbY = boardTop + 55
  const devicesY = boardTop + 98
  return [
    line(
      [
        [890, devicesY],
        [890, usbY],
        [1070, usbY],
        [1070, devicesY],
      ],
      'signal',
    ),
    line(
      [
        [edge, boardTop],
        [980, boardTop],
        [980, usbY],
      ],
      'signal',
    ),
    box([980, boardTop], ['computer (USB)', '57600 8N1'], { width: 160, colour: 'signal' }),
    box([890, devicesY], ['card reader', 'PN532, 115200'], { width: 150, colour: 'signal' }),
    box([1070, devicesY], ['meters, RS-485', 'SDM120, 9600'], { width: 150, colour: 'signal' }),
  ]
}

function expanders({ i2c, sockets, door, tamper, thermistor }: HardwareData['board']): string[] {
  const edge = boardX + boardHalfWidth
  const busX = edge + 50
  const busY = boardTop + 18 * pinStepY + pinStepY / 2
  const lights = [
    `lights, ${i2c.lights.part} ${hexAddress(i2c.lights.address)}`,
    ...sockets.map(
      ({ connectorId, light }) =>
        `${connectorId}: red ${expanderPinName(light.red)}, green ${expanderPinName(light.green)}, blue ${expanderPinName(light.blue)}`,
    ),
  ]
  const inputs = [
    `switches, ${i2c.inputs.part} ${hexAddress(i2c.inputs.address)}`,
    ...sockets.map(({ connectorId, plugInput }) => `plug ${connectorId}: ${expanderPinName(plugInput)}`),
    `door: ${expanderPinName(door.input)}, ${door.openLevel} when open`,
    `tamper: ${expanderPinName(tamper.input)}, ${tamper.tamperedLevel} when tampered`,
  ]
  const thermistors = [
    `terminals' heat, ${i2c.thermistors.part} ${hexAddress(i2c.thermistors.address)}`,
    `NTC ${thermistor.ohmsAt25C / 1000} kΩ, B ${thermistor.betaK} K, to ground`,
    ...sockets.map(({ connectorId, thermistorInput }) => `socket ${connectorId}: AIN${thermistorInput}`),
  ]
  const displays = [
    'display, one of',
    ...i2c.displays.map(({ part, address }) => `${part} ${hexAddress(address)}`),
  ]
  let y = boardTop + 170
  let topY = busY
  const boxes = [lights, inputs, thermistors, displays].flatMap((words) => {
    const centreY = y + boxHeight(words.length) / 2
    topY = Math.min(topY, centreY)
    y += boxHeight(words.length) + 24
    return [
      line(
        [
          [busX, centreY],
          [830, centreY],
        ],
        'bus',
      ),
      box([980, centreY], words, { width: 300, colour: 'bus' }),
    ]
  })
  return [
    line(
      [
        [edge, busY],
        [busX, busY],
        [busX, topY],
      ],
      'bus',
    ),
    ...boxes,
  ]
}
