/** The scripts of a document, as far as its markup names them. */

export interface ScriptTag {
  /** Absolute; undefined for an inline script. */
  readonly src: string | undefined
  readonly integrity: string | undefined
  /** What an inline script runs. */
  readonly text: string
}

const ATTRIBUTES = `(?:[^"'>]|"[^"]*"|'[^']*')*`
const TEXT_ONLY = 'title|textarea|style|xmp|iframe|noembed|noframes|noscript'
/**
 * Read from the front like a browser does, so that nothing hides a script: not what looks like a comment in a script, a
 * title or an attribute, nor the short comment `<!-->`.
 */
const PARTS = new RegExp(
  [
    '<!--(?:-?>|[^]*?(?:--!?>|$))',
    `<script\\b(?<script>${ATTRIBUTES})>(?<text>[^]*?)(?:</script\\b[^>]*>|$)`,
    `<(?<name>${TEXT_ONLY})\\b${ATTRIBUTES}>[^]*?(?:</\\k<name>\\b[^>]*>|$)`,
    `<base\\b(?<base>${ATTRIBUTES})>`,
    `</?[a-z]${ATTRIBUTES}>`,
  ].join('|'),
  'gi',
)
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g
/** Data in a script element, which a browser does not run. */
const DATA_TYPE = /^application\/(ld\+)?json$/i

/** @param url of the document */
export function scriptTags(document: string, url: string): ScriptTag[] {
  const parts = [...document.matchAll(PARTS)].map(({ groups }) => groups as Partial<Record<string, string>>)
  const bases = parts.flatMap(({ base }) => (base === undefined ? [] : [attributesOf(base).get('href')]))
  const base = resolve(bases.find(href => href !== undefined) ?? '', url)
  return parts.flatMap(({ script, text = '' }) => {
    if (script === undefined) return []
    const attributes = attributesOf(script)
    if (DATA_TYPE.test(attributes.get('type') ?? '')) return []
    const src = attributes.get('src')
    const integrity = attributes.get('integrity')
    return [{ src: src === undefined ? undefined : resolve(src, base), integrity, text: src === undefined ? text : '' }]
  })
}

function attributesOf(written: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single, bare] of written.matchAll(ATTRIBUTE)) {
    // The first of two attributes counts, as in a browser.
    if (!attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), decode(double ?? single ?? bare ?? ''))
  }
  return attributes
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x2f;': '/',
  '&#47;': '/',
}

function decode(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|#x2f|#47);/gi, entity => ENTITIES[entity.toLowerCase()]!)
}

function resolve(address: string, base: string): string {
  return URL.canParse(address, base) ? new URL(address, base).href : address
}
