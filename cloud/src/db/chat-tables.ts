import type { Role } from '../core/roles.ts'

/** Commands by chat. What people wrote and were answered is sealed under the system's secret. */
export interface ChatTables {
  chatLink: ChatLinkTable
  chatLinkCode: ChatLinkCodeTable
  chatCommand: ChatCommandTable
  chatConfirmation: ChatConfirmationTable
}

/** Whose a Telegram chat is: one chat a person, one person a chat. */
interface ChatLinkTable {
  addressHash: string
  sealedAddress: string
  maskedAddress: string
  userId: string
  linkedAt: string
}

/** Makes the chat that it comes from its maker's; good once. */
interface ChatLinkCodeTable {
  userId: string
  /** A keyed hash. */
  codeHash: string
  expiresAt: string
}

/** Something that somebody has written, how far it has come, and what it was answered. */
interface ChatCommandTable {
  id: string
  channel: 'whatsapp' | 'telegram' | 'api'
  /** The provider's; of the API, the caller with the Idempotency-Key. The same one again is the same message. */
  providerId: string
  /** A keyed hash of the address, or of the caller: whoever it comes from is served one after the other. */
  senderHash: string
  /** The address, or the caller, as JSON. */
  sealedSender: string
  sealedText: string
  /** That of the answer, where the channel knows it. */
  language: 'id' | 'en' | null
  writtenAt: string
  receivedAt: string
  /** `working`: by steps of a commit each. `asking`: a charger, from before it is asked. */
  state: 'received' | 'working' | 'asking' | 'done'
  /** When it is to be gone on with; while somebody does, when another may. Null when it is done. */
  dueAt: string | null
  /** Of the user or the key, once it is known. */
  actorId: string | null
  name: string | null
  /** What is to be done, and what has been: as JSON. */
  sealedWork: string | null
  outcome: 'done' | 'refused' | 'asked' | 'misread' | 'failed' | 'unanswered' | null
  sealedAnswer: string | null
  doneAt: string | null
}

/** What waits for its code. */
interface ChatConfirmationTable {
  id: string
  senderHash: string
  actorId: string
  /** As which it was asked for: another one may not mean it. */
  role: Role
  organisationId: string | null
  /** The command as JSON. */
  sealedCommand: string
  codeHash: string
  attempts: number
  createdAt: string
  expiresAt: string
  usedAt: string | null
}
