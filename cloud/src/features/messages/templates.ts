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
  /**
   * It answers what somebody has just written, and goes only where that may be done freely: after the answers before it, and
   * as often as something is asked: who asks too often is not read.
   */
  readonly isAnswer: boolean
  /** More than so many in 24 hours would annoy one recipient. */
  readonly mostADay: number
}

const ordinary: Treatment = {
  category: 'utility',
  timing: 'atOnce',
  mayBeStopped: true,
  lifeMs: day,
  nextAddressAfterMs: undefined,
  isSecret: false,
  isAnswer: false,
  priority: 1,
  mostADay: 60,
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

/** Whoever looks after the network is told as often as once a minute. */
const alertsADay = 24 * 60

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
  networkAlert: template(
    z.strictObject({
      ...{ what: Line(120), where: Line(200), todo: Line(200), url: Url },
      image: z.string().max(64).optional().meta({ description: 'The stored file that goes with it.' }),
    }),
    { lifeMs: 12 * hour, mostADay: alertsADay },
    {
      id: {
        subject: '{what}: {where}',
        text: 'Gangguan jaringan: {what}\nDi: {where}\nYang perlu dilakukan: {todo}\nRincian: {url}\nPesan otomatis Colok.',
      },
      en: {
        subject: '{what}: {where}',
        text: 'Network alert: {what}\nAt: {where}\nTo do: {todo}\nDetails: {url}\nAutomatic message from Colok.',
      },
    },
  ),
  allClear: template(
    z.strictObject({ what: Line(120), where: Line(200), lasted: Line(60), url: Url }),
    { lifeMs: 12 * hour, mostADay: alertsADay },
    {
      id: {
        subject: 'Pulih: {what}, {where}',
        text: 'Sudah pulih: {what}\nDi: {where}\nBerlangsung: {lasted}\nRincian: {url}\nPesan otomatis Colok.',
      },
      en: {
        subject: 'All clear: {what}, {where}',
        text: 'All clear: {what}\nAt: {where}\nIt lasted: {lasted}\nDetails: {url}\nAutomatic message from Colok.',
      },
    },
  ),
  faultFixed: template(
    z.strictObject({ charger: Line(48), site: Line(80), url: Url }),
    // Anybody may type anybody's number into a report.
    { timing: 'daytime', lifeMs: 3 * day, priority: 2, mostADay: 10 },
    {
      id: {
        subject: '{charger} sudah diperbaiki',
        text: 'Gangguan yang Anda laporkan di {charger}, {site}, sudah diperbaiki. Terima kasih atas laporan Anda. Soket bisa dipakai lagi: {url} dan kami tunggu.',
      },
      en: {
        subject: '{charger} is repaired',
        text: 'What you reported at {charger}, {site}, is repaired. Thank you for telling us. It can be used again: {url} and welcome back.',
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
  reservationExpired: template(
    z.strictObject({ post: Line(120), until: Moment, url: Url }),
    { lifeMs: 15 * minute },
    {
      id: {
        subject: 'Waktu pesanan soket habis',
        text: 'Pesanan soket Anda di {post} berakhir pada {until}, dan soketnya bebas lagi. Tidak ada biaya. Pos lain yang siap: {url} dari Colok.',
      },
      en: {
        subject: 'Your socket is no longer held',
        text: 'Your socket at {post} was held until {until} and is free for everybody again. It cost nothing. Other posts that are ready: {url} by Colok.',
      },
    },
  ),
  reservationInDoubt: template(
    z.strictObject({ post: Line(120), url: Url }),
    { lifeMs: 15 * minute },
    {
      id: {
        subject: 'Pos pesanan Anda terganggu',
        text: 'Pos {post} yang Anda pesan sedang terputus atau terganggu. Mungkin tidak bisa dipakai saat Anda tiba. Lihat atau lepaskan pesanan: {url} dari Colok.',
      },
      en: {
        subject: 'The post that you booked is in trouble',
        text: 'The post {post} that you booked is offline or out of order just now, and may be of no use when you arrive. See or drop your booking: {url} by Colok.',
      },
    },
  ),
  statementClosed: template(
    z.strictObject({ partner: Line(80), period: Line(20), dueIdr: z.int(), url: Url }),
    { timing: 'daytime', lifeMs: 7 * day, priority: 2 },
    {
      id: {
        subject: 'Laporan bagi hasil {period}: {dueIdr}',
        text: 'Laporan bagi hasil {partner} bulan {period} sudah ditutup: {dueIdr}. Rinciannya di {url}, sebagai PDF dan CSV juga.',
      },
      en: {
        subject: 'Statement {period}: {dueIdr}',
        text: 'The statement of {partner} for {period} is closed: {dueIdr}. It is at {url}, as PDF and CSV too.',
      },
    },
  ),
  documentEnds: template(
    z.strictObject({ document: Line(80), number: Line(80), place: Line(120), endsOn: Line(20), url: Url }),
    { timing: 'daytime', lifeMs: 7 * day, priority: 2 },
    {
      id: {
        subject: '{document} {place} berlaku sampai {endsOn}',
        text: 'Dokumen {document} nomor {number} untuk {place} berlaku sampai {endsOn}. Perpanjang dan catat yang baru di {url} sebelum itu.',
      },
      en: {
        subject: '{document} of {place} holds until {endsOn}',
        text: 'The document {document}, number {number}, of {place} holds until {endsOn}. Have it renewed and enter the new one at {url} before that.',
      },
    },
  ),
  report: template(
    z.strictObject({
      name: Line(80),
      period: Line(60),
      sessions: Amount,
      energyWh: Amount,
      takingsIdr: z.int(),
      url: Url,
    }),
    { timing: 'daytime', lifeMs: 7 * day, priority: 2 },
    {
      id: {
        subject: 'Laporan {name}, {period}',
        text: 'Laporan {name}, {period}\n\nSesi {sessions}\nEnergi {energyWh}\nPendapatan {takingsIdr}\n\nPDF dan CSV: {url} berlaku 90 hari.',
      },
      en: {
        subject: 'Report {name}, {period}',
        text: 'Report {name}, {period}\n\nSessions {sessions}\nEnergy {energyWh}\nTakings {takingsIdr}\n\nPDF and CSV: {url} good for 90 days.',
      },
    },
  ),
  chatAnswer: template(
    // What one message holds, at WhatsApp and at Telegram.
    z.strictObject({ text: z.string().min(1).max(4096) }),
    { mayBeStopped: false, isAnswer: true, lifeMs: 12 * hour },
    {
      id: { subject: 'Jawaban', text: '{text}' },
      en: { subject: 'Answer', text: '{text}' },
    },
  ),
  notice: template(
    z.strictObject({ from: Line(80), text: Line(500) }),
    { timing: 'daytime', priority: 2 },
    {
      id: {
        subject: 'Pengumuman dari {from}',
        text: 'Pengumuman dari {from}: {text}\nBalas BERHENTI bila tidak ingin menerimanya.',
      },
      en: {
        subject: 'Notice from {from}',
        text: 'Notice from {from}: {text}\nReply STOP to get no more of these.',
      },
    },
  ),
  news: template(
    z.strictObject({ from: Line(80), text: Line(500) }),
    { category: 'marketing', timing: 'daytime', priority: 2 },
    {
      id: {
        subject: 'Kabar dari {from}',
        text: 'Kabar dari {from}: {text}\nBalas BERHENTI bila tidak ingin menerimanya.',
      },
      en: {
        subject: 'News from {from}',
        text: 'News from {from}: {text}\nReply STOP to get no more of these.',
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
