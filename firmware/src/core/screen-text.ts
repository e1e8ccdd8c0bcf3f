import type { ChargePointErrorCode, ChargePointStatus } from '@colok/shared/ocpp/types'
import type { RefusalReason, Settings } from './state.ts'

/** Everything that the display says, in the words of design/look.md: plain ASCII that fits its columns. */
export interface ScreenText {
  /** Of each socket, two to a row. */
  readonly status: Readonly<Record<ChargePointStatus, string>>
  /** Above a session, beside its duration. */
  readonly titles: { readonly charging: string; readonly full: string; readonly paused: string }
  /** With the code that the post's page shows too; `null` without one. */
  readonly tapOrScan: (code: string | null) => readonly [string, string]
  readonly offline: string
  readonly checking: string
  /** The service door may be pulled open. */
  readonly doorOpen: readonly [string, string]
  /** How often each socket has tripped, for the technician. */
  readonly trips: (ofSockets: readonly number[]) => string
  /** The mains are not as they should be. */
  readonly mains: (volts: number) => string
  readonly plugIn: (connectorId: number) => string
  readonly timeLimit: (seconds: number) => string
  readonly card: (masked: string) => string
  readonly refused: Readonly<Record<RefusalReason, readonly [string, string]>>
  readonly left: (duration: string) => string
  /** With a pack of the usual size; a part-charged one is full sooner. */
  readonly fullAtMost: (duration: string) => string
  readonly stopHint: string
  readonly finished: string
  /** A session that the power cut off is about to go on. */
  readonly resuming: readonly [string, string, string]
  readonly full: string
  readonly unplug: string
  readonly refund: string
  readonly fault: string
  readonly faults: Readonly<
    Partial<Record<ChargePointErrorCode | 'emergencyStop' | 'door', readonly [string, string]>>
  >
  readonly otherFault: readonly [string, string]
  readonly help: (number: string) => string
  readonly hour: string
}

const indonesian: ScreenText = {
  status: {
    Available: 'SIAP',
    Preparing: 'SIAP',
    Charging: 'MENGISI',
    SuspendedEV: 'PENUH',
    SuspendedEVSE: 'DIJEDA',
    Finishing: 'SELESAI',
    Reserved: 'DIPESAN',
    Unavailable: 'TUTUP',
    Faulted: 'RUSAK',
  },
  titles: { charging: 'MENGISI', full: 'PENUH', paused: 'DIJEDA' },
  tapOrScan: (code) => ['Tap kartu atau scan', code === null ? 'QR pada pos' : `QR, kode ${code}`],
  offline: 'Tanpa jaringan',
  checking: 'Memeriksa kartu...',
  doorOpen: ['Pintu servis', 'Silakan dibuka'],
  trips: (ofSockets) => `Trip ${ofSockets.join(' ')}`,
  mains: (volts) => `Listrik ${volts} V`,
  plugIn: (connectorId) => `Colokkan ke soket ${connectorId}`,
  timeLimit: (seconds) => `Batas waktu ${roughly(seconds, 'detik', 'menit', 'jam')}`,
  card: (masked) => `Kartu ${masked}`,
  refused: {
    Blocked: ['Kartu diblokir', 'Hubungi operator'],
    Expired: ['Kartu kedaluwarsa', 'Perbarui kartu Anda'],
    Invalid: ['Kartu tak dikenal', 'Daftar lewat QR'],
    ConcurrentTx: ['Kartu sedang dipakai', 'Selesaikan dulu'],
    offline: ['Jaringan terputus', 'Coba lagi nanti'],
    busy: ['Soket sedang dipakai', 'Mohon tunggu'],
    unavailable: ['Tidak beroperasi', 'Cari pos lain'],
    reserved: ['Soket dipesan', 'Cari pos lain'],
    noBalance: ['Saldo kosong', 'Isi saldo dulu'],
    debt: ['Ada kurang bayar', 'Isi saldo dulu'],
    frozen: ['Saldo dibekukan', 'Hubungi operator'],
    noPrice: ['Harga belum ada', 'Cari pos lain'],
  },
  left: (duration) => `Sisa ${duration}`,
  fullAtMost: (duration) => `Penuh <= ${duration}`,
  stopHint: 'Tap kartu: berhenti',
  finished: 'SELESAI',
  resuming: ['LISTRIK PADAM', 'Pengisian lanjut', 'sebentar lagi'],
  full: 'BATERAI PENUH',
  unplug: 'Cabut kabel',
  refund: 'Kembali',
  fault: 'GANGGUAN',
  faults: {
    emergencyStop: ['darurat', 'Putar tombol merah'],
    door: ['pintu', 'Tutup pintu servis'],
    GroundFailure: ['bocor arus', 'Cabut, coba lagi'],
    OverCurrentFailure: ['arus lebih', 'Cabut, coba lagi'],
    HighTemperature: ['terlalu panas', 'Tunggu hingga dingin'],
    PowerMeterFailure: ['meter', 'Pakai soket lain'],
    PowerSwitchFailure: ['sakelar', 'Pakai soket lain'],
    ConnectorLockFailure: ['kunci soket', 'Cabut, coba lagi'],
    UnderVoltage: ['tegangan', 'Tunggu sebentar'],
    OverVoltage: ['tegangan', 'Tunggu sebentar'],
  },
  otherFault: ['teknis', 'Pakai pos lain'],
  help: (number) => `Bantuan ${number}`,
  hour: 'j',
}

