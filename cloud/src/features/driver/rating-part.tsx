/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, words } from '../../web/language.ts'
import { longestWord, mostStars } from '../ratings/schemas.ts'

/** How the session was, asked once. */
export function RatingPart({
  address,
  isRated,
  language,
}: {
  address: string
  isRated: boolean
  language: Language
}) {
  const text = words[language].rating
  if (isRated) return <p class="card">{text.thanks}</p>
  return (
    <form method="post" action={`${address}/rating`} class="card" data-key="rating">
      <fieldset class="section">
        <legend>
          <strong>{text.title}</strong>
        </legend>
        <div class="stars">
          {Array.from({ length: mostStars }, (_, index) => index + 1).map((stars) => (
            <label>
              <input type="radio" name="stars" value={String(stars)} required />
              <span aria-hidden="true">{stars}</span>
              <span class="visually-hidden">{`${stars}: ${text.stars(stars)}`}</span>
            </label>
          ))}
        </div>
        <p class="scale caption">
          <span>{text.stars(1)}</span>
          <span>{text.stars(mostStars)}</span>
        </p>
      </fieldset>
      <label>
        {text.word}
        <input name="word" maxlength={longestWord} autocomplete="off" />
      </label>
      <button class="button" type="submit">
        {text.send}
      </button>
    </form>
  )
}
