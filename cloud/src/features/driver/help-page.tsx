/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'

/** What to do when something has happened; `contact` is whom to call, or null. */
export function HelpPage({ contact, language }: { contact: string | null; language: Language }) {
  const text = words[language].help
  return (
    <Page language={language} title={text.title} path="/help">
      <div>
        <h1>{text.title}</h1>
        <p>{text.intro}</p>
      </div>
      <div class="topics">
        {text.topics.map(({ title, steps }) => (
          <details class="card">
            <summary>{title}</summary>
            <ol class="advice">
              {steps.map((step) => (
                <li>{step}</li>
              ))}
            </ol>
          </details>
        ))}
      </div>
      <section class="section">
        <h2>{text.contact}</h2>
        <p>{contact === null ? text.noContact : text.contactText(contact)}</p>
      </section>
    </Page>
  )
}