const english: ScreenText = {
  status: {
    Available: 'READY',
    Preparing: 'READY',
    Charging: 'IN USE',
    SuspendedEV: 'FULL',
    SuspendedEVSE: 'PAUSED',
    Finishing: 'DONE',
    Reserved: 'BOOKED',
    Unavailable: 'CLOSED',
    Faulted: 'FAULT',
  },
  titles: { charging: 'IN USE', full: 'FULL', paused: 'PAUSED' },
  tapOrScan: (code) => ['Tap a card or scan', code === null ? 'the QR on the post' : `the QR, code ${code}`],
  offline: 'No network',
  checking: 'Checking card...',
  doorOpen: ['Service door', 'Open it now'],
  trips: (ofSockets) => `Trips ${ofSockets.join(' ')}`,
  mains: (volts) => `Mains ${volts} V`,
  plugIn: (connectorId) => `Plug into socket ${connectorId}`,
  timeLimit: (seconds) => `Within ${roughly(seconds, 'seconds', 'minutes', 'hours')}`,
  card: (masked) => `Card ${masked}`,
  refused: {
    Blocked: ['Card is blocked', 'Call the operator'],
    Expired: ['Card has expired', 'Please renew it'],
    Invalid: ['Unknown card', 'Sign up by the QR'],
    ConcurrentTx: ['Card is in use', 'Finish that first'],
    offline: ['No network', 'Try again later'],
    busy: ['Sockets are in use', 'Please wait'],
    unavailable: ['Out of service', 'Try another post'],
    reserved: ['Socket is reserved', 'Try another post'],
    noBalance: ['No balance left', 'Top up first'],
    debt: ['Balance is owed', 'Top up first'],
    frozen: ['Wallet is frozen', 'Call the operator'],
    noPrice: ['No price is set', 'Try another post'],
  },
  left: (duration) => `${duration} left`,
  fullAtMost: (duration) => `Full in <= ${duration}`,
  stopHint: 'Tap card to stop',
  finished: 'DONE',
  resuming: ['POWER WAS OUT', 'Charging resumes', 'in a moment'],
  full: 'BATTERY FULL',
  unplug: 'Please unplug',
  refund: 'Refund',
  fault: 'FAULT',
  faults: {
    emergencyStop: ['emergency', 'Twist the red button'],
    door: ['door', 'Close service door'],
    GroundFailure: ['leakage', 'Unplug, try again'],
    OverCurrentFailure: ['overcurrent', 'Unplug, try again'],
    HighTemperature: ['too hot', 'Wait to cool down'],
    PowerMeterFailure: ['meter', 'Use another socket'],
    PowerSwitchFailure: ['switch', 'Use another socket'],
    ConnectorLockFailure: ['lock', 'Unplug, try again'],
    UnderVoltage: ['mains voltage', 'Please wait'],
    OverVoltage: ['mains voltage', 'Please wait'],
  },
  otherFault: ['technical', 'Use another post'],
  help: (number) => `Help ${number}`,
  hour: 'h',
}

