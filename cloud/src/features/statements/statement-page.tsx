/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import type { Actor } from '../../http/actor.ts'
import type { PagePlace } from '../../web/page-place.ts'
import { ConsolePage } from '../console/frame.tsx'
import { statementColumns, statementSums } from './rows.ts'
import type { Statement } from './schemas.ts'
import { headOf } from './statement-pdf.ts'
import { statementWords } from './words.ts'

/** A closed statement for its partner, whole from HTML alone. */
export function StatementPage({
  statement,
  actor,
  place,
}: {
  readonly statement: Statement
  readonly actor: Actor
  readonly place: PagePlace
}) {
  const { language, path } = place
  const text = statementWords[language]
  const title = text.title(statement.number)
  const columns = statementColumns(statement.content, language)
  return (
    <ConsolePage
      {...{ actor, place, title, section: '/statements' }}
      actions={
        <>
          <a class="button" href={`${path}/pdf?lang=${language}`}>
            {text.downloads.pdf}
          </a>
          <a class="button" href={`${path}/csv`}>
            {text.downloads.csv}
          </a>
        </>
      }
    >
      <section class="card bill narrow">
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
    </ConsolePage>
  )
}

const cellOf = (kind: 'head' | 'sum' | '', isNumber: boolean) =>
  ['cell', kind, isNumber ? 'figure' : ''].filter((name) => name !== '').join(' ')
