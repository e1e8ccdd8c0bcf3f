import type { Activity } from './state.ts'

type Kind = Activity['kind']

interface Transition {
  readonly from: Kind
  readonly to: Kind
  /** What brings it about, for the chart. */
  readonly when: string
}

/** Every way from one activity of a connector to another; `setActivity` knows no other. */
const transitions: readonly Transition[] = [
  { from: 'idle', to: 'authorised', when: 'card or remote start accepted' },
  { from: 'authorised', to: 'idle', when: 'ConnectionTimeOut, fault, closed, or plugged in elsewhere' },
  { from: 'authorised', to: 'charging', when: 'plug in, and the meter speaks' },
  { from: 'charging', to: 'stopping', when: 'card, remote, limit, full, fault, plug out, unlock, reset' },
  { from: 'stopping', to: 'finishing', when: 'last reading, or 2.5 s; 4 s behind a silent board' },
  { from: 'interrupted', to: 'finishing', when: 'closed with PowerLoss by the first event of the boot' },
  { from: 'finishing', to: 'authorised', when: 'the same card again' },
  { from: 'finishing', to: 'charging', when: 'the paid remainder after an outage' },
  { from: 'idle', to: 'charging', when: 'the paid remainder after an outage' },
  { from: 'finishing', to: 'idle', when: 'plug out' },
]

/** Whether an activity may follow another; each may follow itself with other contents. */
export function isTransition(from: Kind, to: Kind): boolean {
  return from === to || transitions.some((each) => each.from === from && each.to === to)
}

/** The state chart of a connector in Mermaid's language, as it stands in ARCHITECTURE.md. */
export function stateChart(): string {
  const arrows = transitions.map(({ from, to, when }) => `    ${from} --> ${to}: ${when}`)
  return ['stateDiagram-v2', '    [*] --> idle', '    [*] --> interrupted', ...arrows].join('\n')
}
