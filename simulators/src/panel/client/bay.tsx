/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { PanelAction } from '../actions.ts'
import type { PanelSnapshot } from '../snapshot.ts'
import type { Language, Words } from './words.ts'

/** What a technician would read off one socket, and the motorcycle that stands at it. */
export function Bay(props: {
  socket: PanelSnapshot['post']['sockets'][number]
  motorcycle: PanelSnapshot['motorcycles'][number]
  words: Words
  language: Language
  act: (action: PanelAction) => void
}) {
  const { socket, motorcycle, words, act } = props
  const { connectorId, plugged } = socket
  const { colour, blinking } = socket.light
  const verb = plugged ? words.pullOut : words.plugIn
  const percent = Math.floor(motorcycle.stateOfChargePermille / 10)
  const charging = plugged && socket.relayClosed && socket.powerW > 0
  return (
    <section
      class={`bay bay-${connectorId}`}
      aria-label={words.socket(connectorId)}
      data-testid={`bay-${connectorId}`}
    >
      <header>
        <h2>{words.socket(connectorId)}</h2>
        <span class={`lamp-word lamp-${colour}`}>{words.light(words.colours[colour], blinking)}</span>
        <span class={socket.relayClosed ? 'pill closed' : 'pill'} data-testid={`relay-${connectorId}`}>
          {socket.relayClosed ? words.relay.closed : words.relay.open}
        </span>
      </header>
      <Measures socket={socket} words={words} language={props.language} />
      <div class="battery">
        <span>{words.battery}</span>
        <output data-testid={`battery-${connectorId}`}>
          {decimal(motorcycle.stateOfChargePermille / 10, 1, props.language)}%
        </output>
        <span class="phase">
          {charging || motorcycle.phase === 'full'
            ? words.phases[motorcycle.phase]
            : plugged
              ? ''
              : words.waiting}
        </span>
        <input
          type="range"
          min="0"
          max="100"
          value={percent}
          disabled={plugged}
          aria-label={words.startAt(connectorId)}
          onInput={(event: Event) =>
            act({
              action: 'parkMotorcycle',
              connectorId,
              batteryPercent: Number((event.target as HTMLInputElement).value),
            })
          }
        />
      </div>
      <button
        type="button"
        class={plugged ? 'act' : 'act first'}
        aria-label={words.ofSocket(verb, connectorId)}
        onClick={() => act({ action: plugged ? 'pullOut' : 'plugIn', connectorId })}
      >
        {verb}
      </button>
    </section>
  )
}

function Measures(props: {
  socket: PanelSnapshot['post']['sockets'][number]
  words: Words
  language: Language
}) {
  const { socket, words } = props
  const { connectorId } = socket
  const number = (value: number, digits: number) => decimal(value, digits, props.language)
  const apparentVa = (socket.voltageMv * socket.currentMa) / 1_000_000
  const measures = [
    {
      name: 'power',
      label: words.measures.power,
      value: number(socket.powerW, 0),
      unit: 'W',
    },
    {
      name: 'voltage',
      label: words.measures.voltage,
      value: number(socket.voltageMv / 1000, 1),
      unit: 'V',
    },
    {
      name: 'current',
      label: words.measures.current,
      value: number(socket.currentMa / 1000, 2),
      unit: 'A',
    },
    {
      name: 'power-factor',
      label: words.measures.powerFactor,
      value: apparentVa > 0 ? number(Math.min(1, socket.powerW / apparentVa), 2) : '–',
      unit: '',
    },
    {
      name: 'register',
      label: words.measures.register,
      value: number(socket.registerWh / 1000, 3),
      unit: 'kWh',
    },
  ]
  return (
    <dl class="measures">
      {measures.map((measure) => (
        <div key={measure.name} class={`measure ${measure.name}`}>
          <dt>{measure.label}</dt>
          <dd>
            <output data-testid={`${measure.name}-${connectorId}`}>{measure.value}</output>{' '}
            <small>{measure.unit}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function decimal(value: number, digits: number, language: Language): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value)
}
