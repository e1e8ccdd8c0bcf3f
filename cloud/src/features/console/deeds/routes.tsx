/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { accessMatrix } from '../../../access-matrix.ts'
import { routeOfForm } from '../../../console-matrix.ts'
import { Problem } from '../../../http/problem.ts'
import type { Services } from '../../../services.ts'
import { sayMessage } from '../../../web/issue-words.ts'
import { pagePlace } from '../../../web/page-place.ts'
import { type Asking, askingOf, filled } from '../asking.ts'
import { Facts } from '../desk.tsx'
import { ConsolePage } from '../frame.tsx'
import { Once, onceField } from '../once.tsx'
import type { Ask, OwnApi } from '../own-api.ts'
import type { Said } from '../said.ts'
import type { Deed } from './deed.ts'
import { bodyOf, type Field, type Typed, typedOf, typedText } from './fields.ts'
import { Carried, Fields, FileRow, fileField, nothingWrong, Refusal } from './form.tsx'
import { isTooLong, receiveForm } from './sent-file.ts'
import { deedWords, refusedFor } from './words.ts'
import { fieldAt, type Wrong, wrongOf } from './wrong.ts'

/** The pages of forms: each opens, is checked, asked about once, and then done by the API. */
export function deedRoutes(services: Services, api: OwnApi, deeds: readonly Deed[]): Hono {
  const routes = new Hono()
  for (const deed of deeds) {
    routes.get(deed.path, (c) => open(c, services, api, deed))
    routes.post(deed.path, (c) => sent(c, services, api, deed))
  }
  return routes
}

/** A form on its way: what it asks for, and what has been typed. */
interface Underway {
  readonly services: Services
  readonly asking: Asking
  readonly deed: Deed
  readonly fields: readonly Field[]
  readonly typed: Typed
  /** By which the API knows this form again, from its first page to its last. */
  readonly once: string
}

async function open(c: Context, services: Services, api: OwnApi, deed: Deed): Promise<Response> {
  const asking = askingOf(c, api)
  const fields = await fieldsOf(deed, asking, c.req.queries())
  const present = deed.present === undefined ? {} : await deed.present(asking)
  // What a link wants to be filled in, such as whom it is about, stands in its address.
  const typed = {
    ...typedOf(fields, present),
    ...deed.preview?.present(asking),
    ...typedIn(fields, c.req.queries()),
  }
  const underway = { services, asking, deed, fields, typed, once: services.newId() }
  return fields.length === 0 && deed.file === undefined
    ? askOnce(underway, {})
    : showForm(underway, nothingWrong, 200)
}

async function sent(c: Context, services: Services, api: OwnApi, deed: Deed): Promise<Response> {
  const asking = askingOf(c, api)
  const isLong = deed.file !== undefined && isTooLong(c.req.raw, deed.file.mostBytes)
  // What is too long is not even begun to be read.
  const { typed: form, file } = isLong
    ? { typed: {} }
    : deed.file === undefined
      ? { typed: await formOf(c) }
      : await receiveForm(c.req.raw)
  const fields = await fieldsOf(deed, asking, form)
  const typed = typedIn([...fields, ...(deed.preview?.fields ?? [])], form)
  const once = typedText(form, onceField) || services.newId()
  const underway: Underway = { services, asking, deed, fields, typed, once }
  const step = typedText(form, '_step')
  const body = await bodyFrom(underway)
  if (step === 'change') return showForm(underway, nothingWrong, 200)
  if (isLong) return showForm(underway, wrongFile(refusedFor['too-large'], asking), 413)
  const wrong = wrongWith(underway, body)
  if (wrong !== undefined) return showForm(underway, wrong, 400)
  const more = deed.asksMore?.(typed)
  if (more !== undefined)
    return showForm({ ...underway, typed: { ...more.typed, ...typed } }, nothingWrong, 200, {
      notice: more.notice,
    })
  if (deed.file !== undefined && file === undefined)
    return showForm(underway, wrongFile(deedWords.chooseFile, asking), 400)
  if (step === 'preview') return showForm(underway, nothingWrong, 200, { previewed: body })
  if (step === 'code') return askOnce(underway, { notice: await sendCode(asking) })
  if (step !== 'do' && asksFirst(underway)) return askOnce(underway, {})
  const code = typedText(form, '_code').replaceAll(' ', '')
  if (code !== '' && !(await isGoodCode(asking, { code, method: typedText(form, '_by') || 'message' })))
    return askOnce(underway, { codeWrong: true })
  return perform(underway, body, file)
}

