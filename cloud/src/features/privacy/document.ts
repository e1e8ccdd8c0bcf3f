import { type PersonalData, personalData, unusedAccountDays } from '../../core/retention-policy.ts'

const bases: Readonly<Record<PersonalData['basis'], string>> = {
  consent: 'consent',
  contract: 'contract',
  legalObligation: 'legal obligation',
  legitimateInterest: 'legitimate interest',
}

const forgettings: Readonly<Record<PersonalData['forgetting'], string>> = {
  deleted: 'deleted',
  emptied: 'emptied',
  keyDeleted: 'unreadable: its key is deleted',
  unlinked: 'stays, nobody’s',
  stays: 'stays',
}

/** PRIVACY.md: what is kept of people, why and for how long. `npm run privacy -w cloud` writes it. */
export function privacyDocument(): string {
  const rows = personalData.map(
    ({ table, columns, what, purpose, basis, kept, forgetting }) =>
      `| \`${table}\` | ${columns.map((column) => `\`${column}\``).join(', ')} | ${what} | ${purpose} | ${bases[basis]} | ${kept} | ${forgettings[forgetting]} |`,
  )
  return `# Personal data

Written by \`npm run privacy -w cloud\` from \`src/core/retention-policy.ts\`; a test holds the two together. The bases are
those of UU 27/2022 on the protection of personal data, article 20 (2).

| table | columns | what | purpose | basis | kept | when the person is forgotten |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

## What people can do

| right | how | when |
| --- | --- | --- |
| to know and have a copy (articles 5 to 7) | \`GET /api/v1/me/export\`, as JSON, and \`/me/export/text\` to read | at once |
| to correct (article 6) | \`PUT /api/v1/me/profile\`, vehicles | at once |
| to withdraw consent (articles 9 and 40) | \`PUT /api/v1/me/consents/{purpose}\` | at once |
| to be forgotten (articles 8 and 43) | \`POST /api/v1/me/deletion\`, or an operator for them | at once, unless money is still owed or something is under way |
| to be told of a breach (article 46) | by message, from \`POST /api/v1/breaches\` on | within 3 × 24 hours |

Who has not been seen for ${unusedAccountDays} days is forgotten without asking.

## Forgetting, and records that never change

Sessions, bills, receipts, the ledger and the activity history are never changed. What they say of a person is either the
number of a card, whose link to the person is deleted, or encrypted under a key of that person alone, which is deleted. The
hashes of the history are over what is encrypted, so the chain holds afterwards, and the books stay as they are.

A backup holds what was forgotten after it was made, keys too. Keep backups no longer than 30 days; after restoring one, the
people in its \`person_key\` whom the present system has forgotten must be forgotten again: \`POST /api/v1/drivers/{id}/deletion\`
for each id of \`GET /api/v1/forgotten-people\`, noted before the old system is given up.

On SQLite a deleted key is written over in its place. PostgreSQL lets go of the old row at its next vacuum, and of its log as
archiving is set up.
`
}
