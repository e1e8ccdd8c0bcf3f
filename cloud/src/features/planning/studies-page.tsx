/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, localeOf } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { StudySummary } from './schemas.ts'
import { planningWords } from './words.ts'

/** All studies, and the example to begin with. */
export function StudiesPage({
  studies,
  language,
}: {
  readonly studies: readonly StudySummary[]
  readonly language: Language
}) {
  const text = planningWords[language]
  const day = (instant: string) =>
    new Date(instant).toLocaleDateString(localeOf(language), { dateStyle: 'medium' })
  return (
    <Page language={language} title={text.studies} path="/planning">
      <div>
        <h1>{text.studies}</h1>
        <p>{text.intro}</p>
      </div>
      {studies.length === 0 && <p class="card">{text.none}</p>}
      {studies.map(({ slug, name, savedBy, savedAt }) => (
        <section class="socket">
          <h2>
            <a href={`/planning/${slug}`}>{name}</a>
          </h2>
          <p class="caption">{text.saved(savedBy, day(savedAt))}</p>
        </section>
      ))}
      <form method="post" action="/planning/example">
        <button class={studies.length === 0 ? 'button wide' : 'button quiet wide'} type="submit">
          {text.begin}
        </button>
      </form>
    </Page>
  )
}
