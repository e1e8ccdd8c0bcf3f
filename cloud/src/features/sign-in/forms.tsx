/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'

export interface FormPageProps {
  readonly language: Language
  readonly title: string
  readonly path: string
  /** What happened, in one sentence. */
  readonly notice?: string | undefined
  /** What was refused, and what to do now. */
  readonly refusal?: string | undefined
  readonly children?: Child
}

/** A page with one thing to do. */
export function FormPage({ language, title, path, notice, refusal, children }: FormPageProps) {
  return (
    <Page language={language} title={title} path={path}>
      <h1>{title}</h1>
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {notice !== undefined && <p role="status">{notice}</p>}
      {children}
    </Page>
  )
}

interface FormProps {
  readonly action: string
  readonly submit: string
  /** One of several on its page, none of which is what people come for. */
  readonly quiet?: true
  /** Where to go on to afterwards. */
  readonly next?: string | undefined
  readonly children?: Child
}

export function Form({ action, submit, quiet, next, children }: FormProps) {
  return (
    <form method="post" action={action} class="own">
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      {children}
      <button class={quiet ? 'button wide' : 'button pay'} type="submit">
        {submit}
      </button>
    </form>
  )
}

const kinds = {
  email: { type: 'email', autocomplete: 'username', maxlength: 254 },
  password: { type: 'password', autocomplete: 'current-password', maxlength: 128 },
  newPassword: { type: 'password', autocomplete: 'new-password', minlength: 10, maxlength: 128 },
  phone: { type: 'tel', autocomplete: 'tel', inputmode: 'tel', maxlength: 30 },
  name: { type: 'text', autocomplete: 'name', maxlength: 100 },
  code: { type: 'text', autocomplete: 'one-time-code', inputmode: 'numeric', pattern: '[0-9 ]{6,8}' },
  recovery: { type: 'text', autocomplete: 'off', maxlength: 40 },
} as const

interface FieldProps {
  readonly name: string
  readonly kind: keyof typeof kinds
  readonly label: string
  readonly value?: string | undefined
}

export function Field({ name, kind, label, value }: FieldProps) {
  return (
    <label>
      {label}
      <input name={name} {...kinds[kind]} {...(value !== undefined && { value })} required />
    </label>
  )
}