/** What differs on 16 columns. */
const narrowIndonesian: ScreenText = {
  ...indonesian,
  status: {
    ...indonesian.status,
    Charging: 'ISI',
    SuspendedEVSE: 'JEDA',
    Finishing: 'USAI',
    Reserved: 'PESAN',
  },
  tapOrScan: (code) => [code === null ? 'Tap kartu / QR' : `Tap/QR kode ${code}`, ''],
  checking: 'Memeriksa...',
  plugIn: (connectorId) => `Colok ke soket ${connectorId}`,
  timeLimit: (seconds) => `Batas ${roughly(seconds, 'detik', 'menit', 'jam')}`,
  refused: {
    Blocked: ['Kartu diblokir', 'Hubungi operator'],
    Expired: ['Kartu kadaluarsa', 'Perbarui kartu'],
    Invalid: ['Kartu tak sah', 'Daftar lewat QR'],
    ConcurrentTx: ['Kartu dipakai', 'Selesaikan dulu'],
    offline: ['Tanpa jaringan', 'Coba lagi nanti'],
    busy: ['Soket dipakai', 'Mohon tunggu'],
    unavailable: ['Tidak beroperasi', 'Cari pos lain'],
    reserved: ['Soket dipesan', 'Cari pos lain'],
    noBalance: ['Saldo kosong', 'Isi saldo dulu'],
    debt: ['Ada kurang bayar', 'Isi saldo dulu'],
    frozen: ['Saldo dibekukan', 'Hubungi operator'],
    noPrice: ['Harga belum ada', 'Cari pos lain'],
  },
  fullAtMost: (duration) => `Penuh<=${duration}`,
  stopHint: 'Tap: berhenti',
  refund: 'Balik',
  faults: {
    ...indonesian.faults,
    emergencyStop: ['darurat', 'Putar tombol'],
    door: ['pintu', 'Tutup pintunya'],
    HighTemperature: ['terlalu panas', 'Tunggu dingin'],
  },
}

const narrowEnglish: ScreenText = {
  ...english,
  status: {
    ...english.status,
    Charging: 'BUSY',
    SuspendedEVSE: 'PAUSE',
    Reserved: 'HELD',
    Unavailable: 'SHUT',
  },
  tapOrScan: (code) => [code === null ? 'Tap card or QR' : `Tap/QR code ${code}`, ''],
  plugIn: (connectorId) => `Plug in socket ${connectorId}`,
  timeLimit: (seconds) => `Within ${roughly(seconds, 's', 'min', 'h')}`,
  refused: {
    Blocked: ['Card is blocked', 'Call operator'],
    Expired: ['Card has expired', 'Please renew it'],
    Invalid: ['Unknown card', 'Sign up by QR'],
    ConcurrentTx: ['Card is in use', 'Finish it first'],
    offline: ['No network', 'Try again later'],
    busy: ['Sockets in use', 'Please wait'],
    unavailable: ['Out of service', 'Try another post'],
    reserved: ['Socket reserved', 'Try another post'],
    noBalance: ['No balance left', 'Top up first'],
    debt: ['Balance is owed', 'Top up first'],
    frozen: ['Wallet is frozen', 'Call operator'],
    noPrice: ['No price is set', 'Try another post'],
  },
  fullAtMost: (duration) => `Full<=${duration}`,
  faults: {
    emergencyStop: ['emergency', 'Twist red button'],
    door: ['door', 'Close the door'],
    GroundFailure: ['leakage', 'Unplug and retry'],
    OverCurrentFailure: ['overcurrent', 'Unplug and retry'],
    HighTemperature: ['too hot', 'Let it cool down'],
    PowerMeterFailure: ['meter', 'Try other socket'],
    PowerSwitchFailure: ['switch', 'Try other socket'],
    ConnectorLockFailure: ['lock', 'Unplug and retry'],
    UnderVoltage: ['mains voltage', 'Please wait'],
    OverVoltage: ['mains voltage', 'Please wait'],
  },
}

const texts = {
  id: { 20: indonesian, 16: narrowIndonesian },
  en: { 20: english, 16: narrowEnglish },
} as const

export function textFor({ language, display }: Settings): ScreenText {
  return texts[language][display.columns]
}

/** A time limit in its largest unit, never more than it is: three digits at most but for years of hours. */
function roughly(seconds: number, inSeconds: string, inMinutes: string, inHours: string): string {
  if (seconds < 100) return `${seconds} ${inSeconds}`
  const minutes = Math.floor(seconds / 60)
  return minutes < 100 ? `${minutes} ${inMinutes}` : `${Math.floor(minutes / 60)} ${inHours}`
}
