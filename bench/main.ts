/** `npm run bench -- <name>`: what this project claims about speed, measured as ratios inside one run. */
const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  tokens: () => import('./tokens.ts'),
  charges: () => import('./charges.ts'),
  batch: () => import('./batch.ts'),
}

const name = process.argv[2] ?? ''
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined
if (load) {
  const bench = await load()
  await bench.run()
} else {
  process.stderr.write(`Usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')}\n`)
  process.exitCode = 1
}
