import type { HoldingRefusal } from '../../core/socket-holding.ts'
import type { Language } from '../../web/language.ts'

interface HoldingWords {
  readonly title: string
  readonly offer: (minutes: number) => string
  readonly rules: string
  readonly hold: string
  readonly withCard: (digits: string) => string
  readonly withCode: string
  readonly code: string
  readonly until: (time: string) => string
  readonly socket: (number: number) => string
  readonly here: string
  readonly letGo: string
  readonly offline: string
  readonly none: string
  readonly nearest: string
  readonly openPost: string
  readonly refused: Readonly<Record<HoldingRefusal | 'noneFree' | 'noAnswer' | 'chargerRefused', string>>
  readonly over: Readonly<Record<'asked' | 'arrived' | 'used' | 'letGo' | 'expired' | 'refused', string>>
  readonly arrival: string
  readonly arrivalText: string
  readonly give: string
  readonly wrong: Readonly<Record<'wrongCode' | 'tooManyCodes' | 'nothingHeld' | 'notFreed', string>>
  readonly freed: string
}

export const holdingWords: Readonly<Record<Language, HoldingWords>> = {
  id: {
    title: 'Pesan soket',
    offer: (minutes) => `Satu soket menunggu Anda selama ${minutes} menit.`,
    rules:
      'Gratis. Satu pesanan sekaligus, dan paling banyak tiga sehari yang tidak dipakai, supaya soket tetap untuk semua orang.',
    hold: 'Pesan sekarang',
    withCard: (digits) => `Tempelkan kartu Anda ....${digits} di pos, lalu colokkan.`,
    withCode:
      'Sesampai di pos, tekan tombol di bawah atau berikan kode ini di halaman pos. Lalu colokkan dan bayar.',
    code: 'Kode pesanan',
    until: (time) => `Dipesan sampai ${time}`,
    socket: (number) => `Soket ${number}`,
    here: 'Saya sudah di pos',
    letGo: 'Lepaskan pesanan',
    offline:
      'Pos ini sedang tidak terhubung. Pesanan tetap tersimpan di pos, tetapi kodenya baru bisa dipakai saat terhubung lagi.',
    none: 'Anda belum memesan soket.',
    nearest: 'Cari pos terdekat',
    openPost: 'Buka pos',
    refused: {
      notHere: 'Soket di pos ini tidak bisa dipesan. Langsung datang saja.',
      holdsOne: 'Anda sudah memesan satu soket. Lepaskan dulu yang itu.',
      tooMany: 'Hari ini sudah tiga pesanan Anda tidak dipakai. Langsung datang saja, tanpa pesan.',
      postHeld: 'Satu soket di pos ini sudah dipesan orang lain. Coba pos lain.',
      postRests:
        'Pesanan terakhir di pos ini tidak dipakai. Selama seperempat jam soketnya untuk siapa saja yang datang.',
      noneFree: 'Tidak ada soket yang siap sekarang. Coba pos lain.',
      noAnswer: 'Pos tidak menjawab, jadi jangan andalkan pesanan ini. Coba pos lain.',
      chargerRefused: 'Pos menolak pesanan. Mungkin soketnya baru saja dipakai. Coba pos lain.',
    },
    over: {
      asked: 'Pos sedang ditanya. Muat ulang halaman ini sebentar lagi.',
      arrived: 'Soket sudah bebas untuk Anda. Colokkan kabel sekarang.',
      used: 'Pesanan sudah dipakai. Selamat mengisi.',
      letGo: 'Pesanan sudah dilepaskan.',
      expired: 'Waktu pesanan habis, soketnya bebas lagi. Tidak ada biaya.',
      refused: 'Pos menolak pesanan ini.',
    },
    arrival: 'Saya memesan soket di sini',
    arrivalText: 'Tulis kode enam angka dari halaman pesanan Anda. Soketnya langsung bebas untuk Anda colok.',
    give: 'Bebaskan soket',
    wrong: {
      wrongCode: 'Kode salah. Lihat lagi di halaman pesanan Anda.',
      tooManyCodes: 'Sudah terlalu banyak kode salah. Pakai tombol di halaman pesanan Anda.',
      nothingHeld: 'Tidak ada soket yang dipesan di pos ini sekarang.',
      notFreed:
        'Pos tidak menjawab, jadi soketnya belum bebas. Coba lagi sebentar lagi, atau tunggu sampai waktunya habis.',
    },
    freed: 'Soket sudah bebas. Colokkan kabel sekarang.',
  },
  en: {
    title: 'Book a socket',
    offer: (minutes) => `A socket waits for you for ${minutes} minutes.`,
    rules:
      'It costs nothing. One booking at a time, and three in a day at most that come to nothing, so that sockets stay everybody’s.',
    hold: 'Book now',
    withCard: (digits) => `Tap your card ....${digits} at the post, then plug in.`,
    withCode:
      'At the post, press the button below or give this code on the post’s page. Then plug in and pay.',
    code: 'Booking code',
    until: (time) => `Booked until ${time}`,
    socket: (number) => `Socket ${number}`,
    here: 'I am at the post',
    letGo: 'Let go of it',
    offline: 'This post is offline. It keeps your booking, but the code is of use only when it is back.',
    none: 'You have booked no socket.',
    nearest: 'Find the nearest posts',
    openPost: 'Open the post',
    refused: {
      notHere: 'Sockets of this post cannot be booked. Just come.',
      holdsOne: 'You have booked a socket already. Let go of that one first.',
      tooMany: 'Three bookings of yours have come to nothing today. Just come, without booking.',
      postHeld: 'Somebody has booked a socket of this post already. Please try another.',
      postRests:
        'The last booking here came to nothing. For a quarter of an hour its sockets are for whoever comes.',
      noneFree: 'No socket is ready just now. Please try another post.',
      noAnswer: 'The post did not answer, so do not count on it. Please try another.',
      chargerRefused: 'The post said no. Somebody may just have plugged in. Please try another.',
    },
    over: {
      asked: 'The post is being asked. Please load this page again in a moment.',
      arrived: 'The socket is free for you. Plug in now.',
      used: 'Your booking was used. Enjoy the ride.',
      letGo: 'You have let go of it.',
      expired: 'The time is over, and the socket is everybody’s again. It cost nothing.',
      refused: 'The post said no.',
    },
    arrival: 'I booked a socket here',
    arrivalText:
      'Type the six digits from the page of your booking. The socket is free for you to plug in at once.',
    give: 'Free the socket',
    wrong: {
      wrongCode: 'That is not the code. Please look at the page of your booking again.',
      tooManyCodes: 'There were too many wrong codes. Please use the button on the page of your booking.',
      nothingHeld: 'No socket of this post is booked just now.',
      notFreed:
        'The post did not answer, so the socket is not free yet. Try again in a moment, or wait until the time is over.',
    },
    freed: 'The socket is free. Plug in now.',
  },
}
