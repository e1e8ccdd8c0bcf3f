/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, words } from '../../web/language.ts'
import type { PostView } from './view.ts'

/** The code that the post's display shows too: who sees another one there has scanned a fraud's sticker. */
export function PostCode({ post, language }: { post: Pick<PostView, 'code'>; language: Language }) {
  const text = words[language].postCode
  if (post.code === undefined) return null
  return (
    <p class="post-code" data-key="code">
      {text.code} <strong class="number">{post.code}</strong>
      <br />
      <span class="caption">{text.compare}</span>
    </p>
  )
}
