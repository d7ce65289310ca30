/** Names of frames and of their keys (contract SEC-4, SEC-5). */

// Taken at evaluation: a page that patches them later changes nothing.
const random = crypto.getRandomValues.bind(crypto)

/** 128 random bits, four in a letter, and letters only: no check for digits (SEC-29) can ever stumble over them. */
export function randomId(): string {
  return Array.from(random(new Uint8Array(32)), byte => String.fromCharCode(97 + (byte & 15))).join('')
}

/** What stands for the key in the addresses of frames, so that the key itself does not (SEC-4). */
export async function embedId(publicKey: string): Promise<string> {
  const bytes = new TextEncoder().encode(`trefoil-embed-v1:${publicKey}`)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  // 15 bytes are the first 20 characters of the whole in base64.
  return btoa(String.fromCharCode(...digest.subarray(0, 15)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
