import type { Language } from '../../gateways/messaging/contract.ts'
import type { RuleKind } from './rule-kinds.ts'

export interface AlertWords {
  /** Of what is at no site. */
  readonly network: string
  readonly socket: (number: number) => string
  readonly andMore: (count: number) => string
  readonly alsoOver: (count: number) => string
  readonly stillUntaken: string
  /** Ahead of what has been told before, and has its photo now. */
  readonly photographed: string
  readonly lasted: (ms: number) => string
  /** What to do about each kind. */
  readonly todo: Readonly<Record<RuleKind, string>>
}

const minuteMs = 60_000

function inMinutes(ms: number): { readonly hours: number; readonly minutes: number } {
  const minutes = Math.max(1, Math.round(ms / minuteMs))
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
}

export const alertWords: Readonly<Record<Language, AlertWords>> = {
  id: {
    network: 'Seluruh jaringan',
    socket: (number) => `soket ${number}`,
    andMore: (count) => `dan ${count} lagi`,
    alsoOver: (count) => `${count} lainnya pulih`,
    stillUntaken: 'Belum ditangani',
    photographed: 'Fotonya sudah ada',
    lasted: (ms) => {
      const { hours, minutes } = inMinutes(ms)
      return hours > 0 ? `${hours} jam ${minutes} menit` : `${minutes} menit`
    },
    todo: {
      offline: 'Periksa listrik dan jaringan di lokasi.',
      fault: 'Jangan dipakai dulu; periksa pos dan kabelnya.',
      door: 'Lihat fotonya dan datangi pos; hubungi keamanan bila perlu.',
      refusedConnections: 'Periksa kata sandi pos, atau blokir alamat yang mencoba masuk.',
      report: 'Baca laporannya dan periksa pos.',
      suspectSession: 'Periksa sesi itu dan putuskan tagihannya.',
      paymentException: 'Buka antrean pembayaran dan putuskan.',
      gatewayBalance: 'Isi saldo di penyedia pembayaran agar uang kembali bisa dikirim.',
      certificate: 'Pastikan pos tersambung dan mengambil sertifikat baru.',
      takings: 'Periksa soket, harga, dan akses ke lokasi.',
      wrongPasswords: 'Tanyakan pemilik akun; ganti kata sandinya bila bukan ia.',
    },
  },
  en: {
    network: 'The whole network',
    socket: (number) => `socket ${number}`,
    andMore: (count) => `and ${count} more`,
    alsoOver: (count) => `${count} others are over`,
    stillUntaken: 'Nobody has taken it',
    photographed: 'Its photo is here',
    lasted: (ms) => {
      const { hours, minutes } = inMinutes(ms)
      return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`
    },
    todo: {
      offline: 'Check power and network at the site.',
      fault: 'Keep people from using it; check the charger and its cable.',
      door: 'Look at the photo and go there; call security if need be.',
      refusedConnections: 'Check the charger’s password, or block the address that tries.',
      report: 'Read what was reported and check the charger.',
      suspectSession: 'Look at the session and decide what it costs.',
      paymentException: 'Open the queue of payments and decide.',
      gatewayBalance: 'Fill up the balance at the payment provider, so that refunds can go out.',
      certificate: 'See that the charger is connected and gets a new certificate.',
      takings: 'Check the sockets, the price and the way to the site.',
      wrongPasswords: 'Ask the account’s owner; change the password if it was not them.',
    },
  },
}
