/** Why we may process it: UU 27/2022, article 20 (2). */
type Basis = 'consent' | 'contract' | 'legalObligation' | 'legitimateInterest'

/** What becomes of it when the person asks to be forgotten, or has not been seen for long. */
type Forgetting =
  /** The rows go. */
  | 'deleted'
  /** The rows stay, and say nothing of anybody any more. */
  | 'emptied'
  /** It was encrypted under the person's own key, which goes. */
  | 'keyDeleted'
  /** It stays, and nothing says any more whose it was. */
  | 'unlinked'
  /** It stays: who answers for a deed of the company is part of its books. */
  | 'stays'

/** Personal data in a table: what it is for, for how long, and how it goes. */
export interface PersonalData {
  readonly table: string
  readonly columns: readonly string[]
  readonly what: string
  readonly purpose: string
  readonly basis: Basis
  readonly kept: string
  readonly forgetting: Forgetting
  /** Rows that the retention job deletes by themselves: so many days after the instant in this column. */
  readonly rowsGo?: { readonly column: string; readonly days: number }
}

/** Nobody has signed in, charged or changed anything for so long: forgotten as if they had asked. */
export const unusedAccountDays = 1095

/** Where money was sent is of use while somebody may ask what became of it. */
export const claimDays = 90

/** What somebody has written beside their stars helps to mend a place while it is as it was. */
export const ratingWordDays = 400

/** What was said in messages is of use while somebody may ask for it again; that something was said, as long as its bill. */
export const messageDays = { parameters: 30, received: 90, messages: 400 } as const

const whileAccount = `while the account is used; at most ${unusedAccountDays} days after it last was`

/** Columns that name whoever of the staff did something. */
interface StaffDeeds {
  readonly what: string
  readonly purpose: string
  readonly basis: Basis
  readonly kept: string
  readonly columns: Readonly<Record<string, readonly string[]>>
}

const staffDeeds: readonly StaffDeeds[] = [
  {
    what: 'Who of the staff or of a partner decided about money',
    purpose: 'To show two people behind each payout, and who closed and agreed what',
    basis: 'legalObligation',
    kept: 'for good, as part of the books',
    columns: {
      agreement: ['created_by'],
      statement: ['closed_by'],
      partner_bank_account: ['proposed_by', 'proposed_by_name', 'decided_by', 'decided_by_name'],
      payout: [
        'proposed_by',
        'proposed_by_name',
        'approved_by',
        'approved_by_name',
        'ended_by',
        'ended_by_name',
      ],
      journal_reversal: ['proposed_by', 'proposed_by_name'],
      settlement_report: ['uploaded_by'],
      purchase_tariff: ['saved_by'],
      post_cost: ['saved_by'],
    },
  },
  {
    what: 'Who of the staff or of a partner moved or counted goods',
    purpose: 'To find what is missing',
    basis: 'legitimateInterest',
    kept: 'for good, as the history of each piece',
    columns: {
      asset_movement: ['moved_by'],
      delivery_note: ['sent_by', 'ended_by'],
      stock_taking: ['started_by', 'closed_by'],
      stock_count: ['counted_by'],
    },
  },
  {
    what: 'Who of the staff set up or repaired something',
    purpose: 'To ask who knows about it',
    basis: 'legitimateInterest',
    kept: 'as long as what they set up or repaired',
    columns: {
      alert_rule: ['saved_by'],
      alert_contact: ['saved_by'],
      incident: ['acknowledged_by', 'closed_by'],
      incident_entry: ['written_by'],
      incident_photo: ['taken_by'],
      risk: ['saved_by'],
      meter_key: ['decided_by'],
      planning_study: ['saved_by'],
      site_document: ['saved_by'],
      document_reminders: ['saved_by'],
      report_schedule: ['created_by'],
      upload: ['created_by'],
      firmware_image: ['created_by'],
      firmware_campaign: ['created_by'],
      firmware_update: ['created_by'],
      claim_code: ['created_by'],
      queued_command: ['created_by'],
      power_budget: ['updated_by'],
      reservation: ['created_by'],
      api_key: ['created_by'],
      webhook: ['created_by'],
      message: ['created_by'],
      one_time_link: ['created_by', 'maker_id'],
    },
  },
]

