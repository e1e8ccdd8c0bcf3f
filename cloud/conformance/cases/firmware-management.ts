import type { Request } from '@colok/shared/ocpp/registry'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { booted, command, now, requireHistory, restarted, tellStatus } from '../kit/states.ts'

type FirmwareStatus = Request<'FirmwareStatusNotification'>['status']
type DiagnosticsStatus = Request<'DiagnosticsStatusNotification'>['status']

const location = 'https://files.example/'

export const firmwareManagement: readonly ConformanceCase[] = [
  {
    id: 'TC_044_1_CSMS',
    title: 'firmware update, download and install',
    profile: 'FirmwareManagement',
    async run(bench) {
      await updateAsked(bench)
      await tellFirmware(bench, ['Downloading', 'Downloaded'])
      for (const connectorId of [1, 2]) await tellStatus(bench, connectorId, 'Unavailable')
      await tellFirmware(bench, ['Installing'])
      await restarted(bench, { firmwareVersion: '2.0.0' })
      await tellFirmware(bench, ['Installed'])
      await requireFirmware(bench, ['Downloading', 'Downloaded', 'Installing', 'Installed'])
    },
  },
  {
    id: 'TC_044_2_CSMS',
    title: 'firmware update, download failed',
    profile: 'FirmwareManagement',
    async run(bench) {
      await updateAsked(bench)
      const statuses = ['Downloading', 'DownloadFailed'] as const
      await tellFirmware(bench, statuses)
      await requireFirmware(bench, statuses)
    },
  },
  {
    id: 'TC_044_3_CSMS',
    title: 'firmware update, installation failed',
    profile: 'FirmwareManagement',
    async run(bench) {
      await updateAsked(bench)
      await tellFirmware(bench, ['Downloading', 'Downloaded', 'Installing'])
      await restarted(bench)
      await tellFirmware(bench, ['InstallationFailed'])
      await requireFirmware(bench, ['Downloading', 'Downloaded', 'Installing', 'InstallationFailed'])
    },
  },
  {
    id: 'TC_045_1_CSMS',
    title: 'get diagnostics',
    profile: 'FirmwareManagement',
    run: (bench) => diagnosticsUploaded(bench, ['Uploading', 'Uploaded']),
  },
  {
    id: 'TC_045_2_CSMS',
    title: 'get diagnostics, upload failed',
    profile: 'FirmwareManagement',
    run: (bench) => diagnosticsUploaded(bench, ['Uploading', 'UploadFailed']),
  },
]

async function updateAsked(bench: Bench): Promise<void> {
  await booted(bench)
  const request = { location: `${location}firmware.bin`, retrieveDate: now(), retries: 1, retryInterval: 10 }
  await command(bench, 'UpdateFirmware', request, { confirmation: {}, outcome: 'accepted' })
}

async function tellFirmware({ chargePoint }: Bench, statuses: readonly FirmwareStatus[]): Promise<void> {
  for (const status of statuses) await chargePoint.call('FirmwareStatusNotification', { status })
}

function requireFirmware(bench: Bench, statuses: readonly FirmwareStatus[]): Promise<void> {
  return requireHistory(bench, 'FirmwareStatusNotification', 'status', statuses)
}

async function diagnosticsUploaded(bench: Bench, statuses: readonly DiagnosticsStatus[]): Promise<void> {
  await booted(bench)
  const confirmation = { fileName: 'diagnostics.zip' }
  await command(bench, 'GetDiagnostics', { location }, { confirmation, outcome: 'accepted' })
  for (const status of statuses) await bench.chargePoint.call('DiagnosticsStatusNotification', { status })
  await requireHistory(bench, 'DiagnosticsStatusNotification', 'status', statuses)
}
