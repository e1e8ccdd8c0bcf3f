import type { HardwareData } from './data.ts'
import { pinName } from './pins.ts'
import { box, colours, earth, joint, line, type Point, picture, text } from './svg.ts'

const firstSocketX = 630
const socketStepX = 190
const busY = 210
const rows = { breaker: 280, meter: 370, first: 470, second: 570, module: 670, outlet: 770 }
const supplyX = 110
const arresterX = 250
const powerX = 430

/** The single-line diagram of a post with all the sockets that its board can have. */
export function singleLineDiagram({ board, installation }: HardwareData): string {
  const { supply, mainBreaker, surgeArrester, earth: electrode, powerSupply } = installation
  const lastX = firstSocketX + (board.sockets.length - 1) * socketStepX
  const width = lastX + 130
  return picture({ width, height: 900, title: `Single-line diagram, ${board.revision}` }, [
    text(
      [24, 58],
      'Drawn from board.json and installation.json. Requirements for review, not a wiring instruction.',
      {
        colour: colours.quiet,
      },
    ),
    line(
      [
        [supplyX, 100],
        [supplyX, busY],
        [lastX, busY],
      ],
      'mains',
    ),
    box(
      [supplyX, 95],
      [`${supply.voltageV} V, ${supply.frequencyHz} Hz`, `${supply.cable}, ${supply.lengthM} m`],
      {
        width: 180,
      },
    ),
    box([supplyX, 158], [`${mainBreaker.ratedA} A, ${mainBreaker.breakingKa} kA`, mainBreaker.kind], {
      width: 180,
    }),
    ...arrester(surgeArrester, electrode),
    ...control(powerSupply),
    ...board.sockets.flatMap((socket, index) =>
      socketColumn(firstSocketX + index * socketStepX, socket, installation),
    ),
    line(
      [
        [powerX, rows.first - 45],
        [lastX + 85, rows.first - 45],
      ],
      'coil',
      { dashed: true },
    ),
    ...legend(),
  ])
}

function arrester(
  { kind, maxV }: HardwareData['installation']['surgeArrester'],
  { electrode, maxOhm }: HardwareData['installation']['earth'],
): string[] {
  return [
    joint([arresterX, busY], 'mains'),
    line(
      [
        [arresterX, busY],
        [arresterX, 330],
      ],
      'mains',
    ),
    box([arresterX, 280], [`${maxV} V`, kind.split(', ')[0] ?? kind], { width: 110 }),
    earth([arresterX, 320]),
    text([arresterX, 366], `≤ ${maxOhm} Ω`, { anchor: 'middle', colour: colours.earth }),
    text([arresterX, 384], electrode, { anchor: 'middle', size: 10, colour: colours.quiet }),
  ]
}

/** The coils' supply runs through the stop and the door switch before any driver sees it. */
function control({ kind, ratedW }: HardwareData['installation']['powerSupply']): string[] {
  return [
    joint([powerX, busY], 'mains'),
    line(
      [
        [powerX, busY],
        [powerX, 260],
      ],
      'mains',
    ),
    box([powerX, 280], [`${ratedW} W`, kind.split(',')[0] ?? kind], { width: 140 }),
    line(
      [
        [powerX, 303],
        [powerX, rows.first - 45],
      ],
      'coil',
    ),
    box([powerX, 345], ['emergency stop', 'latching, by wire'], { width: 130, colour: 'coil' }),
    box([powerX, 396], ['door, earth monitor'], { width: 140, colour: 'coil' }),
    line(
      [
        [powerX - 45, 303],
        [powerX - 45, 318],
        [supplyX, 318],
        [supplyX, 480],
      ],
      'signal',
      { dashed: true },
    ),
    box([supplyX, 480], ['step-down 5 V', 'supercapacitor 10 s'], { width: 160, colour: 'signal' }),
    line(
      [
        [supplyX, 503],
        [supplyX, 560],
      ],
      'signal',
    ),
    box([supplyX, 580], ['computer', 'clock, watchdog, modem'], { width: 170, colour: 'signal' }),
    line(
      [
        [supplyX, 603],
        [supplyX, 660],
      ],
      'signal',
    ),
    box([supplyX, 680], ['I/O board', 'dead-man 2 s'], { width: 130, colour: 'signal' }),
  ]
}

function socketColumn(
  x: number,
  { connectorId, elements, contact }: HardwareData['board']['sockets'][number],
  { socket }: HardwareData['installation'],
): string[] {
  const { breaker, meter, element, residualCurrentModule, outlet } = socket
  const switching = (y: number, letter: string, pin: number): string[] => [
    line(
      [
        [x + 85, rows.first - 45],
        [x + 85, y],
        [x + 60, y],
      ],
      'coil',
      { dashed: true },
    ),
    box([x, y], [`K${connectorId}${letter}, ${pinName(pin)}`, `2 poles, ${element.ratedA} A`], {
      width: 120,
      colour: 'coil',
    }),
  ]
  const down: readonly [Point, Point] = [
    [x, busY],
    [x, rows.outlet],
  ]
  return [
    joint([x, busY], 'mains'),
    line(down, 'mains'),
    box([x, rows.breaker], [`RCBO ${breaker.ratedA} A`, `${breaker.tripMa} mA, type A`]),
    box([x, rows.meter], [meter, `address ${connectorId}`]),
    ...switching(rows.first, 'a', elements[0]),
    ...switching(rows.second, 'b', elements[1]),
    box(
      [x, rows.module],
      ['residual current', `${residualCurrentModule.tripMa} mA, ${residualCurrentModule.dcTripMa} mA DC`],
      {
        width: 150,
        colour: 'loop',
      },
    ),
    line(
      [
        [x, rows.module + 45],
        [x + 70, rows.module + 45],
      ],
      'signal',
      { dashed: true },
    ),
    text([x + 74, rows.module + 49], `U, ${pinName(contact)}`, { colour: colours.signal }),
    box([x, rows.outlet], [`Socket ${connectorId}`, `${outlet.ratedA} A, shuttered`]),
    earth([x, rows.outlet + 23]),
  ]
}

function legend(): string[] {
  const entries = [
    ['mains', 'mains, L and N'],
    ['coil', '12 V of the coils, through the stop'],
    ['signal', '5 V and signals'],
    ['loop', 'closed loop: a broken wire is a trip'],
    ['earth', 'protective earth'],
  ] as const
  return entries.flatMap(([colour, words], index) => [
    line(
      [
        [24 + index * 240, 872],
        [54 + index * 240, 872],
      ],
      colour,
    ),
    text([62 + index * 240, 876], words),
  ])
}
