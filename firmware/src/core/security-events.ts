/**
 * The security events of the security whitepaper (edition 3, §7), and which of them are critical: those must reach the
 * central system; the others are written into the security log, and told too while there is a connection.
 */
export const securityEvents = {
  FirmwareUpdated: 'critical',
  FailedToAuthenticateAtCentralSystem: 'noted',
  CentralSystemFailedToAuthenticate: 'noted',
  SettingSystemTime: 'critical',
  StartupOfTheDevice: 'critical',
  ResetOrReboot: 'critical',
  SecurityLogWasCleared: 'critical',
  ReconfigurationOfSecurityParameters: 'noted',
  MemoryExhaustion: 'critical',
  InvalidMessages: 'noted',
  AttemptedReplayAttacks: 'noted',
  TamperDetectionActivated: 'critical',
  InvalidFirmwareSignature: 'noted',
  InvalidFirmwareSigningCertificate: 'noted',
  InvalidCentralSystemCertificate: 'noted',
  InvalidChargePointCertificate: 'noted',
  InvalidTLSVersion: 'noted',
  InvalidTLSCipherSuite: 'noted',
} as const satisfies Record<string, 'critical' | 'noted'>

export type SecurityEventType = keyof typeof securityEvents

export function isCritical(type: SecurityEventType): boolean {
  return securityEvents[type] === 'critical'
}
