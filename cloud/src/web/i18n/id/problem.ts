/** What went wrong, what it means, and what to do: by the kind of the refusal. */
export const problem = {
  'invalid-request': {
    title: 'Isian belum lengkap',
    text: 'Tidak ada yang disimpan dan tidak ada uang yang ditarik. Kembali, periksa isiannya, lalu kirim lagi.',
  },
  unauthorized: {
    title: 'Silakan masuk dulu',
    text: 'Halaman ini hanya untuk yang sudah masuk. Masuk dulu, lalu buka lagi.',
  },
  forbidden: {
    title: 'Tidak diizinkan',
    text: 'Halaman ini bukan untuk Anda. Bila seharusnya boleh, hubungi pengelola.',
  },
  'code-needed': {
    title: 'Perlu kode baru',
    text: 'Tindakan ini perlu kode yang baru. Minta kode, lalu ulangi.',
  },
  'not-found': {
    title: 'Tidak ditemukan',
    text: 'Yang Anda cari tidak ada. Pindai lagi kode QR pada pos, atau pilih pos dari daftar.',
  },
  'method-not-allowed': {
    title: 'Tidak bisa dilakukan di sini',
    text: 'Halaman ini hanya untuk dilihat. Kembali, lalu coba lagi dari sana.',
  },
  conflict: {
    title: 'Keadaannya sudah berubah',
    text: 'Ada yang berubah sejak halaman ini dibuka. Muat ulang, lalu lihat keadaan yang baru.',
  },
  gone: {
    title: 'Sudah berakhir',
    text: 'Tautan ini tidak berlaku lagi. Mulai lagi dari halaman pos.',
  },
  'key-reused': {
    title: 'Sudah pernah dikirim',
    text: 'Permintaan ini sudah kami terima. Muat ulang halaman untuk melihat hasilnya.',
  },
  exists: {
    title: 'Sudah ada',
    text: 'Yang dengan nama itu sudah ada, dan tidak diubah. Kembali, lalu pilih nama lain.',
  },
  'too-many-requests': {
    title: 'Terlalu sering',
    text: 'Banyak permintaan datang dari jaringan Anda. Pengisian dan uang Anda tidak terganggu. Tunggu satu menit, lalu coba lagi.',
  },
  'too-large': {
    title: 'Terlalu besar',
    text: 'Kiriman ini terlalu besar dan tidak disimpan. Kirim yang lebih kecil.',
  },
  unexpected: {
    title: 'Ada yang gagal di sisi kami',
    text: 'Pengisian yang berjalan tidak terganggu. Coba muat ulang halaman ini sebentar lagi.',
  },
  unavailable: {
    title: 'Sedang tidak bisa',
    text: 'Sistem kami sedang sibuk. Pengisian yang berjalan tidak terganggu. Coba lagi sebentar lagi.',
  },
}
