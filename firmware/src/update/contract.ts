import { z } from 'zod'

/** A firmware update that the central system asked for, as it is kept until it is done. */
export const updateJobSchema = z.strictObject({
  location: z.string(),
  /** UpdateFirmware has neither a number nor a signature; SignedUpdateFirmware has both. */
  signed: z
    .strictObject({
      requestId: z.int(),
      certificatePem: z.string(),
      signature: z.string(),
    })
    .nullable(),
  /** Calendar times, in milliseconds. */
  retrieveAt: z.number(),
  installAt: z.number().nullable(),
  retries: z.int(),
  retryIntervalMs: z.number(),
})
export type UpdateJob = z.infer<typeof updateJobSchema>

/** What a package says of itself. */
export interface PackageInfo {
  readonly version: string
}

/** Puts another firmware in the place of the one that runs. */
export interface Installer {
  /**
   * Unpacks a package beside what runs, which goes on unchanged whatever happens. Rejects with an InstallError for what
   * is no sound package of this charger, or does not fit.
   */
  unpack(path: string): Promise<PackageInfo>
  /**
   * The next start runs what was unpacked, on trial: unless `confirm` is called, the one after some more runs what runs
   * now. Resolves to whether a start is needed for that. `job` comes back in `standing`.
   */
  activate(job: UpdateJob): Promise<{ readonly restart: boolean }>
  /** What has become of the last update. */
  standing(): InstallStanding
  /** This firmware works: it stays. No-op when it is not on trial. */
  confirm(): void
  /** The end of a trial that went wrong has been told. No-op otherwise. */
  forget(): void
}

export type InstallStanding =
  | { readonly kind: 'settled' }
  /** The firmware that runs is new, and has yet to be confirmed. */
  | { readonly kind: 'trial'; readonly version: string; readonly job: UpdateJob }
  /** The new one was never confirmed, so the one before it runs again. */
  | { readonly kind: 'rolledBack'; readonly version: string; readonly job: UpdateJob }

/**
 * `notAPackage`: the file is not one, or is damaged; `disk`: it cannot be unpacked here; `onTrial`: the firmware that runs
 * has yet to be confirmed, and the one before it must not be overwritten meanwhile.
 */
export class InstallError extends Error {
  override readonly name = 'InstallError'
  readonly code: 'notAPackage' | 'disk' | 'onTrial'
  constructor(code: InstallError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