const wrongFile = (why: Said, { language }: Asking): Wrong => ({
  byField: new Map([[fileField, why[language]]]),
  beside: [],
})

async function perform(
  underway: Underway,
  body: unknown,
  file?: ReadableStream<Uint8Array>,
): Promise<Response> {
  const { asking, deed } = underway
  const { c, names, language } = asking
  try {
    const answer = await asking.api.ask(c, {
      ...apiCall(underway, body),
      ...(file && { file, body: undefined }),
    })
    const next = (deed.done ?? ((_, of) => deed.back(of)))(answer, names)
    const secret = deed.secret?.(answer)
    if (secret !== undefined) return showSecret(underway, { secret, next, answer })
    if (deed.show !== undefined) return showAnswer(underway, { shown: await deed.show(answer, asking), next })
    const done = deed.count === undefined ? '1' : `of-${deed.count(answer)}`
    return c.redirect(`${next}${next.includes('?') ? '&' : '?'}done=${done}`, 303)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.kind === 'code-needed') return askOnce(underway, {})
    // Whoever pressed twice, and presses again while the first is under way, has still asked once. What was changed after
    // it had been done is another thing.
    const again = error.kind === 'key-reused' ? { ...underway, once: underway.services.newId() } : underway
    const known = new Set(underway.fields.map(({ name }) => name))
    const byField = new Map<string, string>()
    // Where no field is named, none is marked.
    const isMarked = error.kind !== 'invalid-request' || error.errors !== undefined
    const beside = [(isMarked ? refusedFor[error.kind] : deedWords.notSaved)[language]]
    const why = error.in(language)
    if (error.errors === undefined && why !== undefined) beside.push(why)
    for (const { path, message } of error.errors ?? []) {
      const field = fieldAt(path.split('.'), known)
      const said = sayMessage(message, language)
      if (field === undefined) beside.push(`${path}: ${said}`)
      else byField.set(field, said)
    }
    if (underway.fields.length === 0 && deed.file === undefined) return askOnce(again, { refused: beside })
    return showForm(again, { byField, beside }, error.status)
  }
}

const fieldsOf = async ({ fields = [] }: Deed, asking: Asking, typed: Typed): Promise<readonly Field[]> =>
  typeof fields === 'function' ? fields(asking, typed) : fields

async function formOf(c: Context): Promise<Typed> {
  const typed: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(await c.req.parseBody({ all: true })))
    typed[name] = (Array.isArray(value) ? value : [value]).flatMap((one) =>
      typeof one === 'string' ? [one.replaceAll('\u0000', '').replaceAll('\r\n', '\n')] : [],
    )
  return typed
}

const typedIn = (fields: readonly Field[], form: Typed): Typed =>
  Object.fromEntries(fields.flatMap(({ name }) => (form[name] === undefined ? [] : [[name, form[name]]])))

async function bodyFrom({ deed, fields, typed, asking }: Underway): Promise<unknown> {
  const body = { ...(await deed.keeps?.(asking)), ...bodyOf(fields, typed) }
  return deed.body === undefined ? body : deed.body(body, asking.names)
}

function wrongWith({ deed, fields, typed, asking }: Underway, body: unknown): Wrong | undefined {
  const input = typeof deed.input === 'function' ? deed.input(typed) : deed.input
  const parsed = input?.safeParse(body, { reportInput: true })
  if (parsed === undefined || parsed.success) return undefined
  return wrongOf(parsed.error.issues, new Set(fields.map(({ name }) => name)), asking.language)
}

const asksFirst = (underway: Underway): boolean =>
  underway.deed.confirm !== undefined ||
  (underway.deed.fields === undefined && underway.deed.file === undefined) ||
  asksCode(underway)

