import type { MessagingFault } from '../../faults.ts'
import type { InboxChannel, InboxState } from '../../inbox.ts'
import type { InboxActionResult } from '../actions.ts'

export type Language = 'id' | 'en'

export const channelNames: Readonly<Record<InboxChannel, string>> = {
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  email: 'E-mail',
}

const id = {
  title: 'Pesan',
  simulated: 'Ponsel simulasi, hanya di komputer ini',
  otherLanguage: 'English',
  empty: 'Belum ada pesan.',
  emptyHint:
    'Pesan dari Colok muncul di sini. Tulis dulu sebagai pengemudi untuk membuka percakapan gratis 24 jam.',
  you: 'Anda: ',
  back: 'Kembali',
  newHeading: 'Tulis sebagai pengemudi',
  newAddress: { whatsapp: 'Nomor ponsel', telegram: 'ID Telegram' },
  newText: 'Pesan',
  send: 'Kirim',
  writeHere: 'Tulis pesan',
  noReply: 'E-mail ini tidak bisa dibalas.',
  copy: 'Salin kode',
  copied: 'Tersalin',
  template: (name: string) => `template ${name}`,
  phoneOn: 'Ponsel menyala',
  unreachable: 'Tidak terjangkau',
  photo: 'Foto',
  copies: (count: number) => `diterima ${count} kali`,
  states: {
    accepted: 'Diterima penyedia',
    sent: 'Terkirim',
    delivered: 'Sampai',
    read: 'Dibaca',
    failed: 'Gagal',
  } satisfies Record<InboxState, string>,
  faultsHeading: 'Gangguan penyedia',
  faultsHint: 'Ketuk: terjadi sekali lagi pada pesan berikutnya.',
  calm: 'Hapus semua gangguan',
  clear: 'Kosongkan ponsel',
  faults: {
    tooMany: 'Terlalu banyak (429)',
    tooManyToOne: 'Terlalu banyak ke satu nomor (131056)',
    windowClosed: 'Jendela tertutup (131047)',
    tokenExpired: 'Token ditolak (190)',
    loseAnswer: 'Jawaban hilang',
    slow: 'Lambat 30 detik',
    failDelivery: 'Gagal sampai (131026)',
    duplicateNotification: 'Kabar ganda',
    holdNotification: 'Kabar terlambat',
    loseNotification: 'Kabar hilang',
    badSignature: 'Tanda tangan salah',
  } satisfies Record<MessagingFault, string>,
  refusals: {
    noPhoneNumber: 'Nomor ponsel itu belum benar, misalnya 0812 3456 7890.',
    noChat: 'ID Telegram hanya berisi angka.',
    unknown: 'Percakapan itu sudah tidak ada.',
  } satisfies Record<Extract<InboxActionResult, { kind: 'refused' }>['reason'], string>,
  lost: 'Sambungan ke simulator terputus. Halaman ini mencoba lagi sendiri.',
}

export type Words = typeof id

const en: Words = {
  title: 'Messages',
  simulated: 'A simulated phone, on this computer only',
  otherLanguage: 'Bahasa Indonesia',
  empty: 'No messages yet.',
  emptyHint:
    'Messages from Colok appear here. Write first as a driver, and the conversation is free for 24 hours.',
  you: 'You: ',
  back: 'Back',
  newHeading: 'Write as a driver',
  newAddress: { whatsapp: 'Mobile number', telegram: 'Telegram id' },
  newText: 'Message',
  send: 'Send',
  writeHere: 'Write a message',
  noReply: 'This e-mail cannot be answered.',
  copy: 'Copy code',
  copied: 'Copied',
  template: (name) => `template ${name}`,
  phoneOn: 'Phone is on',
  unreachable: 'Unreachable',
  photo: 'Photo',
  copies: (count) => `received ${count} times`,
  states: {
    accepted: 'Taken by the provider',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    failed: 'Failed',
  },
  faultsHeading: 'Faults of the providers',
  faultsHint: 'Tap: it happens once more, to the next message.',
  calm: 'Clear all faults',
  clear: 'Empty the phone',
  faults: {
    tooMany: 'Too many (429)',
    tooManyToOne: 'Too many to one number (131056)',
    windowClosed: 'Window closed (131047)',
    tokenExpired: 'Token refused (190)',
    loseAnswer: 'Answer lost',
    slow: 'Slow by 30 seconds',
    failDelivery: 'Not delivered (131026)',
    duplicateNotification: 'Webhook twice',
    holdNotification: 'Webhook late',
    loseNotification: 'Webhook lost',
    badSignature: 'Bad signature',
  },
  refusals: {
    noPhoneNumber: 'That mobile number is not right yet; one is 0812 3456 7890.',
    noChat: 'A Telegram id has digits only.',
    unknown: 'That conversation is gone.',
  },
  lost: 'The connection to the simulator is lost. This page tries again by itself.',
}

export const words: Readonly<Record<Language, Words>> = { id, en }