/** Every place where something of a person is kept. PRIVACY.md is written from it, and deletion is tested by it. */
export const personalData: readonly PersonalData[] = [
  {
    table: 'user',
    columns: ['name', 'email', 'phone', 'image', 'language'],
    what: 'Name, addresses, language',
    purpose: 'To let people sign in, and to reach them about their sessions and money',
    basis: 'contract',
    kept: whileAccount,
    forgetting: 'emptied',
  },
  {
    table: 'user_session',
    columns: ['ip_address', 'user_agent'],
    what: 'Where somebody is signed in',
    purpose: 'To show people where they are signed in, and to find strangers there',
    basis: 'legitimateInterest',
    kept: '30 days after the sign-in has ended',
    forgetting: 'deleted',
    rowsGo: { column: 'expires_at', days: 30 },
  },
  {
    table: 'user_account',
    columns: ['password'],
    what: 'Password, hashed',
    purpose: 'To let people sign in',
    basis: 'contract',
    kept: whileAccount,
    forgetting: 'deleted',
  },
  {
    table: 'two_factor',
    columns: ['secret', 'backup_codes'],
    what: 'Authenticator app and recovery codes, encrypted',
    purpose: 'To let people sign in',
    basis: 'contract',
    kept: whileAccount,
    forgetting: 'deleted',
  },
  {
    table: 'one_time_link',
    columns: ['email', 'phone'],
    what: 'Who was invited',
    purpose: 'To let people join an organisation',
    basis: 'legitimateInterest',
    kept: '30 days after the invitation has ended',
    forgetting: 'deleted',
    rowsGo: { column: 'expires_at', days: 30 },
  },
  {
    table: 'driver_preference',
    columns: ['notices'],
    what: 'Which notices a driver wants',
    purpose: 'To send no others',
    basis: 'contract',
    kept: whileAccount,
    forgetting: 'deleted',
  },
  {
    table: 'vehicle',
    columns: ['name', 'plate', 'battery_wh'],
    what: 'Vehicles',
    purpose: 'To say how long charging takes, and to find the owner of one that blocks a socket',
    basis: 'contract',
    kept: 'until the driver removes it; at most as long as the account',
    forgetting: 'deleted',
  },
  {
    table: 'driver_card',
    columns: ['user_id'],
    what: 'Whose a card is, or was',
    purpose: 'To show drivers their sessions, and to block lost cards',
    basis: 'contract',
    kept: whileAccount,
    forgetting: 'deleted',
  },
  {
    table: 'id_tag',
    columns: ['label'],
    what: 'What is written on a card’s record',
    purpose: 'To tell cards apart on invoices',
    basis: 'contract',
    kept: 'as long as the card',
    forgetting: 'emptied',
  },
  {
    table: 'card_order',
    columns: ['sealed_delivery'],
    what: 'Name and address for a card, encrypted under the person’s key',
    purpose: 'To send the card',
    basis: 'contract',
    kept: 'until the card has been sent',
    forgetting: 'emptied',
  },
  {
    table: 'card_link',
    columns: ['user_id', 'id_tag'],
    what: 'Who wanted to link a card, where',
    purpose: 'To link cards, and to notice who tries other people’s',
    basis: 'legitimateInterest',
    kept: '30 days',
    forgetting: 'deleted',
    rowsGo: { column: 'asked_at', days: 30 },
  },
  {
    table: 'driver_reservation',
    columns: ['user_id'],
    what: 'Who had a socket held, where and when',
    purpose: 'To hold sockets, and to keep people from holding them all day',
    basis: 'contract',
    kept: '30 days',
    forgetting: 'deleted',
    rowsGo: { column: 'asked_at', days: 30 },
  },
  {
    table: 'wallet',
    columns: ['name', 'user_id'],
    what: 'Whose a wallet is',
    purpose: 'To let people spend their money, and to pay it back to them',
    basis: 'contract',
    kept: whileAccount,
    forgetting: 'emptied',
  },
  {
    table: 'refund',
    columns: ['sealed_claim'],
    what: 'Where somebody wants their money, encrypted',
    purpose: 'To send it there',
    basis: 'contract',
    kept: `${claimDays} days after it was sent`,
    forgetting: 'emptied',
  },
  {
    table: 'rating',
    columns: ['word'],
    what: 'What a driver has written beside the stars',
    purpose: 'To mend what drivers find wrong with a place',
    basis: 'consent',
    kept: `${ratingWordDays} days; the stars for good`,
    forgetting: 'unlinked',
  },
  {
    table: 'session',
    columns: ['id_tag', 'parent_id_tag', 'stop_id_tag'],
    what: 'The number of the card that charged',
    purpose: 'To bill, to tax, and to answer complaints',
    basis: 'legalObligation',
    kept: 'for good, as part of the books',
    forgetting: 'unlinked',
  },
  {
    table: 'frame_run',
    columns: ['texts'],
    what: 'What chargers and we have said to each other, card numbers among it',
    purpose: 'To find out why a charger or a session went wrong',
    basis: 'legitimateInterest',
    kept: '7 days, unless `COLOK_RAW_FRAMES_DAYS` says otherwise',
    forgetting: 'unlinked',
  },
  {
    table: 'message',
    columns: ['sealed_addresses', 'sealed_parameters', 'recipient_hash', 'masked_address'],
    what: 'Messages to people, encrypted',
    purpose: 'To deliver them once, and to know what they cost',
    basis: 'contract',
    kept: `what they said ${messageDays.parameters} days, that they were sent ${messageDays.messages} days`,
    forgetting: 'emptied',
  },
  {
    table: 'document_reminders',
    columns: ['sealed_recipients'],
    what: 'Who is reminded of papers that end, encrypted',
    purpose: 'To have them renewed in time',
    basis: 'legitimateInterest',
    kept: 'until somebody else is named',
    forgetting: 'emptied',
  },
  {
    table: 'report_schedule',
    columns: ['sealed_recipients'],
    what: 'To whom reports go, encrypted',
    purpose: 'To send them',
    basis: 'legitimateInterest',
    kept: 'until the reports are ended',
    forgetting: 'emptied',
  },
  {
    table: 'message_attempt',
    columns: ['address_hash', 'masked_address'],
    what: 'Which address a message went to, masked',
    purpose: 'To deliver messages, and to know what they cost',
    basis: 'contract',
    kept: `${messageDays.messages} days`,
    forgetting: 'emptied',
  },
  {
    table: 'message_contact',
    columns: ['address_hash', 'masked_address'],
    what: 'Who has written to us, and who wants no messages, masked',
    purpose: 'To leave those alone who have asked for it',
    basis: 'legitimateInterest',
    kept: whileAccount,
    forgetting: 'deleted',
  },
  {
    table: 'received_message',
    columns: ['sealed_text', 'address_hash', 'masked_address'],
    what: 'Messages from people, encrypted',
    purpose: 'To answer them',
    basis: 'contract',
    kept: `${messageDays.received} days`,
    forgetting: 'deleted',
  },
  {
    table: 'chat_link',
    columns: ['address_hash', 'sealed_address', 'masked_address', 'user_id'],
    what: 'Whose a Telegram chat is, encrypted',
    purpose: 'To know who gives commands by it',
    basis: 'contract',
    kept: 'until the person unlinks it; at most as long as the account',
    forgetting: 'deleted',
  },
  {
    table: 'chat_command',
    columns: ['sender_hash', 'sealed_sender', 'sealed_text', 'sealed_work', 'sealed_answer', 'actor_id'],
    what: 'Commands by chat and their answers, encrypted',
    purpose: 'To carry each out once, and to answer it',
    basis: 'contract',
    kept: `${messageDays.received} days`,
    forgetting: 'deleted',
    rowsGo: { column: 'received_at', days: messageDays.received },
  },
  {
    table: 'chat_confirmation',
    columns: ['sender_hash', 'actor_id', 'sealed_command'],
    what: 'Commands by chat that wait for a code, encrypted',
    purpose: 'To carry out only what is meant',
    basis: 'contract',
    kept: '30 days',
    forgetting: 'deleted',
    rowsGo: { column: 'created_at', days: 30 },
  },
  {
    table: 'idempotent_request',
    columns: ['body'],
    what: 'Answers to requests that may come twice',
    purpose: 'To do nothing twice',
    basis: 'contract',
    kept: 'a day',
    forgetting: 'deleted',
  },
  {
    table: 'activity_entry',
    columns: ['sealed_actor', 'sealed_personal'],
    what: 'Who did what, from which address, and what of a person was changed',
    purpose: 'To account for what was done, and to find out who did it',
    basis: 'legalObligation',
    kept: 'for good; readable as long as the person’s key',
    forgetting: 'keyDeleted',
  },
  {
    table: 'consent_entry',
    columns: ['user_id', 'sealed_address'],
    what: 'What somebody has consented to, and withdrawn',
    purpose: 'To prove it (article 24)',
    basis: 'legalObligation',
    kept: 'for good; the address as long as the person’s key',
    forgetting: 'keyDeleted',
  },
  {
    table: 'person_key',
    columns: ['sealed_key'],
    what: 'The key of what is encrypted for a person, itself encrypted',
    purpose: 'To be able to forget a person in records that never change',
    basis: 'legalObligation',
    kept: whileAccount,
    forgetting: 'emptied',
  },
  {
    table: 'alert_contact',
    columns: ['sealed_address'],
    what: 'Who is told of alerts, encrypted',
    purpose: 'To have the network looked after',
    basis: 'legitimateInterest',
    kept: 'until the contact is deleted',
    forgetting: 'deleted',
  },
  {
    table: 'fault_report',
    columns: ['sealed_words', 'sealed_phone'],
    what: 'What somebody at a post has reported, and the number of who wants to hear when it is fixed, encrypted',
    purpose: 'To repair it, and to tell them',
    basis: 'consent',
    kept: 'the number until it was told, all of it 90 days',
    forgetting: 'deleted',
    rowsGo: { column: 'created_at', days: 90 },
  },
  {
    table: 'breach_person',
    columns: ['user_id'],
    what: 'Whom a breach of personal data has affected',
    purpose: 'To tell them, and to prove that they were told (article 46)',
    basis: 'legalObligation',
    kept: 'for good',
    forgetting: 'unlinked',
  },
  ...staffDeeds.flatMap(({ columns, ...about }) =>
    Object.entries(columns).map(([table, named]) => ({
      ...about,
      ...{ table, columns: named, forgetting: 'stays' as const },
    })),
  ),
]
