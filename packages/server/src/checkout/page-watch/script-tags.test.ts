import { expect, test } from 'vitest'
import { scriptTags } from './script-tags.ts'

const URL_OF_PAGE = 'https://shop.example/pay/'
const found = (markup: string) => scriptTags(markup, URL_OF_PAGE).map(({ src, text }) => src ?? text)

test('SEC-41: scripts are found with absolute addresses, inline ones by their text', () => {
  const markup = `<script src=/a.js></script><SCRIPT defer src='b.js?x=1&amp;y=2' integrity="sha384-x"></SCRIPT>
    <script type="module">let a = 1</script><script type="application/ld+json">{}</script>`
  expect(scriptTags(markup, URL_OF_PAGE)).toEqual([
    { src: 'https://shop.example/a.js', integrity: undefined, text: '' },
    { src: 'https://shop.example/pay/b.js?x=1&y=2', integrity: 'sha384-x', text: '' },
    { src: undefined, integrity: undefined, text: 'let a = 1' },
  ])
})

test('SEC-41: another base changes where scripts come from', () => {
  expect(found('<base href="https://cdn.evil.example/"><script src="a.js"></script>')).toEqual([
    'https://cdn.evil.example/a.js',
  ])
})

test.each([
  ['a script', '<script>"<!--"</script><script src=/evil.js></script><!-- -->'],
  ['a title', '<title><!--</title><script src=/evil.js></script><!-- -->'],
  ['an attribute', '<p title="<!--"><script src=/evil.js></script><!-- -->'],
  ['a comment that ends at once', '<!--><script src=/evil.js></script><!-- -->'],
  ['an attribute with a bracket', '<script data-a=">" src=/evil.js></script>'],
  ['a missing end', '<script src=/evil.js>'],
])('SEC-41: %s hides no script', (_where, markup) => {
  expect(found(markup)).toContain('https://shop.example/evil.js')
})

test('what a browser does not run is no script', () => {
  expect(found('<!-- <script src=/a.js></script> --><textarea><script src=/b.js></script></textarea>')).toEqual([])
})
