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
    id: 'Belum ada berkas. Unggah lewat API: POST /api/v1/firmware-images, lalu PUT …/file.',
    en: 'None yet. Upload one by the API: POST /api/v1/firmware-images, then PUT …/file.',
  },
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
  noChargers: { id: 'Tidak ada pos.', en: 'No charger.' },
  charger: { id: 'Pos', en: 'Charger' },
  site: { id: 'Semua pos di lokasi', en: 'All chargers of a site' },
  detail: { id: 'Kata pos', en: 'What it said' },
  at: { id: 'Kapan', en: 'When' },
  pause: { id: 'Jeda', en: 'Pause' },
  resume: { id: 'Teruskan', en: 'Go on' },
  stop: { id: 'Hentikan', en: 'Stop' },
} as const satisfies Record<string, Said>
