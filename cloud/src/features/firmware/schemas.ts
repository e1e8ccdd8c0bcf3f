import { z } from 'zod'
import { ChargePointId, CommandOutcomeSchema } from '../chargers/schemas.ts'
import { Name, Slug } from '../sites/schemas.ts'

/** The largest file of an image. */
export const maxImageBytes = 256 * 1024 * 1024

export const FirmwareImageInput = z
  .strictObject({
    version: z.string().min(1).max(50),
    fileName: z.string().regex(/^[\w.-]{1,100}$/, '1 to 100 letters, digits or . _ -'),
    location: z
      .url()
      .max(512)
      .nullable()
      .default(null)
      .meta({ description: 'Where chargers fetch it; null when its file is uploaded here.' }),
    signature: z
      .string()
      .max(800)
      .nullable()
      .default(null)
      .meta({ description: 'Base64, over the file. With it the update is a signed one.' }),
    signingCertificate: z.string().max(5500).nullable().default(null).meta({ description: 'PEM.' }),
  })
  .refine((image) => (image.signature === null) === (image.signingCertificate === null), {
    path: ['signature'],
    message: 'signature and signingCertificate go together',
  })
  .meta({ id: 'FirmwareImageInput' })
export type FirmwareImageInput = z.output<typeof FirmwareImageInput>

export const FirmwareImage = z
  .object({
    id: z.string(),
    version: z.string(),
    fileName: z.string(),
    location: z.string().nullable(),
    signature: z.string().nullable(),
    signingCertificate: z.string().nullable(),
    sizeBytes: z.int().nullable(),
    receivedBytes: z.int().meta({
      description: 'Of a file that is on its way, in steps of 256 KiB; 0 before, and when it is there.',
    }),
    sha256: z.string().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'FirmwareImage' })
export type FirmwareImage = z.infer<typeof FirmwareImage>

export const FirmwareUpdate = z
  .object({
    id: z.string(),
    requestId: z.int(),
    chargePointId: z.string(),
    imageId: z.string(),
    campaignId: z.string().nullable(),
    wave: z.int().nullable(),
    state: z.enum(['waiting', 'sent', 'underWay', 'installed', 'failed', 'skipped']),
    detail: z.string().nullable().meta({ description: 'What the charger last said of it.' }),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
    updatedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'FirmwareUpdate' })
export type FirmwareUpdate = z.infer<typeof FirmwareUpdate>

export const FirmwareUpdateOutcome = z
  .object({ update: FirmwareUpdate, command: CommandOutcomeSchema })
  .meta({ id: 'FirmwareUpdateOutcome' })

const maxChargers = 10_000

export const CampaignInput = z
  .strictObject({
    name: Name,
    imageId: z.string(),
    chargers: z
      .union([z.array(ChargePointId).min(1).max(maxChargers), z.strictObject({ site: Slug })])
      .meta({ description: 'The chargers by id, or all of a site.' }),
    waveSizes: z
      .array(z.int().min(1).max(maxChargers))
      .max(20)
      .default([1])
      .meta({ description: 'How many chargers the first waves have; the rest are the last one.' }),
    maxFailures: z
      .int()
      .min(0)
      .max(maxChargers)
      .default(0)
      .meta({ description: 'More than so many and no further charger is touched.' }),
  })
  .meta({ id: 'FirmwareCampaignInput' })
export type CampaignInput = z.output<typeof CampaignInput>

export const Campaign = z
  .object({
    id: z.string(),
    name: z.string(),
    imageId: z.string(),
    state: z.enum(['running', 'paused', 'stopped', 'done']),
    wave: z.int().meta({ description: 'The wave under way, from 0.' }),
    maxFailures: z.int(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    counts: z.record(z.string(), z.int()).meta({ description: 'How many chargers are in which state.' }),
  })
  .meta({ id: 'FirmwareCampaign' })
export type Campaign = z.infer<typeof Campaign>

/** By what firmware images can be sorted, and campaigns. */
export const imageSortKeys = ['version', 'fileName', 'sizeBytes', 'createdBy', 'createdAt'] as const
export type ImageSortKey = (typeof imageSortKeys)[number]
export const campaignSortKeys = ['name', 'state', 'createdBy', 'createdAt'] as const
export type CampaignSortKey = (typeof campaignSortKeys)[number]
