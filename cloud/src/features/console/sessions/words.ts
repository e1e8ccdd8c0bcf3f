import type { SuspectReason } from '../../../core/transaction-check.ts'
import type { Session } from '../../charging/schemas.ts'
import type { Said, SaidOf } from '../said.ts'

export const sessionStates: SaidOf<Session['state']> = {
  charging: { id: 'Mengisi', en: 'Charging' },
  finished: { id: 'Selesai', en: 'Finished' },
}

export const resolutions: SaidOf<NonNullable<Session['resolution']>> = {
  billed: { id: 'Ditagih', en: 'Billed' },
  waived: { id: 'Dibebaskan', en: 'Waived' },
}

export const verdicts: SaidOf<NonNullable<Session['signature']>> = {
  valid: { id: 'Sah', en: 'Valid' },
  incomplete: { id: 'Belum lengkap, sejauh ini sah', en: 'Incomplete, genuine so far' },
  wrongSignature: { id: 'Tanda tangan salah', en: 'Wrong signature' },
  unknownKey: { id: 'Kunci meter belum diterima', en: 'By a key that nobody has accepted' },
  differs: { id: 'Energinya lain', en: 'Another energy' },
}

/** Why a person has to look, in a sentence. */
const suspicions: SaidOf<SuspectReason | 'unknownTransaction' | 'contradictsStop' | 'chargerNotAccepted'> = {
  noSuchConnector: { id: 'Pos tidak punya soket itu.', en: 'The charger has no such socket.' },
  clockNotSet: { id: 'Jam pos belum disetel.', en: 'The clock of the charger was not set.' },
  startInFuture: { id: 'Mulainya di masa depan.', en: 'It starts in the future.' },
  stopInFuture: { id: 'Berhentinya di masa depan.', en: 'It stops in the future.' },
  stopBeforeStart: { id: 'Berhenti sebelum mulai.', en: 'It stops before it starts.' },
  meterWentBack: { id: 'Meter berjalan mundur.', en: 'The meter went back.' },
  implausibleEnergy: {
    id: 'Energinya lebih dari yang mungkin.',
    en: 'More energy than can be.',
  },
  readingAboveMeterStop: {
    id: 'Ada pembacaan di atas angka akhir meter.',
    en: 'A reading lies above the last of the meter.',
  },
  overlap: { id: 'Bertumpuk dengan sesi lain di soket itu.', en: 'It overlaps another session there.' },
  nextStartBeforeStop: {
    id: 'Sesi berikutnya mulai sebelum yang ini berhenti.',
    en: 'The next session started before this one stopped.',
  },
  startRepeatedWithAnotherCard: {
    id: 'Mulai dikirim dua kali, dengan kartu lain.',
    en: 'The start came twice, with another card.',
  },
  pairedByFacts: {
    id: 'Nomor berhentinya tidak dikenal; dipasangkan karena cocok.',
    en: 'Its stop had an unknown number and was paired since it fitted.',
  },
  pairedByOperator: { id: 'Dipasangkan oleh orang.', en: 'Paired by a person.' },
  noStop: { id: 'Tidak ada kabar berhenti dari pos.', en: 'The charger never said that it stopped.' },
  noTariff: { id: 'Tidak ada tarif saat mulai.', en: 'No tariff held when it started.' },
  signedReadingDiffers: {
    id: 'Pembacaan bertanda tangan menyebut energi lain.',
    en: 'The signed reading says another energy.',
  },
  unknownTransaction: {
    id: 'Nomor transaksi yang tidak pernah kami beri.',
    en: 'A transaction number that we never gave.',
  },
  contradictsStop: {
    id: 'Bertentangan dengan berhenti yang sudah ada.',
    en: 'It contradicts the stop that is there.',
  },
  chargerNotAccepted: { id: 'Pos belum diterima.', en: 'The charger is not accepted.' },
}

/** A reason in words; one that we have no words for as it is stored. */
export function suspicion(reason: string): Said {
  const said: Readonly<Record<string, Said>> = suspicions
  return said[reason] ?? { id: reason, en: reason }
}

