import type { Request } from '@colok/shared/ocpp/registry'

export type FirmwareUpdateState = 'waiting' | 'sent' | 'underWay' | 'installed' | 'failed' | 'skipped'

type FirmwareStatus =
  | Request<'FirmwareStatusNotification'>['status']
  | Request<'SignedFirmwareStatusNotification'>['status']

/** What a charger's word means for its update; undefined for one that means nothing (Idle). */
export function firmwareState(status: FirmwareStatus): 'underWay' | 'installed' | 'failed' | undefined {
  switch (status) {
    case 'Idle':
      return undefined
    case 'Installed':
      return 'installed'
    case 'DownloadFailed':
    case 'InstallationFailed':
    case 'InstallVerificationFailed':
    case 'InvalidSignature':
      return 'failed'
    case 'Downloaded':
    case 'Downloading':
    case 'DownloadScheduled':
    case 'DownloadPaused':
    case 'Installing':
    case 'InstallRebooting':
    case 'InstallScheduled':
    case 'SignatureVerified':
      return 'underWay'
  }
}

export interface WaveMember {
  readonly wave: number
  readonly state: FirmwareUpdateState
}

export type CampaignStep =
  | { readonly kind: 'goOn'; readonly wave: number }
  /** Too many have failed: no further charger is touched. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'done' }

const over: ReadonlySet<FirmwareUpdateState> = new Set(['installed', 'failed', 'skipped'])

/** What comes next in a campaign: a wave begins when every charger of the one before is over with it. */
export function campaignStep(
  members: readonly WaveMember[],
  limits: { readonly maxFailures: number },
): CampaignStep {
  const failures = members.filter(({ state }) => state === 'failed').length
  if (failures > limits.maxFailures) return { kind: 'stop' }
  const open = members.filter(({ state }) => !over.has(state))
  if (open.length === 0) return { kind: 'done' }
  return { kind: 'goOn', wave: Math.min(...open.map(({ wave }) => wave)) }
}
