import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import { brokenImage, packedImage } from '../kit/firmware-images.ts'
import { booted } from '../kit/states.ts'

/** An installation may start the charger anew. */
const installationMs = 30_000

export const firmwareManagement: readonly ConformanceCase[] = [
  {
    id: 'TC_044_1_CS',
    title: 'firmware update, download and install',
    profile: 'FirmwareManagement',
    async run(bench) {
      const { central, files } = bench
      await booted(bench)
      await update(bench, files.offer('/firmware.bin', packedImage()))
      await central.expectCall('FirmwareStatusNotification', { status: 'Downloading' })
      await central.expectCall('FirmwareStatusNotification', { status: 'Downloaded' })
      await central.expectCall('FirmwareStatusNotification', { status: 'Installing' })
      await central.expectCall(
        'FirmwareStatusNotification',
        { status: 'Installed' },
        { within: installationMs },
      )
    },
  },
  {
    id: 'TC_044_2_CS',
    title: 'firmware update, download failed',
    profile: 'FirmwareManagement',
    async run(bench) {
      const { central, files } = bench
      await booted(bench)
      await update(bench, files.url('/does_not_exist_firmware.bin'))
      // A download may fail before it is told to have begun.
      await central.expectCall(
        'FirmwareStatusNotification',
        { status: 'DownloadFailed' },
        { where: ({ status }) => status !== 'Downloading' },
      )
      await central.expectNone('FirmwareStatusNotification')
    },
  },
  {
    id: 'TC_044_3_CS',
    title: 'firmware update, installation failed',
    profile: 'FirmwareManagement',
    async run(bench) {
      const { central, files } = bench
      await booted(bench)
      await update(bench, files.offer('/firmware.bin', brokenImage))
      await central.expectCall('FirmwareStatusNotification', { status: 'Downloading' })
      await central.expectCall('FirmwareStatusNotification', { status: 'Downloaded' })
      // That it begins to install what it then finds broken is allowed, not required.
      await central.expectCall(
        'FirmwareStatusNotification',
        { status: 'InstallationFailed' },
        { where: ({ status }) => status !== 'Installing', within: installationMs },
      )
      const { status } = await central.call('RemoteStartTransaction', { idTag: 'TAG', connectorId: 1 })
      must(status === 'Accepted', 'after an installation that failed the charger is of no use any more')
    },
  },
  {
    id: 'TC_045_1_CS',
    title: 'get diagnostics',
    profile: 'FirmwareManagement',
    async run(bench) {
      const { central, files } = bench
      await booted(bench)
      const { fileName } = await central.call('GetDiagnostics', request(files.url('/diagnostics/')))
      must(fileName !== undefined && fileName !== '', 'GetDiagnostics.conf is without fileName')
      await central.expectCall('DiagnosticsStatusNotification', { status: 'Uploading' })
      const { body } = await files.expectUpload()
      must(body.length > 0, 'the diagnostics that came are empty')
      await central.expectCall('DiagnosticsStatusNotification', { status: 'Uploaded' })
    },
  },
  {
    id: 'TC_045_2_CS',
    title: 'get diagnostics, upload failed',
    profile: 'FirmwareManagement',
    async run(bench) {
      const { central, files } = bench
      await booted(bench)
      files.takesUploads = false
      await central.call('GetDiagnostics', request(files.url('/diagnostics/')))
      await central.expectCall('DiagnosticsStatusNotification', { status: 'Uploading' })
      await central.expectCall('DiagnosticsStatusNotification', { status: 'UploadFailed' })
    },
  },
]

async function update({ central }: Bench, location: string): Promise<void> {
  await central.call('UpdateFirmware', {
    location,
    retrieveDate: new Date().toISOString(),
    retries: 1,
    retryInterval: 1,
  })
}

/** The last hour, as an operator asks for it. */
function request(location: string) {
  const hourMs = 3_600_000
  return {
    location,
    retries: 1,
    retryInterval: 1,
    startTime: new Date(Date.now() - hourMs).toISOString(),
    stopTime: new Date(Date.now() + hourMs).toISOString(),
  }
}
