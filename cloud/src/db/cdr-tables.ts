/** Signed meter readings, the keys that they are signed by, and the sealed records of sessions. */
export interface CdrTables {
  meterKey: MeterKeyTable
  signedReading: SignedReadingTable
  cdr: CdrTable
}

/** A public key that a charger has told. */
interface MeterKeyTable {
  id: string
  chargerId: number
  /** The connector whose meter signs by itself; 0 for the charger's own key. */
  connectorId: number
  /** SHA-256 of the key, hexadecimal. */
  keyId: string
  /** SubjectPublicKeyInfo, DER, in base64. */
  publicKey: string
  /** `pending`: another than the one that was known, until an operator has looked; `retired`: another took its place. */
  state: 'accepted' | 'pending' | 'retired'
  toldAt: string
  decidedAt: string | null
  decidedBy: string | null
}

interface SignedReadingTable {
  id: string
  sessionId: string
  keyId: string
  /** The OCMF record, to the letter. */
  record: string
  /** SHA-256 of it, hexadecimal: the same record is kept once. */
  recordHash: string
  verdict: 'valid' | 'wrongSignature' | 'unknownKey' | 'differs'
  /** What is wrong with it, in a sentence. */
  problem: string | null
  receivedAt: string
}

/** Written once, when a session is billed, credited or billed anew. Never changed, never deleted. */
interface CdrTable {
  /** From 1, without a gap. */
  number: number
  /** OCPI's id. */
  id: string
  sessionId: string
  /** 1 for the first of a session; each correction counts on. */
  version: number
  kind: 'cdr' | 'credit'
  /** The id of the one that a credit takes back. */
  credits: string | null
  siteId: string
  businessDay: string
  /** Negative for a credit. */
  totalIdr: number
  energyWh: number
  /** A Cdr as JSON. */
  content: string
  /** SHA-256 over the hash before it and the content, hexadecimal. */
  hash: string
  sealedAt: string
}
