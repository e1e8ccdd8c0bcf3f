import type { NewOcmfRecord } from '@colok/shared/ocmf'

/** Who vouches for meter readings: this charger by a key of its own, or a meter that signs by itself. */
export interface ReadingSigner {
  readonly publicKey: {
    /** SHA-256 of `spki`, hexadecimal. */
    readonly keyId: string
    /** SubjectPublicKeyInfo, DER, in base64. */
    readonly spki: string
  }
  /**
   * An OCMF record of these readings. A meter puts registers, times and pages of its own in the place of what is asked
   * for, and takes over whose transaction it is. Rejects, within 10 s, with the reason when there is none.
   */
  sign(record: NewOcmfRecord): Promise<string>
}
