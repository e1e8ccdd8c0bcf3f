import type { ProblemKind } from '../../../http/problem.ts'
import type { Said, SaidOf } from '../said.ts'

/** What stands around every form. */
export const deedWords = {
  optional: { id: '(boleh kosong)', en: '(may stay empty)' },
  none: { id: 'Tidak ada', en: 'None' },
  choose: { id: 'Pilih…', en: 'Choose…' },
  chooseFile: { id: 'Pilih berkasnya dulu.', en: 'Choose the file.' },
  next: { id: 'Lanjut', en: 'Continue' },
  back: { id: 'Kembali', en: 'Back' },
  change: { id: 'Ubah isian', en: 'Change it' },
  look: { id: 'Periksa dulu', en: 'Look once more' },
  sure: {
    id: 'Ini yang akan terjadi. Tidak ada yang berubah sebelum Anda menekan tombol di bawah.',
    en: 'This is what will happen. Nothing changes before you press the button below.',
  },
  code: { id: 'Kode enam angka', en: 'Code of six digits' },
  codeWhy: {
    id: 'Tindakan ini perlu kode yang baru, supaya tidak ada orang lain yang memakai layar Anda.',
    en: 'This takes a fresh code, so that nobody else can do it on your screen.',
  },
  codeBy: { id: 'Kode dari', en: 'The code is from' },
  byMessage: { id: 'pesan yang dikirim', en: 'the message that was sent' },
  byApp: { id: 'aplikasi autentikator', en: 'my authenticator app' },
  sendCode: { id: 'Kirim kode ke saya', en: 'Send me a code' },
  codeSent: {
    id: 'Kode sudah dikirim. Berlaku lima menit.',
    en: 'A code has been sent. It is good for five minutes.',
  },
  codeWrong: {
    id: 'Kode itu salah, habis, atau sudah dipakai.',
    en: 'That code is not right, is over, or was used.',
  },
  codeNotSent: {
    id: 'Kode tidak bisa dikirim sekarang. Pakai aplikasi autentikator, atau coba lagi sebentar.',
    en: 'No code can be sent now. Use your authenticator app, or try again in a moment.',
  },
  fix: { id: 'Belum disimpan. Perbaiki yang ditandai.', en: 'Not saved. Put right what is marked.' },
  notSaved: { id: 'Belum disimpan.', en: 'Not saved.' },
  done: { id: 'Sudah dilakukan.', en: 'Done.' },
  doneOf: { id: 'Sudah dilakukan untuk:', en: 'Done for:' },
  doneOfNone: {
    id: 'Tidak ada yang cocok, jadi tidak ada yang berubah.',
    en: 'Nothing fitted, so nothing has changed.',
  },
  onward: { id: 'Lanjut', en: 'Go on' },
  once: {
    id: 'Hanya tampil sekali. Salin sekarang, simpan di tempat aman.',
    en: 'Shown this once. Copy it now, and keep it safe.',
  },
  goOn: { id: 'Sudah disalin, lanjut', en: 'I have copied it' },
} as const satisfies Record<string, Said>

/** What a refusal of the API means for a form: nothing was done. What it says itself stands below. */
export const refusedFor: SaidOf<ProblemKind> = {
  'invalid-request': deedWords.fix,
  unauthorized: { id: 'Masuk lagi dulu.', en: 'Sign in again.' },
  forbidden: { id: 'Peran Anda tidak boleh melakukan ini.', en: 'Your role may not do this.' },
  'code-needed': deedWords.codeWhy,
  'not-found': { id: 'Yang dimaksud tidak ada lagi.', en: 'What it is about is not there.' },
  'method-not-allowed': { id: 'Itu tidak bisa dilakukan di sini.', en: 'It cannot be done here.' },
  conflict: {
    id: 'Tidak dilakukan, karena bertentangan dengan keadaan sekarang.',
    en: 'Not done: it contradicts how things stand now.',
  },
  exists: {
    id: 'Tidak disimpan, karena sudah ada yang bernama begitu.',
    en: 'Not saved: there is one of that name.',
  },
  gone: { id: 'Itu sudah berakhir.', en: 'It is over.' },
  'key-reused': { id: 'Sudah dikirim dengan isian lain.', en: 'It was sent before with something else.' },
  'too-many-requests': {
    id: 'Terlalu sering. Coba lagi sebentar.',
    en: 'Too often. Try again in a moment.',
  },
  'too-large': { id: 'Isiannya terlalu besar.', en: 'It is too large.' },
  unexpected: { id: 'Ada yang gagal di sisi kami.', en: 'Something failed on our side.' },
  unavailable: { id: 'Sekarang sedang tidak bisa.', en: 'Not possible just now.' },
}
