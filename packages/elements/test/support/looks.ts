/** What a page and its frames look like: computed styles, sizes, pictures. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { frameOf } from './world.ts'

const SCREENSHOTS = join(import.meta.dirname, '../../screenshots')

/** Computed values of an element in the frame of a field, by property. */
export const styleIn = (page: Page, id: string, selector: string, properties: readonly string[], pseudo?: string) =>
  frameOf(page, id)
    .locator(selector)
    .first()
    .evaluate(
      (element, [names, part]) => {
        const style = getComputedStyle(element, part)
        return Object.fromEntries(names.map(name => [name, style.getPropertyValue(name)]))
      },
      [properties, pseudo] as const,
    )

/** Takes a picture for people to look at, into a folder that git ignores. @returns its bytes */
export async function picture(of: Page | Locator, name: string, folder = SCREENSHOTS): Promise<Buffer> {
  await mkdir(folder, { recursive: true })
  return of.screenshot({ path: join(folder, `${name}.png`) })
}

/** How many pixels of a picture have each colour, as `r,g,b`, the most frequent first. */
export async function coloursOf(
  page: Page,
  png: Buffer,
): Promise<readonly (readonly [colour: string, count: number])[]> {
  const counted = await page.evaluate(
    async source => {
      const image = new Image()
      image.src = source
      await image.decode()
      const { width, height } = image
      const context = new OffscreenCanvas(width, height).getContext('2d')!
      context.drawImage(image, 0, 0)
      const { data } = context.getImageData(0, 0, width, height)
      const counts: Record<string, number> = {}
      for (let at = 0; at < data.length; at += 4) {
        const colour = data.slice(at, at + 3).join()
        counts[colour] = (counts[colour] ?? 0) + 1
      }
      return Object.entries(counts)
    },
    `data:image/png;base64,${png.toString('base64')}`,
  )
  return counted.sort(([, one], [, other]) => other - one)
}

/** Elements of a document that are cut off or reach out of it, by tag and class. */
export const overflowing = (of: Locator): Promise<string[]> =>
  of.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
    const found: string[] = []
    if (scrollWidth > clientWidth) found.push(`width ${scrollWidth} in ${clientWidth}`)
    if (scrollHeight > clientHeight) found.push(`height ${scrollHeight} in ${clientHeight}`)
    return found
  })
