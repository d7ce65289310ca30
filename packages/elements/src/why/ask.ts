/** Asks the server whether a page of this origin may show the fields of a key. */
import { own } from '../shared/wire/check.ts'

/** The server's word, not yet judged; `undefined` when it cannot be had. */
export async function ask(
  fields: string,
  eid: string,
  pageOrigin: string,
  request: typeof fetch = fetch,
): Promise<unknown> {
  try {
    const response = await request(`${fields}/e/${eid}/why`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ origin: pageOrigin }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    })
    return own(await response.json(), 'result')
  } catch {
    // The page has a limit of its own: what cannot be asked is `frame_unreachable` to it.
    return undefined
  }
}
