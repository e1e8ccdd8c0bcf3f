import type { Campaign, FirmwareUpdate } from '../../firmware/schemas.ts'
import type { Said, SaidOf } from '../said.ts'

export const campaignStates: SaidOf<Campaign['state']> = {
  running: { id: 'Berjalan', en: 'Running' },
  paused: { id: 'Dijeda', en: 'Paused' },
  stopped: { id: 'Dihentikan', en: 'Stopped' },
  done: { id: 'Selesai', en: 'Done' },
}

export const updateStates: SaidOf<FirmwareUpdate['state']> = {
  waiting: { id: 'menunggu', en: 'waiting' },
  sent: { id: 'diberi tahu', en: 'told' },
  underWay: { id: 'sedang memasang', en: 'under way' },
  installed: { id: 'terpasang', en: 'installed' },
  failed: { id: 'gagal', en: 'failed' },
  skipped: { id: 'dilewati', en: 'skipped' },
}

export const firmwareWords = {
  title: { id: 'Pembaruan firmware', en: 'Firmware campaigns' },
  lead: {
    id: 'Dipasang bergelombang: gelombang berikutnya mulai sesudah yang sebelumnya berhasil.',
    en: 'In waves: each begins when the one before is over and well.',
  },
  empty: {
    id: 'Belum ada. Unggah berkas firmware, lalu mulai dengan satu pos sebagai gelombang pertama.',
    en: 'None yet. Upload an image, then begin with one charger as the first wave.',
  },
  make: { id: 'Pembaruan baru', en: 'New campaign' },
  images: { id: 'Berkas firmware', en: 'Firmware images' },
  imagesLead: {
    id: 'Berkas yang bisa dipasang. Isinya tidak berubah lagi sesudah diunggah.',
    en: 'What can be installed. Once uploaded it never changes.',
  },
  noImages: {
    id: 'Belum ada berkas. Tulis versinya, lalu unggah yang pertama.',
    en: 'None yet. Enter a version, then upload the first.',
  },
  newImage: { id: 'Berkas firmware baru', en: 'New firmware image' },
  newImageLead: {
    id: 'Dulu keterangannya, lalu berkasnya. Dengan tanda tangan, pos menolak berkas yang bukan dari penanda tangan itu.',
    en: 'First what it is, then the file. With a signature, a charger refuses a file of anybody else.',
  },
  signed: { id: 'Tanda tangan', en: 'Signature' },
  signature: { id: 'Tanda tangan berkas', en: 'Signature of the file' },
  signatureHint: { id: 'Base64, atas isi berkas.', en: 'Base64, over the file.' },
  isSigned: { id: 'Ada; pos yang memeriksanya', en: 'There; chargers check it' },
  notSigned: { id: 'Tidak ada', en: 'None' },
  upload: { id: 'Unggah berkas', en: 'Upload the file' },
  uploadHint: {
    id: 'Paling besar 256 MB. Biarkan halaman ini terbuka sampai selesai; di tab lain, halaman berkas ini menunjukkan yang sudah sampai.',
    en: '256 MB at most. Keep this page open until it is over; in another tab, the page of this image shows what has arrived.',
  },
  checks: {
    id: 'Yang diperiksa: besarnya, dan bahwa berkasnya belum ada. Sidik SHA-256 dihitung dari yang sampai: cocokkan dengan milik pembuatnya. Tanda tangan diperiksa tiap pos sebelum memasang. Sesudah diunggah, isinya tidak bisa diganti.',
    en: "What is checked: its size, and that none is there yet. A SHA-256 digest is taken of what has arrived: compare it with its maker's. The signature is checked by each charger before it installs. Once uploaded it can't be changed.",
  },
  digest: { id: 'Sidik SHA-256', en: 'SHA-256 digest' },
  from: { id: 'Diambil pos dari', en: 'Chargers fetch it from' },
  missing: { id: 'Berkasnya belum diunggah.', en: 'Its file has not been uploaded.' },
  arriving: { id: 'Sudah sampai', en: 'Has arrived' },
  install: { id: 'Pasang di pos', en: 'Install it' },
  image: { id: 'Berkas firmware', en: 'Firmware image' },
  version: { id: 'Versi', en: 'Version' },
  file: { id: 'Berkas', en: 'File' },
  size: { id: 'Byte', en: 'Bytes' },
  by: { id: 'Oleh', en: 'By' },
  made: { id: 'Dibuat', en: 'Made' },
  name: { id: 'Nama', en: 'Name' },
  state: { id: 'Keadaan', en: 'State' },
  progress: { id: 'Kemajuan', en: 'Progress' },
  wave: { id: 'Gelombang', en: 'Wave' },
  waves: { id: 'Besar gelombang', en: 'Sizes of waves' },
  mayFail: { id: 'Boleh gagal', en: 'May fail' },
  chargers: { id: 'Pos demi pos', en: 'Charger by charger' },
  firstOnes: {
    id: 'Hanya 200 pos pertama yang tampil di sini; angka di atas menghitung semuanya.',
    en: 'Only the first 200 chargers are shown here; the figures above count all of them.',
  },
  noChargers: { id: 'Tidak ada pos.', en: 'No charger.' },
  charger: { id: 'Pos', en: 'Charger' },
  site: { id: 'Semua pos di lokasi', en: 'All chargers of a site' },
  detail: { id: 'Kata pos', en: 'What it said' },
  at: { id: 'Kapan', en: 'When' },
  pause: { id: 'Jeda', en: 'Pause' },
  resume: { id: 'Teruskan', en: 'Go on' },
  stop: { id: 'Hentikan', en: 'Stop' },
} as const satisfies Record<string, Said>
