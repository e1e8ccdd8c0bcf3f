/** What stands around every page, and the pages for when something is not as it should be. */
export const frame = {
  skip: 'Langsung ke isi',
  languages: 'Bahasa',
  more: 'Halaman lain',
  nearest: 'Pos terdekat',
  help: 'Bantuan',
  mine: 'Halaman saya',
}

export const offline = {
  title: 'Tidak ada sinyal',
  money:
    'Pengisian yang sedang berjalan tetap berjalan di pos, dan berhenti sendiri pada jumlah yang Anda bayar. Uang Anda aman.',
  steps: [
    'Lihat layar pada pos: energi dan rupiah tetap tampil di sana.',
    'Untuk berhenti sekarang, cabut kabel dari soket. Yang tidak terpakai kembali sendiri.',
    'Pindah ke tempat yang ada sinyal, lalu muat ulang.',
  ],
  again: 'Muat ulang',
}

export const help = {
  title: 'Bantuan',
  intro: 'Pilih yang sedang Anda alami.',
  topics: [
    {
      title: 'Mulai mengisi',
      steps: [
        'Colokkan kabel motor ke soket yang siap dipakai.',
        'Pindai kode QR pada pos, pilih jumlah, lalu bayar. Atau tempelkan kartu pada pos.',
        'Tunggu sampai lampu soket hijau dan layar menulis MENGISI.',
      ],
    },
    {
      title: 'Berhenti lebih cepat',
      steps: [
        'Buka lagi halaman pembayaran Anda, lalu tekan Berhenti. Dengan kartu: tempelkan kartu yang sama.',
        'Cabut kabel setelah lampu soket padam dari hijau.',
        'Yang tidak terpakai kembali sendiri ke aplikasi yang Anda pakai membayar.',
      ],
    },
    {
      title: 'Sudah bayar, tetapi tidak mengisi',
      steps: [
        'Tunggu dua menit: bila pengisian tidak mulai, uang kembali sendiri.',
        'Periksa apakah kabel tercolok penuh di soket yang Anda pilih.',
        'Halaman pembayaran Anda selalu menulis di mana uangnya.',
      ],
    },
    {
      title: 'Sinyal hilang',
      steps: [
        'Pengisian tetap berjalan di pos dan berhenti sendiri pada jumlah yang dibayar.',
        'Layar pada pos tetap menunjukkan energi dan rupiah.',
        'Halaman ini menyimpan angka terakhir dan memperbaruinya saat tersambung lagi.',
      ],
    },
    {
      title: 'Gangguan, bau, atau panas',
      steps: [
        'Tekan tombol darurat pada pos bila ada, dan menjauh bila ada asap.',
        'Jangan cabut kabel yang terasa panas sebelum lampunya padam.',
        'Hubungi kami. Jangan pakai soket itu lagi.',
      ],
    },
    {
      title: 'Memastikan kode QR asli',
      steps: [
        'Kode empat angka pada halaman pos harus sama dengan yang ada di layar pos.',
        'Penerima pembayaran selalu atas nama pengelola pos ini.',
        'Bila ragu, jangan bayar; pakai kartu atau hubungi kami.',
      ],
    },
  ],
  contact: 'Hubungi kami',
  contactText: (contact: string) => `Telepon atau pesan: ${contact}. Sebutkan nomor pos.`,
  noContact: 'Nomor bantuan tertulis pada pos.',
}
