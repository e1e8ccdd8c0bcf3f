/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Language } from '../../../web/language.ts'
import type { Deed } from './deed.ts'
import { type Field, type Typed, typedText } from './fields.ts'
import { deedWords } from './words.ts'
import type { Wrong } from './wrong.ts'

export const nothingWrong: Wrong = { byField: new Map(), beside: [] }

/** The fields of a form with what was typed, and what is wrong beside each. */
export function Fields({
  fields,
  typed,
  wrong,
  language,
}: {
  readonly fields: readonly Field[]
  readonly typed: Typed
  readonly wrong: Wrong
  readonly language: Language
}) {
  const row = (field: Field) => (
    <FieldRow field={field} typed={typed} problem={wrong.byField.get(field.name)} language={language} />
  )
  const isTouched = ({ name }: Field) => wrong.byField.has(name) || typedText(typed, name) !== ''
  return (
    <>
      {inGroups(fields).map(({ group, members }) =>
        group === undefined ? (
          members.map(row)
        ) : (
          <details class="card folded" open={members.some(isTouched)}>
            <summary>{group[language]}</summary>
            <div class={members.every(isShort) ? 'fields beside-each-other' : 'fields'}>
              {members.map(row)}
            </div>
          </details>
        ),
      )}
    </>
  )
}

/** What is written short may stand beside another. */
const isShort = ({ kind }: Field) => kind === 'whole' || kind === 'yes'

/** The fields as they follow each other, those of one group together. */
function inGroups(fields: readonly Field[]) {
  const groups: { readonly group: Field['group']; readonly members: Field[] }[] = []
  for (const field of fields) {
    const last = groups.at(-1)
    if (last !== undefined && last.group?.en === field.group?.en) last.members.push(field)
    else groups.push({ group: field.group, members: [field] })
  }
  return groups
}

/** The name of the file among the fields of a form. */
export const fileField = 'file'

/** Where a file is chosen. */
export function FileRow({
  file: { label, hint },
  problem,
  language,
}: {
  readonly file: NonNullable<Deed['file']>
  readonly problem: string | undefined
  readonly language: Language
}) {
  const id = `f-${fileField}`
  const isWrong = problem !== undefined
  return (
    <div class="field">
      <label for={id}>{label[language]}</label>
      <div class="control">
        <input
          id={id}
          name={fileField}
          type="file"
          required
          aria-describedby={isWrong ? `${id}-hint ${id}-wrong` : `${id}-hint`}
          {...(isWrong && { 'aria-invalid': 'true' as const })}
        />
      </div>
      <p class="hint" id={`${id}-hint`}>
        {hint[language]}
      </p>
      {isWrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {problem}
        </p>
      )}
    </div>
  )
}

/** What has been typed, carried on to the next page of the same form. */
export function Carried({ typed }: { readonly typed: Typed }) {
  return (
    <>
      {Object.entries(typed).flatMap(([name, texts]) =>
        texts.map((text) => <input type="hidden" name={name} value={text} />),
      )}
    </>
  )
}

/** What is wrong with the whole, above it. */
export function Refusal({ lines }: { readonly lines: readonly Child[] }) {
  if (lines.length === 0) return null
  return (
    <div class="refusal" role="alert">
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  )
}

interface RowProps {
  readonly field: Field
  readonly typed: Typed
  readonly problem: string | undefined
  readonly language: Language
}

function FieldRow({ field, typed, problem, language }: RowProps) {
  const id = `f-${field.name}`
  const describedBy = [field.hint && `${id}-hint`, problem !== undefined && `${id}-wrong`].filter(Boolean)
  const about = {
    ...(describedBy.length > 0 && { 'aria-describedby': describedBy.join(' ') }),
    ...(problem !== undefined && { 'aria-invalid': 'true' as const }),
  }
  const beside = <Beside field={field} id={id} problem={problem} language={language} />
  if (field.kind === 'choices')
    return (
      <fieldset class="field" {...about}>
        <legend>{field.label[language]}</legend>
        <div class="ticks">
          {field.options.map(({ value, label }) => (
            <label class="tick">
              <input
                type="checkbox"
                name={field.name}
                value={value}
                checked={typed[field.name]?.includes(value) ?? false}
              />
              {label[language]}
            </label>
          ))}
        </div>
        {beside}
      </fieldset>
    )
  if (field.kind === 'yes')
    return (
      <div class="field">
        <label class="tick">
          <input
            type="checkbox"
            name={field.name}
            value="yes"
            checked={typedText(typed, field.name) !== ''}
            {...about}
          />
          {field.label[language]}
        </label>
        {beside}
      </div>
    )
  const unit = field.unit === undefined || typeof field.unit === 'string' ? field.unit : field.unit[language]
  return (
    <div class="field">
      <label for={id}>
        {field.label[language]}
        {field.required === undefined && <span class="optional"> {deedWords.optional[language]}</span>}
      </label>
      <div class={unit === undefined ? 'control' : 'control with-unit'}>
        <Control field={field} id={id} typed={typed} about={about} language={language} />
        {unit !== undefined && <span class="unit-behind">{unit}</span>}
      </div>
      {beside}
    </div>
  )
}

function Beside({ field, id, problem, language }: Omit<RowProps, 'typed'> & { readonly id: string }) {
  return (
    <>
      {field.hint && (
        <p class="hint" id={`${id}-hint`}>
          {field.hint[language]}
        </p>
      )}
      {problem !== undefined && (
        <p class="wrong" id={`${id}-wrong`}>
          {problem}
        </p>
      )}
    </>
  )
}

const inputs = {
  line: { type: 'text', maxlength: 1000, autocomplete: 'off' },
  whole: { type: 'text', inputmode: 'numeric', maxlength: 20, autocomplete: 'off' },
  number: { type: 'text', inputmode: 'decimal', maxlength: 20, autocomplete: 'off' },
  percent: { type: 'text', inputmode: 'decimal', maxlength: 10, autocomplete: 'off' },
  sen: { type: 'text', inputmode: 'decimal', maxlength: 20, autocomplete: 'off' },
  wholes: { type: 'text', inputmode: 'numeric', maxlength: 200, autocomplete: 'off' },
  day: { type: 'date' },
  month: { type: 'month', placeholder: '2026-11', pattern: '[0-9]{4}-[0-9]{2}' },
  time: { type: 'text', placeholder: '17:00', maxlength: 5, inputmode: 'numeric', autocomplete: 'off' },
  moment: { type: 'datetime-local' },
} as const

function Control({
  field,
  id,
  typed,
  about,
  language,
}: Pick<RowProps, 'field' | 'typed' | 'language'> & { readonly id: string; readonly about: object }) {
  const value = typedText(typed, field.name)
  switch (field.kind) {
    case 'note':
    case 'lines':
      return (
        <textarea
          id={id}
          name={field.name}
          rows={field.kind === 'note' ? 3 : 6}
          maxlength={20_000}
          {...about}
        >
          {value}
        </textarea>
      )
    case 'choice':
      return (
        <select id={id} name={field.name} {...about}>
          {(field.required === undefined || value === '') && (
            <option value="">
              {field.required === undefined ? deedWords.none[language] : deedWords.choose[language]}
            </option>
          )}
          {field.options.map((option) => (
            <option value={option.value} selected={option.value === value}>
              {option.label[language]}
            </option>
          ))}
        </select>
      )
    case 'choices':
    case 'yes':
      return null
    default:
      return <input id={id} name={field.name} value={value} {...inputs[field.kind]} {...about} />
  }
}
