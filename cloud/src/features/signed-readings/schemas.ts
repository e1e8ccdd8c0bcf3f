import { z } from 'zod'

/** What a session's signed readings come to. */
export const SignatureVerdict = z
  .enum(['valid', 'incomplete', 'wrongSignature', 'unknownKey', 'differs'])
  .nullable()
  .meta({
    description: `What its signed readings come to: \`valid\`, signed by a known key and equal to what the session says;
\`incomplete\`, genuine so far; \`unknownKey\`, by a key that nobody has accepted; \`differs\`, another energy; \`wrongSignature\`;
null where nothing was signed.`,
  })

export const SignedReading = z
  .object({
    keyId: z.string().meta({ description: 'SHA-256 of the public key (SubjectPublicKeyInfo, DER).' }),
    record: z.string().meta({ description: 'OCMF, signed byte for byte as it stands.' }),
    verdict: z.enum(['valid', 'wrongSignature', 'unknownKey', 'differs']),
    problem: z.string().nullable(),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'SignedReading' })

export const MeterKey = z
  .object({
    connectorId: z
      .int()
      .meta({ description: "The connector whose meter signs; 0 for the charger's own key." }),
    keyId: z.string(),
    publicKey: z.string().meta({ description: 'SubjectPublicKeyInfo, DER, in base64.' }),
    state: z.enum(['accepted', 'pending', 'retired']),
    toldAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'MeterKey' })

export const MeterKeyAcceptance = z
  .strictObject({
    note: z
      .string()
      .min(1)
      .max(1000)
      .meta({ description: 'How you know that it is its key; kept for good.' }),
  })
  .meta({ id: 'MeterKeyAcceptance' })
