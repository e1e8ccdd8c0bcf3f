/** What the panel says, in both languages. The LCD speaks its own. */
export interface Words {
  readonly title: string
  readonly driverPage: string
  readonly apiReference: string
  readonly otherLanguage: string
  readonly power: {
    readonly on: string
    readonly off: string
    readonly cut: string
    readonly restore: string
  }
  readonly network: {
    readonly connected: string
    readonly cut: string
    readonly doCut: string
    readonly restore: string
  }
  readonly door: {
    readonly shut: string
    readonly letGo: string
    readonly open: string
    readonly pull: string
    readonly force: string
    readonly doShut: string
  }
  readonly controller: Readonly<Record<'starting' | 'running' | 'off' | 'failed', string>>
  readonly emergency: {
    readonly press: string
    readonly reset: string
    readonly plate: string
  }
  readonly reader: string
  readonly cards: {
    readonly heading: string
    readonly hint: string
    readonly tap: (uid: string) => string
    readonly kinds: Readonly<Record<'accepted' | 'blocked' | 'unknown' | 'service', string>>
  }
  readonly surroundings: string
  readonly socket: (connectorId: number) => string
  readonly plugIn: string
  readonly pullOut: string
  readonly ofSocket: (verb: string, connectorId: number) => string
  readonly battery: string
  readonly startAt: (connectorId: number) => string
  readonly phases: Readonly<Record<'constantPower' | 'taper' | 'full', string>>
  readonly waiting: string
  readonly relay: { readonly closed: string; readonly open: string }
  readonly light: (colour: string, blinking: boolean) => string
  readonly colours: Readonly<Record<'off' | 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'white', string>>
  readonly measures: {
    readonly power: string
    readonly voltage: string
    readonly current: string
    readonly powerFactor: string
    readonly register: string
  }
  readonly wires: {
    readonly heading: string
    readonly empty: string
    readonly all: string
    /** Seen from the charge controller. */
    readonly fromCharger: string
    readonly toCharger: string
  }
  readonly lost: string
}

export type Language = 'en' | 'id'

export const words: Readonly<Record<Language, Words>> = {
  en: {
    title: 'virtual charger',
    driverPage: "The driver's page",
    apiReference: "The operators' API",
    otherLanguage: 'Bahasa Indonesia',
    power: {
      on: 'Mains on',
      off: 'Mains off',
      cut: 'Cut the power',
      restore: 'Restore the power',
    },
    network: {
      connected: 'Network connected',
      cut: 'Network cut',
      doCut: 'Cut the network',
      restore: 'Restore the network',
    },
    door: {
      shut: 'Service door locked',
      letGo: 'Service door let go',
      open: 'Service door open',
      pull: 'Pull it open',
      force: 'Force the door',
      doShut: 'Shut the door',
    },
    controller: {
      starting: 'Controller starting',
      running: 'Controller running',
      off: 'Controller off',
      failed: 'Controller stopped, see its log',
    },
    emergency: {
      press: 'Emergency stop',
      reset: 'Reset the emergency stop',
      plate: 'EMERGENCY STOP',
    },
    reader: 'Card reader',
    cards: {
      heading: 'Cards',
      hint: 'Press a card, or drag it onto the reader.',
      tap: (uid) => `Tap card ${uid}`,
      kinds: { accepted: 'A driver', blocked: 'Blocked', unknown: 'Unknown', service: 'A technician' },
    },
    surroundings: 'Around the post',
    socket: (connectorId) => `Socket ${connectorId}`,
    plugIn: 'Plug in',
    pullOut: 'Pull out',
    ofSocket: (verb, connectorId) => `${verb} socket ${connectorId}`,
    battery: 'Battery',
    startAt: (connectorId) => `Battery of the motorcycle at socket ${connectorId}, percent`,
    phases: { constantPower: 'full power', taper: 'nearly full', full: 'full' },
    waiting: 'not plugged in',
    relay: { closed: 'Relay closed', open: 'Relay open' },
    light: (colour, blinking) => (blinking ? `Light ${colour}, blinking` : `Light ${colour}`),
    colours: {
      off: 'off',
      blue: 'blue',
      green: 'green',
      amber: 'amber',
      red: 'red',
      violet: 'violet',
      white: 'white',
    },
    measures: {
      power: 'Power',
      voltage: 'Voltage',
      current: 'Current',
      powerFactor: 'Power factor',
      register: 'Meter register',
    },
    wires: {
      heading: 'What goes over the wires',
      empty: 'Nothing yet.',
      all: 'all',
      fromCharger: 'out',
      toCharger: 'in',
    },
    lost: 'The panel does not answer. Start it again with: npm start',
  },
  id: {
    title: 'pengisi daya virtual',
    driverPage: 'Halaman pengendara',
    apiReference: 'API operator',
    otherLanguage: 'English',
    power: {
      on: 'Listrik menyala',
      off: 'Listrik padam',
      cut: 'Putuskan listrik',
      restore: 'Nyalakan listrik',
    },
    network: {
      connected: 'Jaringan terhubung',
      cut: 'Jaringan terputus',
      doCut: 'Putuskan jaringan',
      restore: 'Sambungkan jaringan',
    },
    door: {
      shut: 'Pintu servis terkunci',
      letGo: 'Pintu servis dilepas',
      open: 'Pintu servis terbuka',
      pull: 'Buka pintu',
      force: 'Bongkar pintu',
      doShut: 'Tutup pintu',
    },
    controller: {
      starting: 'Pengendali menyala…',
      running: 'Pengendali berjalan',
      off: 'Pengendali mati',
      failed: 'Pengendali berhenti, lihat lognya',
    },
    emergency: {
      press: 'Tombol darurat',
      reset: 'Lepaskan tombol darurat',
      plate: 'TOMBOL DARURAT',
    },
    reader: 'Pembaca kartu',
    cards: {
      heading: 'Kartu',
      hint: 'Tekan sebuah kartu, atau seret ke pembaca.',
      tap: (uid) => `Tempel kartu ${uid}`,
      kinds: {
        accepted: 'Pengendara',
        blocked: 'Diblokir',
        unknown: 'Tidak dikenal',
        service: 'Teknisi',
      },
    },
    surroundings: 'Di sekitar pos',
    socket: (connectorId) => `Soket ${connectorId}`,
    plugIn: 'Colokkan',
    pullOut: 'Cabut',
    ofSocket: (verb, connectorId) => `${verb} soket ${connectorId}`,
    battery: 'Baterai',
    startAt: (connectorId) => `Baterai motor di soket ${connectorId}, persen`,
    phases: {
      constantPower: 'daya penuh',
      taper: 'hampir penuh',
      full: 'penuh',
    },
    waiting: 'belum dicolok',
    relay: { closed: 'Relai tertutup', open: 'Relai terbuka' },
    light: (colour, blinking) => (blinking ? `Lampu ${colour}, berkedip` : `Lampu ${colour}`),
    colours: {
      off: 'mati',
      blue: 'biru',
      green: 'hijau',
      amber: 'kuning',
      red: 'merah',
      violet: 'ungu',
      white: 'putih',
    },
    measures: {
      power: 'Daya',
      voltage: 'Tegangan',
      current: 'Arus',
      powerFactor: 'Faktor daya',
      register: 'Register meter',
    },
    wires: {
      heading: 'Yang lewat di kabel',
      empty: 'Belum ada.',
      all: 'semua',
      fromCharger: 'keluar',
      toCharger: 'masuk',
    },
    lost: 'Panel tidak menjawab. Jalankan lagi dengan: npm start',
  },
}
