/** Writes the page that makes the same form. Pure. */
import type { Theme } from '../shared/appearance.ts'
import type { DemoFacts, ElementType } from '../shared/clover.ts'

export interface Setup {
  fields: readonly ElementType[]
  locale: 'en' | 'en-CA' | 'fr-CA' | 'es'
  theme: Theme
  direction: 'auto' | 'ltr' | 'rtl'
  styles: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export function codeFor(
  { fields, locale, theme, direction, styles }: Setup,
  facts: Pick<DemoFacts, 'checkout' | 'publicKey'>,
): string {
  const id = (type: ElementType) => type.toLowerCase().replaceAll('_', '-')
  const options = JSON.stringify({ locale, direction })
  const call = fields.includes('GIFT_CARD_ELEMENTS') ? 'createGiftCardToken' : 'createToken'
  const style = JSON.stringify({ styles, appearance: { theme }, labels: 'above' }, null, 2).replaceAll('\n', '\n  ')
  return `<script src="${facts.checkout}/sdk.js"></script>
${fields.map(type => `<div id="${id(type)}"></div>`).join('\n')}
<script>
  const clover = new Clover('${facts.publicKey}', ${options})
  const elements = clover.elements()
  const options = ${style}
${fields.map(type => `  elements.create('${type}', options).mount('#${id(type)}')`).join('\n')}
  // when the shopper pays:
  // const { token, errors } = await clover.${call}()
</script>
`
}
