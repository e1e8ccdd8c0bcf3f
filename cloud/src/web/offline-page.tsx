/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { words } from './language.ts'
import { Page } from './layout.tsx'

/** Kept on the phone for when there is no signal. It is in both languages, since nobody can be asked then. */
export function offlinePage() {
  return (
    <Page language="id" title={words.id.offline.title} path="/offline">
      {(['id', 'en'] as const).map((language) => {
        const text = words[language].offline
        return (
          <section class="section" lang={language}>
            {language === 'id' ? <h1>{text.title}</h1> : <h2>{text.title}</h2>}
            <p>{text.money}</p>
            <ul class="advice">
              {text.steps.map((step) => (
                <li>{step}</li>
              ))}
            </ul>
            {/* Whatever was asked for, once more. */}
            <a class="button pay" href="?">
              {text.again}
            </a>
          </section>
        )
      })}
    </Page>
  )
}
