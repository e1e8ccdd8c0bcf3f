import type { Refusals } from './refusal.ts'

/** Why a charger, a session, or what happens there is not changed. */
export const posts: Refusals = {
  'other-role-for-deed': {
    en: 'It takes another role to do {name}.',
    id: 'Perlu peran lain untuk melakukan ini.',
  },
  'password-by-its-own-route': {
    en: 'A password is changed by POST /api/v1/chargers/{id}/password.',
    id: 'Kata sandi pos diganti di halamannya sendiri.',
  },
  'cannot-be-left': { en: '{action} cannot be left for later.', id: '{action} tidak bisa ditunda.' },
  'charger-bound': {
    en: '{id} has sessions or payments at {site}, which stay there; give it a new id at {other}.',
    id: '{id} punya sesi atau pembayaran di {site}, yang tetap di sana. Beri nomor baru di {other}.',
  },
  'profile-only-raised': {
    en: 'It has profile {profile}; a profile is only ever raised.',
    id: 'Profilnya sudah {profile}. Profil hanya bisa dinaikkan.',
  },
  'no-listener-for-profile': {
    en: 'No listener serves profile {profile}; set {setting}.',
    id: 'Belum ada sambungan untuk profil {profile}. Atur {setting}.',
  },
  'no-certificate-yet': {
    en: 'It has no certificate yet; ask for one by POST /api/v1/certificates/renewals.',
    id: 'Pos belum punya sertifikat. Minta dulu sertifikatnya.',
  },
  'no-template-of-charger': {
    en: 'Neither the charger nor its model has a template.',
    id: 'Pos maupun modelnya tidak punya pola.',
  },
  'session-ended': { en: 'The session has ended already.', id: 'Sesi sudah selesai.' },
  'session-not-ended': {
    en: 'It has not ended; a session of which nothing is heard is closed by itself.',
    id: 'Sesi belum selesai. Sesi yang tidak ada kabarnya ditutup sendiri.',
  },
  'nothing-suspect': { en: 'Nothing about it is suspect.', id: 'Tidak ada yang meragukan.' },
  'billed-already': { en: 'It was billed already.', id: 'Sudah ditagih.' },
  'waived-already': { en: 'It was waived already.', id: 'Sudah digratiskan.' },
  'decided-already': { en: 'It was {resolution} already.', id: 'Sudah diputuskan.' },
  'no-tariff-held': {
    en: 'No tariff held when it started; add one that did.',
    id: 'Tidak ada tarif yang berlaku saat sesi mulai. Tambahkan tarif untuk waktu itu.',
  },
  'energy-needed': {
    en: 'Its meter went back: say how much energy it delivered.',
    id: 'Meternya berjalan mundur. Isi berapa energi yang diberikan.',
  },
  'only-stop-applies': {
    en: '{action} cannot be applied, only a StopTransaction.',
    id: '{action} tidak bisa diterapkan, hanya pesan berhenti.',
  },
  'that-session-decided': { en: 'That session was {resolution} already.', id: 'Sesi itu sudah diputuskan.' },
  'that-session-billed': {
    en: 'That session has ended and is billed.',
    id: 'Sesi itu sudah selesai dan ditagih.',
  },
  'claim-code-used': { en: 'The claim code has been used.', id: 'Kode pasang sudah dipakai.' },
  'claim-code-expired': { en: 'The claim code has expired.', id: 'Kode pasang sudah lewat waktunya.' },
  'charger-registration': {
    en: 'The charger is {registration}, which does not allow this; nothing was sent.',
    id: 'Pos belum diterima. Tidak ada yang dikirim.',
  },
  'charger-has-answered': { en: 'The charger has answered.', id: 'Pos sudah menjawab.' },
  'charger-answered': { en: 'The charger answered {status}.', id: 'Pos menjawab {status}.' },
  'charger-cannot': {
    en: 'The charger cannot do this ({reason}).',
    id: 'Pos tidak bisa melakukan ini ({reason}).',
  },
  'charger-breaks-ocpp': {
    en: "The charger's answer breaks OCPP: {problem}",
    id: 'Jawaban pos tidak sesuai OCPP.',
  },
  'charger-silent': {
    en: 'The charger did not answer in time; it may have done it all the same. Look at its state.',
    id: 'Pos tidak menjawab pada waktunya. Mungkin tetap dilakukan. Lihat keadaannya.',
  },
  'charger-silent-try-another': {
    en: 'The charger did not answer in time; do not count on it. Try another.',
    id: 'Pos tidak menjawab pada waktunya. Jangan mengandalkannya. Coba pos lain.',
  },
  'charger-offline': {
    en: 'The charger is offline; nothing was sent.',
    id: 'Pos sedang tidak terhubung. Tidak ada yang dikirim.',
  },
  'charger-offline-later': {
    en: 'The charger is offline; it gets the command when it comes back.',
    id: 'Pos sedang tidak terhubung. Perintah dikirim begitu kembali.',
  },
  'charger-busy': {
    en: 'Too many commands are waiting for this charger; nothing was sent. Try again in a minute.',
    id: 'Terlalu banyak perintah menunggu pos ini. Tidak ada yang dikirim. Coba semenit lagi.',
  },
  'commands-wait': {
    en: '{count} commands wait for this charger already.',
    id: 'Sudah {count} perintah menunggu pos ini.',
  },
  'socket-held-no-more': { en: 'That socket is held no more.', id: 'Soket itu tidak dipesan lagi.' },
  'holding-not-here': {
    en: 'There is no such charger, its tariff does not let sockets be held, or the charger does not know reservations.',
    id: 'Pos itu tidak ada, atau soketnya tidak bisa dipesan.',
  },
  'holds-one-already': {
    en: 'You have a socket held already; let go of it first.',
    id: 'Anda sudah memesan sebuah soket. Lepaskan dulu.',
  },
  'holdings-came-to-nothing': {
    en: 'Three of yours have come to nothing within a day; ride up without a reservation.',
    id: 'Tiga pesanan Anda batal dalam sehari. Datang saja tanpa memesan.',
  },
  'post-held': { en: 'A socket of it is held already.', id: 'Satu soketnya sudah dipesan.' },
  'post-rests': {
    en: 'The last one held there came to nothing; for a quarter of an hour it is everybody’s.',
    id: 'Pesanan terakhir di sana batal. Seperempat jam ini terbuka untuk siapa saja.',
  },
  'no-socket-free': { en: 'It has no socket that is ready now.', id: 'Sekarang tidak ada soket yang siap.' },
  'reservation-past': { en: 'It would have expired already.', id: 'Waktunya sudah lewat.' },
  'reservation-too-long': {
    en: 'A socket is held for a day at the most.',
    id: 'Soket dipesan paling lama sehari.',
  },
  'reservation-holds': { en: 'Reservation {id} holds that socket.', id: 'Soket itu sudah dipesan ({id}).' },
  'image-file-missing': {
    en: 'The file of that image has not been uploaded.',
    id: 'Berkas citra itu belum diunggah.',
  },
  'image-file-there': {
    en: 'Its file is there already, or elsewhere.',
    id: 'Berkasnya sudah ada, atau ada di tempat lain.',
  },
  'campaign-over': { en: 'The campaign is over.', id: 'Pembaruan ini sudah selesai.' },
  'file-not-arrived': { en: 'The file has not arrived.', id: 'Berkasnya belum sampai.' },
  'key-needs-no-decision': {
    en: 'Nobody has to decide about that key.',
    id: 'Kunci itu tidak perlu diputuskan.',
  },
  'alert-of-incident': {
    en: 'This alert belongs to incident {number}: take that one.',
    id: 'Peringatan ini bagian dari insiden {number}. Ambil insiden itu.',
  },
  'alert-over': {
    en: 'This alert is over: there is nothing to look after.',
    id: 'Peringatan ini sudah berakhir. Tidak ada yang perlu diurus.',
  },
  'incident-closed': { en: 'Incident {number} is closed.', id: 'Insiden {number} sudah ditutup.' },
  'photo-missing': {
    en: 'No photo was chosen: go back and choose one.',
    id: 'Belum ada foto. Kembali, lalu pilih satu.',
  },
  'photo-too-large': { en: 'A photo has {size} MB at the most.', id: 'Foto paling besar {size} MB.' },
  'photo-no-picture': {
    en: 'A photo is a JPEG, a PNG or a WebP picture; this file is none.',
    id: 'Foto harus JPEG, PNG atau WebP.',
  },
  'photos-full': {
    en: 'An incident has {count} photos at the most.',
    id: 'Satu insiden paling banyak {count} foto.',
  },
  'document-without-file': {
    en: 'The file of document {id} has not been sent.',
    id: 'Berkas dokumen {id} belum dikirim.',
  },
  'document-file-again': {
    en: 'The file of document {id} was sent once more meanwhile; that one counts.',
    id: 'Berkas dokumen {id} dikirim sekali lagi. Yang terakhir itu yang berlaku.',
  },
  'document-file-type': { en: 'A file is {types}, not {type}.', id: 'Berkas harus PDF, JPEG atau PNG.' },
  'document-has-file': {
    en: 'Document {id} has its file; enter a new one in its place.',
    id: 'Dokumen {id} sudah punya berkas. Buat dokumen baru sebagai gantinya.',
  },
}