/** Whether the route behind the form takes a fresh code, and this person has given none lately. */
function asksCode({ services, deed, asking }: Underway): boolean {
  const row = accessMatrix[routeOfForm[deed.path]]
  if (row?.kind !== 'granted' || !row.freshCode) return false
  const { kind, signIn } = asking.c.var.actor
  return kind === 'user' && (signIn?.freshUntil ?? 0) <= services.clock.wallMs()
}

function apiCall({ deed, asking, once }: Underway, body: unknown): Ask {
  const [method = '', route = ''] = routeOfForm[deed.path].split(' ')
  // Of what is new the form asks the name.
  const named = Object.entries(body ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const path = filled(route.replace('/api/v1', ''), { ...Object.fromEntries(named), ...asking.names })
  const isPost = method === 'POST'
  return {
    method: method as Ask['method'],
    path,
    // What names a thing in the path is no part of its body.
    ...(method !== 'DELETE' && { body: withoutNames(body, route) }),
    // A PUT that makes something new waits for itself: whoever presses twice is shown what the first has made.
    ...((isPost || deed.isNew) && { once }),
    ...(deed.isNew && { isNew: true }),
  }
}

function withoutNames(body: unknown, route: string): unknown {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !route.includes(`:${name}`)))
}

async function sendCode({ c, api, language }: Asking): Promise<string> {
  try {
    await api.ask(c, { method: 'POST', path: '/account/codes' })
    return deedWords.codeSent[language]
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return deedWords.codeNotSent[language]
  }
}

async function isGoodCode({ c, api }: Asking, body: { code: string; method: string }): Promise<boolean> {
  try {
    await api.ask(c, { method: 'POST', path: '/account/codes/redemption', body })
    return true
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return false
  }
}

function page({ asking, deed }: Underway, children: Child) {
  const { c, language } = asking
  return (
    <ConsolePage actor={c.var.actor} place={pagePlace(c)} title={deed.title[language]} section={deed.section}>
      {children}
    </ConsolePage>
  )
}

async function showForm(
  underway: Underway,
  wrong: Wrong,
  status: 200 | Problem['status'],
  { previewed, notice }: { readonly previewed?: unknown; readonly notice?: Said } = {},
): Promise<Response> {
  const { deed, fields, typed, asking, once } = underway
  const { c, language, names } = asking
  const isWrong = wrong.byField.size > 0
  const lines = isWrong && wrong.beside.length === 0 ? [deedWords.fix[language]] : wrong.beside
  const goesOn = asksFirst(underway)
  const about = await deed.about?.(asking)
  return c.html(
    page(
      underway,
      <form
        method="post"
        action={c.req.path}
        class="deed"
        {...(deed.file && { enctype: 'multipart/form-data' })}
      >
        {about && <p class="about-which">{about}</p>}
        {deed.lead && <p>{deed.lead[language]}</p>}
        <Refusal lines={lines} />
        {notice && (
          <p class="notice" role="status">
            {notice[language]}
          </p>
        )}
        <Once once={once} />
        <Fields fields={fields} typed={typed} wrong={wrong} language={language} />
        {deed.file && <FileRow file={deed.file} problem={wrong.byField.get(fileField)} language={language} />}
        {deed.preview && (await previewPart(underway, deed.preview, previewed))}
        <div class="row">
          <button class="button primary" type="submit">
            {goesOn ? deedWords.next[language] : deed.button[language]}
          </button>
          <a class="button quiet" href={deed.back(names)}>
            {deedWords.back[language]}
          </a>
        </div>
      </form>,
    ),
    status,
  )
}

async function previewPart(
  { asking, typed }: Underway,
  preview: NonNullable<Deed['preview']>,
  body: unknown,
): Promise<Child> {
  const { language } = asking
  const asked = bodyOf(preview.fields, typed)
  return (
    <fieldset class="card preview">
      <legend>{preview.title[language]}</legend>
      <Fields fields={preview.fields} typed={typed} wrong={nothingWrong} language={language} />
      <div class="row">
        <button class="button" type="submit" name="_step" value="preview">
          {preview.button[language]}
        </button>
      </div>
      {body !== undefined && (await preview.show(asking, asked, body))}
    </fieldset>
  )
}

