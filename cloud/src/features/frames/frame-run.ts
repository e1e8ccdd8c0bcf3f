export type FrameDirection = 'in' | 'out' | 'note'

/** One text as it went over the line. */
export interface Frame {
  readonly atMs: number
  readonly direction: FrameDirection
  readonly text: string
}

/** No row has more frames, so that a frame's number follows from its row's and its place in it. */
export const maxFramesInRun = 500

/** Nor much more text, in UTF-16 units. */
const maxRunLength = 65_536

const letterOf = { in: 'i', out: 'o', note: 'n' } as const satisfies Record<FrameDirection, string>
const directionOf: Readonly<Record<string, FrameDirection>> = { i: 'in', o: 'out', n: 'note' }

/** Frames of one charger as they are stored: their texts one behind the other, and a directory that tells them apart. */
export class FrameRun {
  readonly chargerId: number
  readonly beganAtMs: number
  endedAtMs: number
  /** Of each frame: `{milliseconds since the first}{i, o or n}{length of its text}`, with blanks between. */
  directory = ''
  texts = ''
  count = 0

  constructor(chargerId: number, beganAtMs: number) {
    this.chargerId = chargerId
    this.beganAtMs = beganAtMs
    this.endedAtMs = beganAtMs
  }

  /** Whether it takes a frame of this moment: times do not go back in a run. */
  takes(atMs: number): boolean {
    return this.count < maxFramesInRun && this.texts.length < maxRunLength && atMs >= this.endedAtMs
  }

  add({ atMs, direction, text }: Frame): void {
    const separator = this.count === 0 ? '' : ' '
    this.directory += `${separator}${atMs - this.beganAtMs}${letterOf[direction]}${text.length}`
    this.texts += text
    this.endedAtMs = atMs
    this.count += 1
  }
}

/** By what a directory that lists a frame of this direction is found. */
export const directoryPattern = (direction: FrameDirection): string => `%${letterOf[direction]}%`

/** The frames of a stored run in their order. The last has all text that is left. */
export function framesOf(run: {
  readonly beganAtMs: number
  readonly directory: string
  readonly texts: string
}): Frame[] {
  const entries = [...run.directory.matchAll(/(\d+)([ion])(\d+)/g)]
  let from = 0
  return entries.map(([, offsetMs, letter = '', length], index) => {
    const to = index === entries.length - 1 ? run.texts.length : from + Number(length)
    const text = run.texts.slice(from, to)
    from = to
    return { atMs: run.beganAtMs + Number(offsetMs), direction: directionOf[letter] ?? 'note', text }
  })
}
