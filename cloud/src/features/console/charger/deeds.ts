import type { ChargerWords } from './words.ts'

/** What the form of a deed gives, as typed. */
type Typed = Readonly<Record<string, string>>

/** Something that can be asked of a charger. It is done by one route of the API, and whoever may call that may do it. */
export interface ChargerDeed {
  readonly method: 'POST' | 'DELETE'
  /** Behind `/api/v1/chargers/:chargePointId`. */
  readonly route: string
  readonly fields: readonly ('socket' | 'socketOrAll' | 'card' | 'transaction' | 'queued')[]
  /** Asked about once before: it may end somebody's charging, or costs somebody money. */
  readonly asksFirst: boolean
  /** Whether it may wait for a charger that is offline. */
  readonly mayWait: boolean
  readonly body: (typed: Typed) => object
  /** To what page it belongs. */
  readonly page: 'now' | 'configuration' | 'queue'
}

const command = (
  action: string,
  deed: Partial<Pick<ChargerDeed, 'fields' | 'asksFirst' | 'mayWait'>>,
  body: ChargerDeed['body'] = () => ({}),
): ChargerDeed => ({
  ...{ method: 'POST', route: `/commands/${action}`, fields: [], asksFirst: false, mayWait: true },
  ...{ page: 'now', ...deed, body },
})

const whole = (text: string | undefined): number => Number.parseInt(text ?? '', 10)

export type DeedName = keyof ChargerWords['deeds']

export const chargerDeeds: Readonly<Record<DeedName, ChargerDeed>> = {
  start: {
    ...command('RemoteStartTransaction', { fields: ['socket', 'card'], asksFirst: true, mayWait: false }),
    route: '/start',
    body: ({ socket, card }) => ({ idTag: card, connectorId: whole(socket) }),
  },
  stop: command(
    'RemoteStopTransaction',
    { fields: ['transaction'], asksFirst: true, mayWait: false },
    ({ transaction }) => ({ transactionId: whole(transaction) }),
  ),
  unlock: command('UnlockConnector', { fields: ['socket'], asksFirst: true }, ({ socket }) => ({
    connectorId: whole(socket),
  })),
  inoperative: command(
    'ChangeAvailability',
    { fields: ['socketOrAll'], asksFirst: true },
    ({ socketOrAll }) => ({ connectorId: whole(socketOrAll), type: 'Inoperative' }),
  ),
  operative: command(
    'ChangeAvailability',
    { fields: ['socketOrAll'], asksFirst: true },
    ({ socketOrAll }) => ({ connectorId: whole(socketOrAll), type: 'Operative' }),
  ),
  'reset-soft': command('Reset', { asksFirst: true }, () => ({ type: 'Soft' })),
  'reset-hard': command('Reset', { asksFirst: true }, () => ({ type: 'Hard' })),
  'clear-cache': command('ClearCache', { asksFirst: true }),
  'trigger-status': command('TriggerMessage', {}, () => ({ requestedMessage: 'StatusNotification' })),
  'trigger-meter': command('TriggerMessage', {}, () => ({ requestedMessage: 'MeterValues' })),
  'trigger-boot': command('TriggerMessage', {}, () => ({ requestedMessage: 'BootNotification' })),
  diagnostics: {
    ...command('GetDiagnostics', { mayWait: false }, () => ({ kind: 'Diagnostics' })),
    route: '/uploads',
  },
  'local-list': { ...command('SendLocalList', { mayWait: false }), route: '/local-list/sync' },
  'read-configuration': {
    ...command('GetConfiguration', { mayWait: false }),
    route: '/configuration/read',
    page: 'configuration',
  },
  'push-configuration': {
    ...command('ChangeConfiguration', { asksFirst: true, mayWait: false }),
    route: '/configuration/push',
    page: 'configuration',
  },
  cancel: {
    ...command('', { fields: ['queued'], mayWait: false }),
    method: 'DELETE',
    route: '/queued-commands/:id',
    page: 'queue',
  },
}

export const isDeedName = (name: string): name is DeedName => Object.hasOwn(chargerDeeds, name)
