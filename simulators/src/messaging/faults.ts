/** What goes wrong at a messaging provider, each for as many times as it is armed. */
export type MessagingFault =
  /** Too much at once: 429 and `retry_after`, 130429, 451. Nothing was sent. */
  | 'tooMany'
  /** WhatsApp 131056: too much to this one number. */
  | 'tooManyToOne'
  /** WhatsApp 131047 in the answer, whatever was written before. */
  | 'windowClosed'
  /** Our token, or password, is not taken any more: 190, 401, 535. */
  | 'tokenExpired'
  /** The message goes out; the connection breaks before the answer. */
  | 'loseAnswer'
  /** The answer takes 30 s. */
  | 'slow'
  /** It is taken and does not arrive: a delivery that failed, a mailbox that is not there, a bot that is blocked. */
  | 'failDelivery'
  | 'duplicateNotification'
  /** A webhook is held back until the next one has gone, or for a minute. */
  | 'holdNotification'
  | 'loseNotification'
  | 'badSignature'

export const messagingFaults = [
  'tooMany',
  'tooManyToOne',
  'windowClosed',
  'tokenExpired',
  'loseAnswer',
  'slow',
  'failDelivery',
  'duplicateNotification',
  'holdNotification',
  'loseNotification',
  'badSignature',
] as const satisfies readonly MessagingFault[]

/** Longer than we wait for an answer. */
export const slowMs = 30_000
