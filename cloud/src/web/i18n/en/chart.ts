import type * as id from '../id/chart.ts'

export const chart: typeof id.chart = {
  power: 'Charging power',
  asTable: 'The figures',
  when: 'When',
  nothing: 'There are no figures for this time yet.',
  units: {
    power: 'W',
    energy: 'kWh',
    money: 'rupiah',
    share: '%',
    count: 'number',
  },
  highest: (value, when) => `Highest ${value}, ${when}.`,
  last: (value, when) => `Last ${value}, at ${when}.`,
  states: { up: 'Usable', down: 'Not usable', offline: 'Offline', unknown: 'Nothing known yet' },
}
