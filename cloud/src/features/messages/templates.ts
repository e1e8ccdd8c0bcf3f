import { z } from 'zod'
import type { Language, TemplateCategory } from '../../gateways/messaging/contract.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** One line of text: it becomes a parameter of a registered template, which takes no line breaks and no long gaps. */
const Line = (longest: number) =>
  z
    .stringFormat('one line', (text) => !/[\p{Cc}\u2028\u2029]| {4}/u.test(text))
    .min(1)
    .max(longest)

const Amount = z.int().min(0)
const Url = z.url({ protocol: /^https?$/ }).max(500)
const Moment = z.int().meta({ description: 'Milliseconds since 1970.' })

/** How a message is treated, whatever it says. */
export interface Treatment {
  readonly category: TemplateCategory
  /** `daytime` waits for the end of the recipient's quiet hours; `atOnce` is what the person has just asked for. */
  readonly timing: 'atOnce' | 'daytime'
  /** Whether one who has asked for silence is spared it. */
  readonly mayBeStopped: boolean
  /** After this it is of no use to anybody. */
  readonly lifeMs: number
  /** Not delivered, or not known to be, for so long: the next address is tried as well. */
  readonly nextAddressAfterMs: number | undefined
  /** It holds a secret: its parameters are forgotten as soon as it is done with. */
  readonly isSecret: boolean
  /** Lower goes first. */
  readonly priority: 0 | 1 | 2
}

const ordinary: Treatment = {
  category: 'utility',
  timing: 'atOnce',
  mayBeStopped: true,
  lifeMs: day,
  nextAddressAfterMs: undefined,
  isSecret: false,
  priority: 1,
}

interface Wording {
  readonly subject: string
  /** `{name}` stands for a parameter. */
  readonly text: string
}

interface Template<Schema extends z.ZodType> extends Treatment {
  readonly parameters: Schema
  readonly wording: Readonly<Record<Language, Wording>>
}

function template<Schema extends z.ZodType>(
  parameters: Schema,
  treatment: Partial<Treatment>,
  wording: Readonly<Record<Language, Wording>>,
): Template<Schema> {
  return { ...ordinary, ...treatment, parameters, wording }
}

/** A code is good for five minutes; WhatsApp is told the same, so that it shows it no longer than that. */
export const codeLifeMs = 5 * minute

