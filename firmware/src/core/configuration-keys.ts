/**
 * The configuration keys of OCPP 1.6 §9 that this charger has, each with what it accepts. One table answers
 * GetConfiguration and ChangeConfiguration, and says what the core reads.
 */
export interface KeyDefinition {
  readonly type: 'integer' | 'boolean' | 'list' | 'text'
  readonly default: string
  readonly readOnly?: true
  /** Never told by GetConfiguration. */
  readonly secret?: true
  readonly rebootRequired?: true
  /** For integers, both included. */
  readonly min?: number
  readonly max?: number
  /** For lists, what each item must be; for texts, `maxLength`. */
  readonly items?: readonly string[]
  readonly minLength?: number
  readonly maxLength?: number
}

/** What the meters of this charger give, in OCPP's words, with the unit that goes along. */
export const measurandUnits = {
  'Energy.Active.Import.Register': 'Wh',
  'Energy.Active.Import.Interval': 'Wh',
  'Power.Active.Import': 'W',
  'Power.Factor': null,
  'Current.Import': 'A',
  Voltage: 'V',
  Frequency: null,
} as const
export type MeasurandName = keyof typeof measurandUnits

const measurands = Object.keys(measurandUnits)
const seconds = { type: 'integer', min: 0, max: 31_536_000 } as const
const flag = { type: 'boolean' } as const
const sampled = {
  type: 'list',
  items: measurands,
  maxLength: measurands.length,
} as const
const fixed = (value: string) => ({ type: 'text', default: value, readOnly: true }) as const

/** Says how much fits; only the configuration file may say otherwise. */
const whole = { type: 'integer', min: 1, max: 1_000, readOnly: true } as const

export const configurationKeys = {
  AdditionalRootCertificateCheck: { ...flag, default: 'false', readOnly: true },
  AllowOfflineTxForUnknownId: { ...flag, default: 'false' },
  AuthorizationCacheEnabled: { ...flag, default: 'true' },
  AuthorizationKey: {
    type: 'text',
    default: '',
    secret: true,
    minLength: 16,
    maxLength: 40,
  },
  AuthorizeRemoteTxRequests: { ...flag, default: 'false' },
  CertificateSignedMaxChainSize: fixed('10000'),
  CertificateStoreMaxLength: fixed('20'),
  ChargeProfileMaxStackLevel: { ...whole, default: '9' },
  ChargingScheduleAllowedChargingRateUnit: fixed('Current,Power'),
  ChargingScheduleMaxPeriods: { ...whole, default: '50' },
  ClockAlignedDataInterval: { ...seconds, max: 86_400, default: '0' },
  ConnectionTimeOut: { ...seconds, default: '60' },
  ConnectorSwitch3to1PhaseSupported: fixed('false'),
  ConnectorPhaseRotation: {
    type: 'text',
    default: 'NotApplicable',
    maxLength: 500,
  },
  ConnectorPhaseRotationMaxLength: fixed('5'),
  CpoName: { type: 'text', default: '', maxLength: 255 },
  GetConfigurationMaxKeys: fixed('100'),
  HeartbeatInterval: { ...seconds, default: '300' },
  LocalAuthListEnabled: { ...flag, default: 'true' },
  LocalAuthListMaxLength: fixed('5000'),
  LocalAuthorizeOffline: { ...flag, default: 'true' },
  LocalPreAuthorize: { ...flag, default: 'false' },
  MaxChargingProfilesInstalled: { ...whole, default: '50' },
  MaxEnergyOnInvalidId: {
    type: 'integer',
    min: 0,
    max: 1_000_000,
    default: '0',
  },
  MeterValuesAlignedData: {
    ...sampled,
    default: 'Energy.Active.Import.Register',
  },
  MeterValuesAlignedDataMaxLength: fixed(String(measurands.length)),
  MeterValuesSampledData: {
    ...sampled,
    default: 'Energy.Active.Import.Register,Power.Active.Import,Voltage,Current.Import',
  },
  MeterValuesSampledDataMaxLength: fixed(String(measurands.length)),
  MeterValueSampleInterval: { ...seconds, default: '60' },
  MinimumStatusDuration: { ...seconds, max: 600, default: '0' },
  NumberOfConnectors: fixed('1'),
  ReserveConnectorZeroSupported: { ...flag, default: 'true', readOnly: true },
  ResetRetries: { type: 'integer', min: 0, max: 10, default: '1' },
  SecurityProfile: { type: 'integer', min: 0, max: 3, default: '0' },
  SendLocalListMaxLength: fixed('1000'),
  StopTransactionOnEVSideDisconnect: { ...flag, default: 'true' },
  StopTransactionOnInvalidId: { ...flag, default: 'true' },
  StopTxnAlignedData: { ...sampled, default: '' },
  StopTxnAlignedDataMaxLength: fixed(String(measurands.length)),
  StopTxnSampledData: { ...sampled, default: '' },
  StopTxnSampledDataMaxLength: fixed(String(measurands.length)),
  SupportedFeatureProfiles: fixed(
    'Core,LocalAuthListManagement,Reservation,RemoteTrigger,SmartCharging,FirmwareManagement',
  ),
  SupportedFeatureProfilesMaxLength: fixed('6'),
  SupportedFileTransferProtocols: fixed('FTP,FTPS,HTTP,HTTPS'),
  TransactionMessageAttempts: {
    type: 'integer',
    min: 1,
    max: 100,
    default: '3',
  },
  TransactionMessageRetryInterval: { ...seconds, max: 86_400, default: '60' },
  UnlockConnectorOnEVSideDisconnect: { ...flag, default: 'true' },
  WebSocketPingInterval: { ...seconds, max: 3_600, default: '54' },
} as const satisfies Record<string, KeyDefinition>

export type ConfigurationKey = keyof typeof configurationKeys

export function isConfigurationKey(name: string): name is ConfigurationKey {
  return Object.hasOwn(configurationKeys, name)
}

/** Why a value is refused, in a sentence for logs; `undefined` when it is fine. */
export function problemWithValue(key: ConfigurationKey, value: string): string | undefined {
  const definition: KeyDefinition = configurationKeys[key]
  switch (definition.type) {
    case 'integer':
      return problemWithInteger(definition, value)
    case 'boolean':
      return /^(true|false)$/i.test(value) ? undefined : 'true or false is wanted'
    case 'list':
      return problemWithList(definition, value)
    case 'text':
      return problemWithText(definition, value)
  }
}

function problemWithInteger({ min = 0, max = Number.MAX_SAFE_INTEGER }: KeyDefinition, value: string) {
  const number = Number(value)
  if (!/^-?\d{1,15}$/.test(value.trim()) || number < min || number > max)
    return `a whole number from ${min} to ${max} is wanted`
  return undefined
}

function problemWithList({ items = [], maxLength = items.length }: KeyDefinition, value: string) {
  const given = listOf(value)
  const stranger = given.find((item) => !items.includes(item))
  if (stranger !== undefined) return `"${stranger}" is not one of ${items.join(', ')}`
  return given.length > maxLength ? `at most ${maxLength} items are wanted` : undefined
}

function problemWithText({ minLength = 0, maxLength = 500 }: KeyDefinition, value: string) {
  if (value.length < minLength || value.length > maxLength)
    return `${minLength} to ${maxLength} characters are wanted`
  return undefined
}

/** The items of a comma-separated list, without blanks. */
export function listOf(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
