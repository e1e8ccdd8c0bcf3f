import type { Generated } from 'kysely'

/** Files from and for chargers. */
export interface FileTables {
  upload: UploadTable
  filePiece: FilePieceTable
  firmwareImage: FirmwareImageTable
  firmwareCampaign: FirmwareCampaignTable
  firmwareUpdate: FirmwareUpdateTable
}

/** A file that a charger was asked for, or has for us. */
interface UploadTable {
  /** OCPP's requestId of GetLog. */
  requestId: Generated<number>
  id: string
  chargerId: number
  kind: 'Diagnostics' | 'DiagnosticsLog' | 'SecurityLog' | 'DoorPhoto'
  /** Of the token in the address that the charger uploads to. */
  tokenHash: string
  state: 'requested' | 'refused' | 'uploading' | 'uploaded' | 'failed'
  fileName: string | null
  sizeBytes: number | null
  createdBy: string
  createdAt: string
  /** Until when the address takes the file. */
  expiresAt: string
  receivedAt: string | null
}

/** A file is kept in pieces, so that none holds up the other writes. */
interface FilePieceTable {
  /** The id of the upload or of the firmware image. */
  fileId: string
  /** From 0. */
  piece: number
  bytes: Uint8Array
}

interface FirmwareImageTable {
  id: string
  version: string
  fileName: string
  /** Where chargers fetch it, when that is not from us. */
  location: string | null
  /** Base64, over the file; with it the update is a signed one. */
  signature: string | null
  /** PEM. */
  signingCertificate: string | null
  /** Null until the file is there, and for one that is elsewhere. */
  sizeBytes: number | null
  sha256: string | null
  createdBy: string
  createdAt: string
}

interface FirmwareCampaignTable {
  id: string
  name: string
  imageId: string
  state: 'running' | 'paused' | 'stopped' | 'done'
  /** The wave under way, from 0. */
  wave: number
  /** More than so many and no further charger is touched. */
  maxFailures: number
  createdBy: string
  createdAt: string
  finishedAt: string | null
}

interface FirmwareUpdateTable {
  /** OCPP's requestId of SignedUpdateFirmware. */
  requestId: Generated<number>
  id: string
  chargerId: number
  imageId: string
  campaignId: string | null
  wave: number | null
  state: 'waiting' | 'sent' | 'underWay' | 'installed' | 'failed' | 'skipped'
  /** What the charger last said of it. */
  detail: string | null
  createdBy: string
  createdAt: string
  sentAt: string | null
  updatedAt: string
  finishedAt: string | null
}
