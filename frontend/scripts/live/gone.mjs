// A section that is no longer its reader's: every word of it leaves the page, and a sentence takes its place.
import { element } from './page.mjs'

const WHY = {
  other: 'Somebody else has signed in on this browser. Open this page again.',
  none: 'This section is not open to you, or no longer is.',
  ended: 'You can no longer read this section, because your access to it has ended. What you had saved is safe. Ask your manager if you think this is wrong.'
}

export function takeAway (root, code) {
  const out = root.querySelector('[data-live-gone]') || element('div', 'govuk-inset-text')
  const inside = root.contains(document.activeElement)
  out.textContent = WHY[code] || WHY.none
  out.hidden = false
  out.tabIndex = -1
  root.replaceChildren()
  root.replaceWith(out)
  if (inside) out.focus()
  return out.textContent
}
