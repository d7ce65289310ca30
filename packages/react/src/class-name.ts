import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/**
 * The `className` to render. Later ones are applied class by class: React would write the whole attribute anew and take
 * the field's state classes (contract FLD-35) with it.
 */
export function useClassName(
  container: RefObject<HTMLElement | null>,
  className: string | undefined,
): string | undefined {
  const [rendered] = useState(className)
  const applied = useRef(rendered)
  useEffect(() => {
    if (container.current === null || applied.current === className) return
    const wanted = names(className)
    container.current.classList.remove(...names(applied.current).filter(name => !wanted.includes(name)))
    container.current.classList.add(...wanted)
    applied.current = className
  }, [container, className])
  return rendered
}

function names(className = ''): string[] {
  return className.split(/\s+/).filter(name => name !== '')
}
