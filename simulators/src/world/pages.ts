import type { Answer, CloudHost } from './cloud-host.ts'

/** A page that answers with an error of its own. */
export type OnBadAnswer = (what: string) => void

/** The pages for drivers, as a browser asks for them. */
export class Pages {
  readonly #cloud: CloudHost
  readonly #onBadAnswer: OnBadAnswer

  constructor(cloud: CloudHost, onBadAnswer: OnBadAnswer) {
    this.#cloud = cloud
    this.#onBadAnswer = onBadAnswer
  }

  /** A page that was there before: undefined when no answer came. */
  async read(page: string): Promise<Answer | undefined> {
    const answer = await this.#cloud.request(page)
    if (answer !== undefined && answer.status >= 400)
      this.#onBadAnswer(`GET ${page} was answered ${answer.status}`)
    return answer
  }

  async post(path: string, form: Record<string, string>, cookie = ''): Promise<Answer | undefined> {
    const answer = await this.#cloud.request(path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { Cookie: cookie },
    })
    if (answer !== undefined && answer.status >= 500)
      this.#onBadAnswer(`POST ${path} was answered ${answer.status}`)
    return answer
  }
}
