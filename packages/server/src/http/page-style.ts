/** The one stylesheet of all pages: one column, the system's font, light and dark. */
export const PAGE_STYLE = `
:root {
  --ground: #f4f5f1; --surface: #ffffff; --line: #dcdfd7; --field-line: #82887d;
  --ink: #1b211c; --quiet: #565e57; --accent: #1d6b48; --accent-hover: #165638; --on-accent: #ffffff;
  --alert-ground: #fdf0ee; --alert-ink: #8f2416;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121513; --surface: #1b1f1c; --line: #323832; --field-line: #7c857d;
    --ink: #e9ede9; --quiet: #a9b2aa; --accent: #86d6ab; --accent-hover: #a2e2c0; --on-accent: #0d2418;
    --alert-ground: #331b18; --alert-ink: #ffb4a6;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 1.5rem 1rem 4rem; min-height: 100vh; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
header, main { width: 100%; max-width: 27.5rem; margin-inline: auto; }
header {
  display: flex; align-items: center; gap: .5rem; margin-block: 0 1rem; padding-inline: .25rem;
  color: var(--quiet); font-weight: 600; letter-spacing: .01em;
}
header svg { width: 1.375rem; height: 1.375rem; fill: var(--accent); stroke: var(--accent); stroke-width: 0; }
main {
  padding: 1.5rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 14px;
}
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.012em; text-wrap: balance; }
h2 { margin: 1.75rem 0 .375rem; font-size: 1rem; line-height: 1.4; font-weight: 650; }
p { margin: 0 0 1rem; }
p:last-child { margin-bottom: 0; }
.quiet { color: var(--quiet); }
.quiet strong { color: var(--ink); font-weight: 600; }
.small { font-size: .875rem; }
code { font: .9375em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
a { color: var(--accent); text-underline-offset: .15em; }
ul.rows { list-style: none; margin: 1rem 0 1.25rem; padding: 0; border-block: 1px solid var(--line); }
ul.rows li { display: flex; gap: .75rem; padding: .625rem 0; }
ul.rows li + li { border-top: 1px solid var(--line); }
ul.rows li::before {
  content: ""; flex: none; width: .75rem; height: .4375rem; margin-top: .4375rem; transform: rotate(-45deg);
  border: solid var(--accent); border-width: 0 0 2px 2px;
}
form { margin: 0; }
form + form, hr + form { margin-top: 1.25rem; }
label { display: block; margin: 1rem 0 .375rem; font-weight: 600; font-size: .9375rem; }
input[type="email"], input[type="password"] {
  display: block; width: 100%; min-height: 2.875rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--surface); border: 1px solid var(--field-line); border-radius: 9px;
}
button {
  display: block; width: 100%; min-height: 2.875rem; margin-top: 1.25rem; padding: .5rem 1rem; cursor: pointer;
  font: inherit; font-weight: 600; text-wrap: balance; color: var(--on-accent); background: var(--accent);
  border: 1px solid transparent; border-radius: 9px;
}
button:hover { background: var(--accent-hover); }
button.second { color: var(--ink); background: transparent; border-color: var(--field-line); }
button.second:hover { border-color: var(--ink); }
button.link {
  display: inline; width: auto; min-height: 1.75rem; margin: 0 -.25rem; padding: .125rem .25rem; border: 0; border-radius: 4px;
  color: var(--accent); background: none; font-weight: 500; text-decoration: underline; text-underline-offset: .15em;
}
.answers { display: flex; flex-direction: column; gap: .75rem; margin-top: 1.5rem; }
.answers button { margin: 0; }
.account { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .5rem; margin-top: 1.25rem; }
.account form { margin: 0; }
.choices button { display: flex; align-items: center; margin-top: .75rem; text-align: start; }
.alert {
  margin: 1rem 0; padding: .75rem .875rem; border-radius: 9px; color: var(--alert-ink); background: var(--alert-ground);
}
.divider { display: flex; align-items: center; gap: .75rem; margin: 1.5rem 0 0; color: var(--quiet); font-size: .875rem; }
.divider::before, .divider::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.article header, .article main { max-width: 46rem; }
.article h2 { margin-top: 2rem; font-size: 1.125rem; }
.article :is(ul, ol) { margin: 0 0 1rem; padding-inline-start: 1.25rem; }
.article li + li { margin-top: .375rem; }
.article code { padding: .0625rem .25rem; border-radius: 4px; background: var(--ground); }
.article pre {
  margin: 0 0 1rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 9px; background: var(--ground);
  font-size: .875rem; line-height: 1.4; white-space: pre-wrap;
}
.article :is(pre, table) code { padding: 0; background: none; }
.article table { width: 100%; margin: 0 0 1rem; border-collapse: collapse; font-size: .8125rem; overflow-wrap: break-word; }
.article :is(th, td) { padding: .5rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
.article :is(th, td) + :is(th, td) { padding-inline-start: .625rem; }
.article td a { text-underline-offset: .3em; }
.article hr { margin: 2rem 0 1rem; border: 0; border-top: 1px solid var(--line); }
.lead { margin-bottom: .25rem; font-size: 1.125rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (min-width: 30rem) {
  body { padding-top: clamp(2rem, 9vh, 6rem); }
  main { padding: 2rem; box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 12px 32px -12px rgb(0 0 0 / .10); }
  .article table { font-size: .9375rem; }
  .article wbr { display: none; }
  .article :is(th, td) + :is(th, td) { padding-inline-start: 1rem; }
  .answers { flex-direction: row; }
  .answers button { flex: 1; }
}
@media (forced-colors: active) { button { border-color: ButtonText; } }
`