interface Told {
  readonly notice?: string
  readonly codeWrong?: true
  readonly refused?: readonly string[]
}

/** What will happen, once, with the code where one is needed. */
async function askOnce(underway: Underway, said: Told): Promise<Response> {
  const { deed, fields, typed, asking, once } = underway
  const { c, language, names } = asking
  const sentences = (await deed.confirm?.(asking, await bodyFrom(underway))) ?? []
  const needsCode = asksCode(underway)
  return c.html(
    page(
      underway,
      <form method="post" action={c.req.path} class="deed confirm">
        {deed.lead && <p>{deed.lead[language]}</p>}
        <Refusal lines={said.refused ?? []} />
        <section class="card">
          <h2>{deedWords.look[language]}</h2>
          <p>{deedWords.sure[language]}</p>
          {sentences.length > 0 && (
            <ul class="points">
              {sentences.map((sentence) => (
                <li>{sentence}</li>
              ))}
            </ul>
          )}
        </section>
        <Once once={once} />
        <Carried typed={typed} />
        {needsCode && <Code said={said} language={language} />}
        <div class="row">
          <button class="button primary" type="submit" name="_step" value="do">
            {deed.button[language]}
          </button>
          {fields.length > 0 && (
            <button class="button quiet" type="submit" name="_step" value="change">
              {deedWords.change[language]}
            </button>
          )}
          <a class="button quiet" href={deed.back(names)}>
            {deedWords.back[language]}
          </a>
        </div>
      </form>,
    ),
    said.codeWrong || said.refused ? 409 : 200,
  )
}

function Code({ said, language }: { readonly said: Told; readonly language: Asking['language'] }) {
  return (
    <section class="card code">
      <p>{deedWords.codeWhy[language]}</p>
      <div class="row">
        <button class="button" type="submit" name="_step" value="code" formnovalidate>
          {deedWords.sendCode[language]}
        </button>
        {said.notice !== undefined && <p role="status">{said.notice}</p>}
      </div>
      <div class="field">
        <label for="f-code">{deedWords.code[language]}</label>
        <div class="control">
          <input
            id="f-code"
            name="_code"
            inputmode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9 ]{6,8}"
            maxlength={8}
            {...(said.codeWrong && { 'aria-invalid': 'true' as const, 'aria-describedby': 'f-code-wrong' })}
          />
        </div>
        {said.codeWrong && (
          <p class="wrong" id="f-code-wrong">
            {deedWords.codeWrong[language]}
          </p>
        )}
      </div>
      <div class="field">
        <label for="f-by">{deedWords.codeBy[language]}</label>
        <div class="control">
          <select id="f-by" name="_by">
            <option value="message">{deedWords.byMessage[language]}</option>
            <option value="app">{deedWords.byApp[language]}</option>
          </select>
        </div>
      </div>
    </section>
  )
}

function showAnswer(underway: Underway, { shown, next }: { readonly shown: Child; readonly next: string }) {
  const { c, language } = underway.asking
  return c.html(
    page(
      underway,
      <>
        {shown}
        <a class="button" href={next}>
          {deedWords.onward[language]}
        </a>
      </>,
    ),
    201,
  )
}

function showSecret(
  underway: Underway,
  shown: { readonly secret: string; readonly next: string; readonly answer: unknown },
) {
  const { c, language } = underway.asking
  const { secretIs, secretBeside } = underway.deed
  const beside = secretBeside?.(shown.answer, underway.services)
  c.header('Cache-Control', 'no-store')
  return c.html(
    page(
      underway,
      <section class="card secret">
        <p role="status">{deedWords.done[language]}</p>
        {beside && <Facts facts={beside.map(([name, fact]) => [name[language], fact])} />}
        {secretIs && <p>{secretIs[language]}</p>}
        <p>{deedWords.once[language]}</p>
        <p class="number">
          <code>{shown.secret}</code>
        </p>
        <a class="button" href={shown.next}>
          {deedWords.goOn[language]}
        </a>
      </section>,
    ),
    201,
  )
}
