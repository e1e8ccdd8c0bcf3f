import type { Refusals } from './refusal.ts'

/** Why somebody, a card of theirs or a key is not changed. */
export const people: Refusals = {
  'driver-has-no-keys': { en: 'A driver has no keys.', id: 'Pengemudi tidak punya kunci.' },
  'role-makes-no-keys': {
    en: 'A {by} makes no keys for the role {role}.',
    id: 'Peran Anda tidak boleh membuat kunci untuk peran {role}.',
  },
  'key-with-organisation': {
    en: 'A key for the role {role} has {article} organisation.',
    id: 'Periksa organisasi untuk peran {role}.',
  },
  'key-ends-no-later': {
    en: 'Your own key ends at {at}: one that it makes ends no later.',
    id: 'Kunci Anda berakhir {at}. Kunci yang dibuatnya tidak boleh lebih lama.',
  },
  'role-without-permission': {
    en: 'The role {role} has not the permission {permission}.',
    id: 'Peran {role} tidak punya izin {permission}.',
  },
  'permission-not-yours': {
    en: 'You have not the permission {permission} yourself.',
    id: 'Anda sendiri tidak punya izin {permission}.',
  },
  'last-key': {
    en: 'It is the last key for everything; it stays.',
    id: 'Ini kunci terakhir untuk semuanya. Tidak bisa dicabut.',
  },
  'organisation-slug-taken': {
    en: 'Another organisation is called {slug}.',
    id: 'Nama pendek {slug} sudah dipakai organisasi lain.',
  },
  'organisation-without-role': {
    en: 'An organisation of kind {kind} has no {role}.',
    id: 'Organisasi jenis ini tidak punya peran {role}.',
  },
  'role-gives-no-role': {
    en: 'A {by} makes nobody {role}.',
    id: 'Peran Anda tidak boleh memberi peran {role}.',
  },
  'own-role': { en: 'Nobody changes their own role.', id: 'Peran sendiri tidak bisa diubah.' },
  'role-takes-no-role': {
    en: 'A {by} takes the role {role} from nobody.',
    id: 'Peran Anda tidak boleh mencabut peran {role}.',
  },
  'last-admin': {
    en: 'It is the last admin; make another first.',
    id: 'Ini admin terakhir. Buat yang lain dulu.',
  },
  'site-held-already': {
    en: 'It is its business at that time already.',
    id: 'Lokasi itu sudah menjadi miliknya pada waktu itu.',
  },
  'card-in-use': {
    en: "Card {card} is in use: a card takes the place of another only while it is nobody's.",
    id: 'Kartu {card} sedang dipakai. Kartu pengganti harus belum dimiliki siapa pun.',
  },
  'card-of-somebody': { en: 'Card {card} is somebody’s already.', id: 'Kartu {card} sudah ada yang punya.' },
  'this-card-of-somebody': { en: 'This card is somebody’s already.', id: 'Kartu ini sudah ada yang punya.' },
  'card-lost-stays': {
    en: 'A card that was lost stays blocked; link another.',
    id: 'Kartu yang hilang tetap diblokir. Tautkan yang lain.',
  },
  'card-was-lost': {
    en: 'The card was lost; it is nobody’s any more.',
    id: 'Kartu itu hilang dan tidak dimiliki siapa pun lagi.',
  },
  'card-reported': { en: 'It has been reported already.', id: 'Sudah dilaporkan.' },
  'cards-on-order': {
    en: 'Cards are on order already; wait for them.',
    id: 'Kartu sudah dipesan. Tunggu sampai datang.',
  },
  'order-settled': { en: 'The order has been settled already.', id: 'Pesanan itu sudah selesai.' },
  'order-settled-by-id': { en: 'Order {id} has been settled already.', id: 'Pesanan {id} sudah selesai.' },
  'not-a-rider': {
    en: 'This person does not ride for the company.',
    id: 'Orang ini tidak berkendara untuk perusahaan itu.',
  },
  'vehicles-full': {
    en: 'There are {count} vehicles already; remove one first.',
    id: 'Sudah ada {count} motor. Hapus satu dulu.',
  },
  'linking-under-way': {
    en: 'Somebody else is linking a card at this post; try again in two minutes.',
    id: 'Orang lain sedang menautkan kartu di pos ini. Coba lagi dua menit lagi.',
  },
  'linking-too-often': {
    en: 'You have tried often; try again in an hour.',
    id: 'Sudah sering dicoba. Coba lagi sejam lagi.',
  },
  'display-code-wrong': {
    en: 'This is not what the display showed; {count} attempts are left.',
    id: 'Bukan itu yang tampil di layar pos. Sisa {count} kali.',
  },
  'display-code-over': {
    en: 'This is not what the display showed. Ask anew, and tap the card again.',
    id: 'Bukan itu yang tampil di layar pos. Minta lagi, lalu tempelkan kartu lagi.',
  },
  'no-card-tapped': {
    en: 'No unknown card has been tapped at this post yet.',
    id: 'Belum ada kartu baru yang ditempelkan di pos ini.',
  },
  'linking-over': {
    en: 'The time is over; ask anew, and tap the card again.',
    id: 'Waktunya habis. Minta lagi, lalu tempelkan kartu lagi.',
  },
  'text-changed': {
    en: 'The text has changed since; read it, and send its version.',
    id: 'Teksnya sudah berubah. Baca yang baru dulu.',
  },
  'consent-too-often': {
    en: 'It was changed too often; write to us instead.',
    id: 'Terlalu sering diubah. Hubungi kami saja.',
  },
  'forget-while-charging': {
    en: 'A card of theirs is charging; it has to end first.',
    id: 'Salah satu kartunya sedang mengisi. Tunggu sampai selesai.',
  },
  'forget-with-money': {
    en: 'There is money in a wallet of theirs, owed, or on its way back; that has to be settled first.',
    id: 'Masih ada uang di dompetnya, utang, atau pengembalian. Selesaikan dulu.',
  },
  'forget-only-admin': {
    en: 'They are the only admin; make another first.',
    id: 'Ini satu-satunya admin. Buat yang lain dulu.',
  },
  'no-code-now': {
    en: 'No code can be sent now; use your authenticator app.',
    id: 'Kode tidak bisa dikirim sekarang. Pakai aplikasi autentikator.',
  },
  'code-still-good': {
    en: 'The code before may be used; another one in {seconds} s.',
    id: 'Kode sebelumnya masih bisa dipakai. Yang baru dalam {seconds} detik.',
  },
  'code-not-right': {
    en: 'The code is not right, is over, or was used.',
    id: 'Kode itu salah, habis, atau sudah dipakai.',
  },
  'too-many-attempts': {
    en: 'Too many attempts; try again in {seconds} s.',
    id: 'Terlalu banyak percobaan. Coba lagi dalam {seconds} detik.',
  },
  'message-on-its-way': {
    en: 'It is on its way; it is tried again by itself.',
    id: 'Pesan sedang dikirim dan dicoba lagi sendiri.',
  },
  'code-not-resent': {
    en: 'A code is not sent again; a new one has to be asked for.',
    id: 'Kode tidak dikirim ulang. Minta yang baru.',
  },
  'message-not-kept': { en: 'What it said is not kept any more.', id: 'Isi pesannya sudah tidak disimpan.' },
  'channel-of-address': {
    en: 'Say of which channel the address is.',
    id: 'Sebut alamat itu untuk saluran apa.',
  },
  'where-on-channel': { en: 'Say where on {channel} it is.', id: 'Isi alamatnya di {channel}.' },
  'rule-tells-contact': {
    en: 'The rule {rule} tells {contact}; take it out there first.',
    id: 'Aturan {rule} memberi tahu {contact}. Keluarkan dulu dari sana.',
  },
}
