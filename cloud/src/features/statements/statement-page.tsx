/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { assetUrl } from '../../web/assets.ts'
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { statementColumns, statementSums } from './rows.ts'
import type { Statement } from './schemas.ts'
import { headOf } from './statement-pdf.ts'
import { statementWords } from './words.ts'

/** A closed statement for its partner, whole from HTML alone. */
export function StatementPage({
  statement,
  language,
  path,
}: {
  readonly statement: Statement
  readonly language: Language
  /** The address of this page. */
  readonly path: string
}) {
  const text = statementWords[language]
  const title = text.title(statement.number)
  const columns = statementColumns(statement.content, language)
  return (
    <Page language={language} title={title} path={path}>
      <h1>{title}</h1>
      <section class="socket bill">
        <dl>
          {headOf(statement, language).map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
        {statementSums(statement.content, language).map(({ name, amountIdr, isTotal }) => (
          <dl class={isTotal ? 'total' : ''}>
            <dt>{name}</dt>
            <dd>{formatIdr(amountIdr, language)}</dd>
          </dl>
        ))}
      </section>
      <link rel="stylesheet" href={assetUrl('records.css')} />
      <section class="table-scroll" aria-label={text.lines} tabindex={0}>
        <table class="records">
          <thead>
            <tr>
              {columns.map(({ heading, isNumber }) => (
                <th scope="col" class={cellOf('head', isNumber)}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {statement.content.lines.map((line) => (
              <tr>
                {columns.map(({ shown, isNumber }) => (
                  <td class={cellOf('', isNumber)}>{shown(line)}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              {columns.map(({ total, isNumber }) => (
                <td class={cellOf('sum', isNumber)}>{total}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </section>
      <p>{text.late}</p>
      <p class="methods">
        <a href={`${path}/pdf?lang=${language}`}>{text.downloads.pdf}</a>
        <a href={`${path}/csv`}>{text.downloads.csv}</a>
      </p>
    </Page>
  )
}

const cellOf = (kind: 'head' | 'sum' | '', isNumber: boolean) =>
  ['cell', kind, isNumber ? 'figure' : ''].filter((name) => name !== '').join(' ')