/** Every message that there is, as data. The text is what is registered with WhatsApp too, its parameters numbered. */
export const templates = {
  signInCode: template(
    z.strictObject({ code: z.stringFormat('code', /^\d{6}$/) }),
    {
      category: 'authentication',
      mayBeStopped: false,
      lifeMs: codeLifeMs,
      nextAddressAfterMs: minute,
      isSecret: true,
      priority: 0,
    },
    {
      id: {
        subject: 'Kode masuk Colok',
        text: 'Kode masuk Colok Anda: {code}\n\nBerlaku 5 menit. Jangan berikan kode ini kepada siapa pun.',
      },
      en: {
        subject: 'Colok sign-in code',
        text: 'Your Colok sign-in code: {code}\n\nGood for 5 minutes. Do not give this code to anybody.',
      },
    },
  ),
  chargingFinished: template(
    z.strictObject({ site: Line(80), socket: z.int().min(1).max(99), energyWh: Amount, totalIdr: Amount }),
    { lifeMs: 2 * hour },
    {
      id: {
        subject: 'Pengisian selesai',
        text: 'Pengisian selesai di {site}, soket {socket}: {energyWh}, {totalIdr}. Cabut kabel agar soket bisa dipakai yang lain. Terima kasih.',
      },
      en: {
        subject: 'Charging finished',
        text: 'Charging has finished at {site}, socket {socket}: {energyWh}, {totalIdr}. Unplug, so that the next one can charge. Thank you.',
      },
    },
  ),
  receipt: template(
    z.strictObject({ site: Line(80), energyWh: Amount, totalIdr: Amount, endedAt: Moment, url: Url }),
    {},
    {
      id: {
        subject: 'Struk pengisian {totalIdr}',
        text: 'Struk Colok\n{site}, {endedAt}\n\nEnergi {energyWh}\nTotal {totalIdr}\n\nRincian: {url}\nTerima kasih.',
      },
      en: {
        subject: 'Charging receipt {totalIdr}',
        text: 'Colok receipt\n{site}, {endedAt}\n\nEnergy {energyWh}\nTotal {totalIdr}\n\nDetails: {url}\nThank you.',
      },
    },
  ),
  refundOnItsWay: template(
    z.strictObject({ amountIdr: Amount, method: Line(40), url: Url }),
    {},
    {
      id: {
        subject: 'Uang kembali {amountIdr}',
        text: 'Uang Anda {amountIdr} sedang dikembalikan ke {method}. Biasanya tiba dalam beberapa menit; beberapa bank perlu sampai 14 hari kerja. Status: {url}\nAnda tidak perlu melakukan apa-apa.',
      },
      en: {
        subject: 'Refund of {amountIdr}',
        text: 'Your {amountIdr} is on its way back to {method}. It mostly arrives within minutes; some banks take up to 14 working days. Status: {url}\nThere is nothing that you need to do.',
      },
    },
  ),
  refundArrived: template(
    z.strictObject({ amountIdr: Amount, method: Line(40) }),
    { timing: 'daytime', lifeMs: 3 * day, priority: 2 },
    {
      id: {
        subject: 'Uang sudah kembali',
        text: 'Uang Anda {amountIdr} sudah kembali ke {method}. Terima kasih atas kesabaran Anda.',
      },
      en: {
        subject: 'Refund arrived',
        text: 'Your {amountIdr} is back in {method}. Thank you for your patience.',
      },
    },
  ),
  unusedMoney: template(
    z.strictObject({ amountIdr: Amount, url: Url }),
    { lifeMs: 3 * day },
    {
      id: {
        subject: 'Ambil sisa uang Anda {amountIdr}',
        text: 'Sisa uang Anda {amountIdr}. Ambil kembali lewat {url}. Tautan ini hanya untuk Anda.',
      },
      en: {
        subject: 'Your unused {amountIdr}',
        text: 'Of your money {amountIdr} was not used. Get it back at {url}. This link is for you alone.',
      },
    },
  ),
  invitation: template(
    z.strictObject({ organisation: Line(80), role: Line(60), url: Url, until: Moment }),
    // Whoever has the link has the role.
    { timing: 'daytime', lifeMs: 3 * day, isSecret: true, priority: 2 },
    {
      id: {
        subject: 'Undangan dari {organisation}',
        text: 'Halo, {organisation} mengundang Anda ke Colok sebagai {role}. Terima undangan lewat {url} sampai {until}. Abaikan pesan ini bila Anda tidak mengenalnya.',
      },
      en: {
        subject: 'Invitation from {organisation}',
        text: 'Hello, {organisation} invites you to Colok as {role}. Accept at {url} until {until}. Ignore this message if you do not know them.',
      },
    },
  ),
  passwordReset: template(
    z.strictObject({ url: Url, until: Moment }),
    { mayBeStopped: false, lifeMs: hour, isSecret: true, priority: 0 },
    {
      id: {
        subject: 'Kata sandi baru Colok',
        text: 'Pilih kata sandi baru lewat {url} sampai {until}. Tautan ini berlaku satu kali. Abaikan pesan ini bila Anda tidak memintanya.',
      },
      en: {
        subject: 'New Colok password',
        text: 'Choose a new password at {url} until {until}. The link is good once. Ignore this message if you did not ask for it.',
      },
    },
  ),
  alert: template(
    z.strictObject({ what: Line(120), where: Line(120), todo: Line(200), url: Url }),
    { lifeMs: 12 * hour },
    {
      id: {
        subject: '{what}: {where}',
        text: 'Perhatian: {what}\nDi: {where}\nYang perlu dilakukan: {todo}\nRincian: {url}\nPesan otomatis Colok.',
      },
      en: {
        subject: '{what}: {where}',
        text: 'Attention: {what}\nAt: {where}\nTo do: {todo}\nDetails: {url}\nAutomatic message from Colok.',
      },
    },
  ),
  dataBreach: template(
    z.strictObject({ exposed: Line(200), happened: Line(200), remedy: Line(200), url: Url }),
    { timing: 'daytime', mayBeStopped: false, lifeMs: 3 * day },
    {
      id: {
        subject: 'Pemberitahuan tentang data pribadi Anda',
        text: 'Pemberitahuan Colok: data pribadi Anda mungkin terungkap.\nData: {exposed}\nKejadian: {happened}\nPenanganan: {remedy}\nHubungi kami lewat {url} bila ada pertanyaan.',
      },
      en: {
        subject: 'Notice about your personal data',
        text: 'Notice from Colok: your personal data may have been exposed.\nData: {exposed}\nWhat happened: {happened}\nWhat is done: {remedy}\nReach us at {url} if you have questions.',
      },
    },
  ),
  stopped: template(
    z.strictObject({}),
    { mayBeStopped: false, lifeMs: hour },
    {
      id: {
        subject: 'Pesan dihentikan',
        text: 'Anda tidak akan menerima pesan Colok lagi di sini, kecuali kode masuk yang Anda minta. Balas MULAI untuk menerimanya kembali.',
      },
      en: {
        subject: 'Messages stopped',
        text: 'You will get no more Colok messages here, but for sign-in codes that you ask for. Reply START to get them again.',
      },
    },
  ),
  resumed: template(
    z.strictObject({}),
    { lifeMs: hour },
    {
      id: {
        subject: 'Pesan diaktifkan',
        text: 'Anda akan menerima pesan Colok lagi di sini. Balas BERHENTI untuk menghentikannya.',
      },
      en: {
        subject: 'Messages switched on',
        text: 'You will get Colok messages here again. Reply STOP to end them.',
      },
    },
  ),
} as const

export type MessageKind = keyof typeof templates
export type MessageParameters<Kind extends MessageKind> = z.input<(typeof templates)[Kind]['parameters']>

export const messageKinds = Object.keys(templates) as [MessageKind, ...MessageKind[]]
