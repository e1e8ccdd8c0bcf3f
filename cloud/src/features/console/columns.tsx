/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Language } from '../../web/language.ts'
import type { Column } from '../../web/table.tsx'
import { kwh, none, rupiah, when } from './figures.ts'
import type { Said } from './said.ts'

type Value = string | number | boolean | null | undefined
type KeyOf<Row> = Extract<keyof Row, string>

/** Columns of rows that show a field as it is, in one language. */
export function columnsIn<Row>(language: Language) {
  const fieldOf = (row: Row, key: KeyOf<Row>) => row[key] as Value
  const plain = (value: Value): string | number | null =>
    typeof value === 'boolean' ? (value ? 1 : 0) : (value ?? null)
  const of =
    (show: (value: Value) => Child, figure = false) =>
    (key: KeyOf<Row>, name: Said, cell?: (row: Row) => Child): Column<Row> => ({
      key,
      name: name[language],
      cell: cell ?? ((row) => show(fieldOf(row, key))),
      csv: (row) => plain(fieldOf(row, key)),
      ...(figure && { figure }),
    })
  return {
    text: of((value) => (value === null || value === undefined || value === '' ? none : String(value))),
    whole: of((value) => (value === null || value === undefined ? none : String(value)), true),
    rupiah: of((value) => rupiah(value as number | null, language), true),
    energy: of((value) => kwh(value as number | null, language), true),
    when: of((value) => when(value as string | null, language)),
    /** What can be done about a row; nothing in the file. */
    deeds: (name: Said, cell: (row: Row) => Child): Column<Row> => ({
      key: 'deeds',
      name: name[language],
      cell: (row) => <span class="row">{cell(row)}</span>,
    }),
  }
}
