/** The few shapes that the diagrams are made of. Coordinates are pixels of the picture, from its upper left. */

/** Tokens of the product's look, light. */
const ink = '#0B1F2A'
const paper = '#FBFBF8'
export const colours = {
  mains: ink,
  coil: '#B42318',
  signal: '#0B5FFF',
  loop: '#A15C00',
  bus: '#6D3FC0',
  earth: '#0A7D4B',
  quiet: '#5B6B73',
} as const
export type LineColour = keyof typeof colours

export type Point = readonly [x: number, y: number]

export function picture(
  size: { width: number; height: number; title: string },
  shapes: readonly string[],
): string {
  const { width, height, title } = size
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" role="img" aria-label="${escapeXml(title)}">
<rect width="${width}" height="${height}" fill="${paper}"/>
${text([24, 36], title, { size: 20, weight: 600 })}
${shapes.join('\n')}
</svg>
`
}

export function line(
  points: readonly Point[],
  colour: LineColour,
  options: { dashed?: boolean } = {},
): string {
  const path = points.map(([x, y]) => `${x},${y}`).join(' ')
  const dash = options.dashed ? ' stroke-dasharray="6 4"' : ''
  return `<polyline points="${path}" fill="none" stroke="${colours[colour]}" stroke-width="2"${dash}/>`
}

/** A box around `centre` with lines of text in it. */
export function box(
  [x, y]: Point,
  lines: readonly string[],
  options: { width?: number; colour?: LineColour } = {},
): string {
  const { width = 130, colour = 'mains' } = options
  const height = boxHeight(lines.length)
  const firstLine = y - (lines.length - 1) * 8 + 4
  return [
    `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="6" fill="${paper}" stroke="${colours[colour]}" stroke-width="2"/>`,
    ...lines.map((words, index) =>
      text([x, firstLine + index * 16], words, {
        anchor: 'middle',
        weight: index === 0 ? 600 : 400,
        colour: colour === 'mains' ? ink : colours[colour],
      }),
    ),
  ].join('\n')
}

export function boxHeight(lines: number): number {
  return lines * 16 + 14
}

export function text(
  [x, y]: Point,
  words: string,
  options: { anchor?: 'start' | 'middle' | 'end'; size?: number; weight?: number; colour?: string } = {},
): string {
  const { anchor = 'start', size = 12, weight = 400, colour = ink } = options
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escapeXml(words)}</text>`
}

/** A joint of wires. */
export function joint([x, y]: Point, colour: LineColour): string {
  return `<circle cx="${x}" cy="${y}" r="4" fill="${colours[colour]}"/>`
}

/** The earth symbol, hanging from `top`. */
export function earth([x, y]: Point): string {
  return [
    line(
      [
        [x, y],
        [x, y + 12],
      ],
      'earth',
    ),
    line(
      [
        [x - 14, y + 12],
        [x + 14, y + 12],
      ],
      'earth',
    ),
    line(
      [
        [x - 9, y + 18],
        [x + 9, y + 18],
      ],
      'earth',
    ),
    line(
      [
        [x - 4, y + 24],
        [x + 4, y + 24],
      ],
      'earth',
    ),
  ].join('\n')
}

function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
