/** The height that the content asks for (contract FLD-26). */

/**
 * Tells the height whenever it has changed. A field fills its frame, so the frame is let go for the moment of measuring;
 * nothing is painted in between.
 */
export function watchSize(form: HTMLElement, told: (height: number) => void): () => void {
  const root = document.documentElement
  let last = -1
  const measure = (): void => {
    root.classList.add('measuring')
    const height = Math.ceil(root.getBoundingClientRect().height)
    root.classList.remove('measuring')
    if (height === last || height === 0) return
    last = height
    told(height)
  }
  const observer = new ResizeObserver(measure)
  observer.observe(form)
  for (const line of Array.from(form.querySelectorAll('.field, .error, .hint, label'))) observer.observe(line)
  void document.fonts.ready.then(measure)
  return measure
}
