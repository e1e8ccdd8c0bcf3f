import type { Refusals } from './refusal.ts'

/** What is wrong with a request itself, or with who makes it. */
export const requests: Refusals = {
  'body-too-large': {
    en: 'A request body may have {bytes} bytes.',
    id: 'Kiriman paling besar {bytes} bita.',
  },
  'database-closed': {
    en: 'The database does not take writes.',
    id: 'Basis data sedang tidak bisa menulis.',
  },
  'method-not-taken': {
    en: '{path} takes {methods}, not {method}.',
    id: 'Alamat ini hanya menerima {methods}.',
  },
  'nothing-here': { en: 'Nothing is at {path}.', id: 'Tidak ada apa-apa di {path}.' },
  'logged-try-again': { en: 'It has been logged; please try again.', id: 'Sudah dicatat. Coba lagi.' },
  'nobody-yet': { en: 'Nobody may use this address yet.', id: 'Alamat ini belum boleh dipakai siapa pun.' },
  'sign-in-needed': { en: 'Sign in, or send a key: "Authorization: Bearer …".', id: 'Masuk dulu.' },
  'permission-missing': {
    en: 'It takes the permission {permission}, which {role} has not.',
    id: 'Peran Anda tidak punya izin {permission}.',
  },
  'key-not-for-this': {
    en: 'The key was not made for {permission}.',
    id: 'Kunci ini tidak dibuat untuk {permission}.',
  },
  'beyond-reach': {
    en: 'It is about more than what you may see.',
    id: 'Ini menyangkut lebih dari yang boleh Anda lihat.',
  },
  'fresh-code-needed': {
    en: 'Ask for a code and give it first; it is good for some minutes.',
    id: 'Minta kode dan isi dulu. Kode berlaku beberapa menit.',
  },
  'not-as-described': { en: 'The {part} is not as described; see errors.', id: 'Isiannya belum sesuai.' },
  'form-not-as-described': { en: 'The form is not as described.', id: 'Isian formulir belum sesuai.' },
  'nul-in-text': {
    en: 'A text may not hold the character U+0000.',
    id: 'Ada huruf yang tidak bisa disimpan.',
  },
  'bad-idempotency-key': {
    en: 'An Idempotency-Key is 1 to 128 printable characters without spaces.',
    id: 'Tanda pengenal kiriman ini salah.',
  },
  'idempotency-key-missing': {
    en: 'Send an Idempotency-Key, so that a command is given once.',
    id: 'Buka lagi halamannya, lalu kirim sekali lagi.',
  },
  'idempotency-key-reused': {
    en: 'This Idempotency-Key came with another request before; use a new one.',
    id: 'Formulir ini sudah dikirim dengan isian lain. Buka lagi, lalu isi ulang.',
  },
  'first-request-under-way': {
    en: 'The first request with this key is under way or was cut off; look at what it was to change.',
    id: 'Kiriman yang pertama masih berjalan atau terputus. Lihat dulu apa yang sudah berubah.',
  },
  'answer-not-kept': {
    en: 'It was done already; the answer held a secret, or was long, and was not kept.',
    id: 'Sudah dilakukan. Jawabannya rahasia atau panjang, jadi tidak disimpan.',
  },
  'cursor-unknown': {
    en: 'The cursor is none of ours; begin again without it.',
    id: 'Alamat halaman ini rusak. Mulai lagi dari awal daftar.',
  },
  'cursor-of-another-order': {
    en: 'The cursor is of another order; begin again without it.',
    id: 'Urutannya sudah diganti. Mulai lagi dari awal daftar.',
  },
  'days-reversed': {
    en: 'The list is asked for from {from} to {to}, which is earlier.',
    id: 'Hari terakhir, {to}, lebih awal daripada hari pertama, {from}.',
  },
  'order-needs-bounds': {
    en: 'A list that only grows is sorted by {key} within {days} days at most: give {ways}, or sort by {time}.',
    id: 'Urutan ini hanya untuk paling lama {days} hari. Pilih hari pertama dan terakhir, atau urutkan menurut waktu.',
  },
  'try-again-in': { en: 'Try again in {seconds} s.', id: 'Coba lagi dalam {seconds} detik.' },
  'wait-a-minute': { en: 'Wait a minute, then try again.', id: 'Tunggu semenit, lalu coba lagi.' },
  'too-many-streams': {
    en: 'Too many pages are being followed live; reload to see more.',
    id: 'Terlalu banyak halaman yang mengikuti langsung. Muat ulang untuk melihat yang baru.',
  },
  'streams-of-one': {
    en: '{count} pages are followed live from here already; close one, or reload to see more.',
    id: 'Sudah {count} halaman mengikuti langsung dari sini. Tutup salah satu, atau muat ulang.',
  },
  'foreign-page': {
    en: 'It came from a page of somebody else. Open our own page again.',
    id: 'Kiriman ini datang dari halaman lain. Buka lagi halaman kami.',
  },
  'request-without-body': { en: 'The request has no body.', id: 'Berkasnya belum ikut terkirim.' },
  'file-too-large': { en: 'The file is too large.', id: 'Berkasnya terlalu besar.' },
  'file-of-at-most': { en: 'A file may have {bytes} bytes.', id: 'Berkas paling besar {bytes} bita.' },
  'month-unreadable': { en: 'A month is written as 2026-11.', id: 'Bulan ditulis seperti 2026-11.' },
  'exists-already': {
    en: 'There is {what} {name} already: choose another name, or change that one.',
    id: '{name} sudah ada. Pilih nama lain, atau ubah yang sudah ada itu.',
  },
  'notification-too-large': {
    en: 'A notification may have {bytes} bytes.',
    id: 'Pemberitahuan paling besar {bytes} bita.',
  },
  'provider-not-expected': {
    en: 'No messaging provider is expected here.',
    id: 'Tidak ada penyedia pesan yang ditunggu di sini.',
  },
  'days-in-order': {
    en: 'The first day is before the last, and not in the future.',
    id: 'Hari pertama harus sebelum hari terakhir, dan tidak di masa depan.',
  },
  'days-at-most': { en: 'Ask for {days} days at the most.', id: 'Paling lama {days} hari.' },
  'person-not-key': {
    en: 'It is about a person, and a key is none.',
    id: 'Ini tentang seseorang, dan kunci bukan orang.',
  },
}
