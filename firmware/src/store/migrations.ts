/** Each migration once, in order, for ever: a shipped one is never changed. The file's user_version counts them. */
export const migrations: readonly string[] = [
  `CREATE TABLE slice (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE outbox (id INTEGER PRIMARY KEY, entry TEXT NOT NULL);
   CREATE TABLE dead_letter (id INTEGER PRIMARY KEY, why TEXT NOT NULL, entry TEXT NOT NULL);
   CREATE TABLE reading (
     seq INTEGER PRIMARY KEY, local_id INTEGER NOT NULL, connector_id INTEGER NOT NULL,
     import_wh INTEGER NOT NULL, at TEXT NOT NULL);
   CREATE TABLE sample (seq INTEGER PRIMARY KEY, local_id INTEGER NOT NULL, sample TEXT NOT NULL);`,
  `CREATE TABLE security_event (seq INTEGER PRIMARY KEY, event TEXT NOT NULL);`,
]
