/** `npm run build`: everything that a browser gets. With `--if-stale` only what has changed since the last build. */
import { elementsBuild } from '../packages/elements/build/build.ts'
import { demoBuild } from '../packages/demo/build.ts'
import { reactBuild } from '../packages/react/build.ts'
import { runBuild } from './when-stale.ts'
import type { Build } from './when-stale.ts'

// In this order: the bindings need the loader's declarations.
const BUILDS: readonly Build[] = [elementsBuild, reactBuild, demoBuild]

const ifStale = process.argv.includes('--if-stale')
for (const build of BUILDS) await runBuild(build, { ifStale })