export const sessionWords = {
  title: { id: 'Sesi', en: 'Sessions' },
  lead: {
    id: 'Setiap pengisian, yang terbaru dulu.',
    en: 'Every charging session, the newest first.',
  },
  empty: {
    id: 'Belum ada sesi. Sesi muncul sendiri begitu pengisian pertama dimulai di sebuah pos.',
    en: 'No session yet. The first is here as soon as charging begins at a charger.',
  },
  session: { id: 'Sesi', en: 'Session' },
  started: { id: 'Mulai', en: 'Started' },
  stopped: { id: 'Berhenti', en: 'Stopped' },
  charger: { id: 'Pos', en: 'Charger' },
  socket: { id: 'Soket', en: 'Socket' },
  site: { id: 'Lokasi', en: 'Site' },
  from: { id: 'Mulai dari', en: 'Started from' },
  to: { id: 'Sampai', en: 'To' },
  sortedWhen: {
    id: 'Urut menurut waktu selalu bisa. Urut menurut pos, kWh atau rupiah: pilih satu pos, atau paling lama 31 hari.',
    en: 'Always sorted by time. By charger, kWh or rupiah: choose one charger, or 31 days at most.',
  },
  card: { id: 'Kartu', en: 'Card' },
  energy: { id: 'Energi', en: 'Energy' },
  power: { id: 'Daya', en: 'Power' },
  amount: { id: 'Rupiah', en: 'Rupiah' },
  state: { id: 'Keadaan', en: 'State' },
  suspect: { id: 'Diragukan', en: 'In doubt' },
  isSuspect: { id: 'Perlu dilihat', en: 'To be looked at' },
  isNot: { id: 'Tidak', en: 'No' },
  suspects: { id: 'Perlu diputuskan', en: 'To be decided' },
  suspectsLead: {
    id: 'Yang tidak mungkin benar disimpan, tidak ditagih, dan menunggu orang. Putuskan satu per satu; alasannya tercatat selamanya.',
    en: 'What cannot be right is kept, not billed, and waits for a person. Decide one by one; the reason is kept for good.',
  },
  suspectSessions: { id: 'Sesi yang diragukan', en: 'Sessions in doubt' },
  noSuspectSessions: {
    id: 'Tidak ada. Semua sesi cocok dengan meternya.',
    en: 'None. Every session agrees with its meter.',
  },
  suspectMessages: { id: 'Pesan yang tidak cocok dengan sesi mana pun', en: 'Messages that fit no session' },
  noSuspectMessages: { id: 'Tidak ada pesan yang menunggu.', en: 'No message waits.' },
  why: { id: 'Mengapa', en: 'Why' },
  message: { id: 'Pesan', en: 'Message' },
  received: { id: 'Diterima', en: 'Received' },
  facts: { id: 'Fakta', en: 'Facts' },
  bill: { id: 'Tagihan', en: 'Bill' },
  noBill: { id: 'Belum ditagih.', en: 'Not billed yet.' },
  payment: { id: 'Pembayaran', en: 'Payment' },
  noPayment: {
    id: 'Tidak dibayar di muka: kartu, dompet, atau rekening bulanan.',
    en: 'Not paid ahead: by card, wallet or monthly account.',
  },
  records: { id: 'Catatan tersegel (CDR)', en: 'Sealed records (CDR)' },
  noRecords: { id: 'Belum ada catatan tersegel.', en: 'No sealed record yet.' },
  signed: { id: 'Pembacaan bertanda tangan', en: 'Signed readings' },
  noSigned: {
    id: 'Meter soket ini tidak menandatangani apa pun.',
    en: 'The meter of this socket signs nothing.',
  },
  readings: { id: 'Pembacaan meter', en: 'Meter readings' },
  noReadings: {
    id: 'Pos belum mengirim pembacaan dari sesi ini.',
    en: 'The charger has sent no reading of this session.',
  },
  curve: { id: 'Daya selama sesi', en: 'Power during the session' },
  frames: { id: 'Pesan OCPP di waktu itu', en: 'OCPP messages of that time' },
  noFrames: {
    id: 'Tidak ada yang tersimpan lagi: pesan mentah disimpan beberapa hari saja.',
    en: 'None is kept any more: raw messages are kept for some days only.',
  },
  history: { id: 'Riwayat keputusan', en: 'History of decisions' },
  noHistory: { id: 'Belum ada yang diputuskan orang.', en: 'No person has decided anything yet.' },
  meter: { id: 'Register meter', en: 'Meter register' },
  voltage: { id: 'Tegangan', en: 'Voltage' },
  current: { id: 'Arus', en: 'Current' },
  reason: { id: 'Sebab berhenti', en: 'Reason of the stop' },
  authorization: { id: 'Jawaban atas kartu', en: 'Answer to the card' },
  price: { id: 'Harga per kWh', en: 'Price per kWh' },
  day: { id: 'Hari usaha', en: 'Business day' },
  signature: { id: 'Tanda tangan meter', en: 'Signature of the meter' },
  decide: { id: 'Putuskan', en: 'Decide' },
  allSuspects: { id: 'Semua sesi yang diragukan', en: 'All sessions in doubt' },
  duration: { id: 'Lama', en: 'Duration' },
  stop: { id: 'Hentikan', en: 'Stop it' },
  billIt: { id: 'Tagih', en: 'Bill it' },
  waive: { id: 'Bebaskan', en: 'Waive it' },
  apply: { id: 'Pasangkan ke sesi', en: 'Give to a session' },
  dismiss: { id: 'Abaikan', en: 'Dismiss' },
  byJob: { id: 'ditutup sendiri, karena tidak ada kabar', en: 'closed by itself, as nothing was heard' },
  at: { id: 'Waktu', en: 'Time' },
  what: { id: 'Apa', en: 'What' },
  note: { id: 'Catatan', en: 'Note' },
  key: { id: 'Kunci', en: 'Key' },
  direction: { id: 'Arah', en: 'Direction' },
  in: { id: 'dari pos', en: 'from it' },
  out: { id: 'ke pos', en: 'to it' },
} as const satisfies Record<string, Said>
