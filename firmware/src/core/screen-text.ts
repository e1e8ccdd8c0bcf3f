import type { ChargePointErrorCode, ChargePointStatus } from '@colok/shared/ocpp/types'
import type { RefusalReason } from './state.ts'

/** Everything that the display says, in the words of design/look.md, within 20 characters of plain ASCII. */
export interface ScreenText {
  readonly status: Readonly<Record<ChargePointStatus, string>>
  readonly tapOrScan: readonly [string, string]
  readonly perKwh: (price: string) => string
  readonly offline: string
  readonly checking: string
  readonly plugIn: (connectorId: number) => string
  readonly timeLimit: (seconds: number) => string
  readonly card: (masked: string) => string
  readonly refused: Readonly<Record<RefusalReason, readonly [string, string]>>
  readonly left: (duration: string) => string
  readonly stopHint: string
  readonly finished: string
  readonly full: string
  readonly unplug: string
  readonly refund: string
  readonly fault: string
  readonly faults: Readonly<
    Partial<Record<ChargePointErrorCode | 'emergencyStop', readonly [string, string]>>
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
  tapOrScan: ['Tap kartu atau scan', 'QR pada tiang'],
  perKwh: (price) => `${price} per kWh`,
  offline: 'Tanpa jaringan',
  checking: 'Memeriksa kartu...',
  plugIn: (connectorId) => `Colokkan ke soket ${connectorId}`,
  timeLimit: (seconds) => `Batas waktu ${seconds} detik`,
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
  },
  left: (duration) => `Sisa ${duration}`,
  stopHint: 'Tap kartu: berhenti',
  finished: 'SELESAI',
  full: 'BATERAI PENUH',
  unplug: 'Cabut kabel',
  refund: 'Kembali',
  fault: 'GANGGUAN',
  faults: {
    emergencyStop: ['tombol darurat', 'Putar tombol merah'],
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
    Reserved: 'RESERVED',
    Unavailable: 'CLOSED',
    Faulted: 'FAULT',
  },
  tapOrScan: ['Tap a card or scan', 'the QR on the post'],
  perKwh: (price) => `${price} per kWh`,
  offline: 'No network',
  checking: 'Checking card...',
  plugIn: (connectorId) => `Plug into socket ${connectorId}`,
  timeLimit: (seconds) => `Within ${seconds} seconds`,
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
  },
  left: (duration) => `${duration} left`,
  stopHint: 'Tap card to stop',
  finished: 'DONE',
  full: 'BATTERY FULL',
  unplug: 'Please unplug',
  refund: 'Refund',
  fault: 'FAULT',
  faults: {
    emergencyStop: ['emergency', 'Twist the red button'],
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

export const screenTexts = { id: indonesian, en: english } as const
