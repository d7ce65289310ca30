import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'

/** Without the white space between elements, which means nothing. */
function rendered(source: string): string {
  const page = renderMarkdown(source, target => (target.endsWith('.md') ? `/pages/${target.slice(0, -3)}` : undefined))
  return page.text.replace(/>\s*\n\s*</g, '><')
}

test.each([
  ['headings', '## A\n\n### B', '<h2>A</h2><h3>B</h3>'],
  ['a paragraph over two lines', 'a\nb\n\nc', '<p>a b</p><p>c</p>'],
  ['lists', '- a\n- b\n\n1. c\n2. d', '<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>'],
  ['list items over two lines', '- a\n  b\n- c\n\n1. d\n   e', '<ul><li>a b</li><li>c</li></ul><ol><li>d e</li></ol>'],
  ['a list right after a paragraph', 'a\n- b', '<p>a</p><ul><li>b</li></ul>'],
  [
    'code',
    '```json\n{\n\n  "a": "- b" }\n```\n\nc',
    '<pre><code>{\n\n  &quot;a&quot;: &quot;- b&quot; }</code></pre><p>c</p>',
  ],
  ['code that is not closed', '```\na', '<pre><code>a</code></pre>'],
  [
    'a table',
    '| A | `b` |\n| --- | --- |\n| c |  |',
    '<table><thead><tr><th scope="col">A</th><th scope="col"><code>b</code></th></tr></thead>' +
      '<tbody><tr><td>c</td><td></td></tr></tbody></table>',
  ],
  [
    'code, bold and links in a line',
    '`a`, **b** [c](d.md).',
    '<p><code>a</code>, <strong>b</strong> <a href="/pages/d">c</a>.</p>',
  ],
  ['a code that may be broken', '`a_b_c`', '<p><code>a_<wbr />b_<wbr />c</code></p>'],
  ['what only looks like it', 'a * b, [c], # d, 2 < 3 | 4', '<p>a * b, [c], # d, 2 &lt; 3 | 4</p>'],
])('%s', (_name, source, expected) => {
  expect(rendered(source)).toBe(expected)
})

test('nothing in a document becomes markup, wherever it stands', () => {
  const bad = '<b onclick="x">&'
  const sources = [
    bad,
    `## ${bad}`,
    `- ${bad}`,
    `1. ${bad}`,
    `| ${bad} |`,
    `\`\`\`\n${bad}\n\`\`\``,
    `\`${bad}\``,
    `**${bad}**`,
  ]
  for (const source of [...sources, `[${bad}](a.md)`]) {
    expect(rendered(source)).toContain('&lt;b onclick=&quot;x&quot;&gt;&amp;')
    expect(rendered(source)).not.toContain('<b ')
  }
})

test('a link leads only where the page lets it, and its address cannot end the attribute', () => {
  expect(rendered('[a](javascript:alert)')).toBe('<p>a</p>')
  expect(rendered('[a](https://elsewhere.example)')).toBe('<p>a</p>')
  expect(rendered('[a]("onclick="x.md)')).toBe('<p><a href="/pages/&quot;onclick=&quot;x">a</a></p>')
})
