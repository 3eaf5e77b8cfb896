// Sections that are no longer their reader's: every word of them leaves the page at once. Sections are shut one after the
// other, so a sentence waits for the last, takes the place of all, and says once why.
import { element, listed } from './page.mjs'

const GATHER = 300 // milliseconds in which no other section is shut
const WHY = {
  other: () => 'Somebody else has signed in on this browser. Open this page again.',
  none: what => `${what} is not open to you, or no longer is.`,
  ended: what => `You can no longer read ${what}, because your access to it has ended. What you had saved is safe. Ask your manager if you think this is wrong.`
}
const small = words => words.replace(/^This/, 'this')

export class Gone {
  constructor (root, announcer) {
    Object.assign(this, { root, announcer, shut: [], inside: false })
  }

  // Take a section away, and say why once no other follows.
  take (part, code) {
    const place = part.closest('section') || part
    this.inside = this.inside || part.contains(document.activeElement)
    this.shut.push({ place, code, title: (place.querySelector('[data-live-title]') || { textContent: '' }).textContent.trim() })
    part.replaceChildren()
    part.hidden = true
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.say(), GATHER)
  }

  say () {
    const all = !this.root.querySelector('[data-live-section]:not([hidden]), [data-live-base]')
    const titles = this.shut.map(({ title }) => title && `“${title}”`).filter(Boolean)
    const what = all ? 'This form' : listed(titles) || 'This part of the form'
    const code = this.shut[this.shut.length - 1].code
    const text = code === 'ended' ? WHY.ended(small(what)) : (WHY[code] || WHY.none)(what)
    const out = element('div', 'govuk-inset-text', text)
    out.dataset.liveGone = ''
    out.tabIndex = -1
    if (all) this.empty(out)
    else this.shut[0].place.replaceWith(out)
    for (const { place } of this.shut) place.remove()
    // Whoever was typing in it is taken to the reason, which is then read out; to anybody else it is told.
    if (this.inside) out.focus()
    else this.announcer.tell(text)
    Object.assign(this, { shut: [], inside: false })
  }

  // Nothing of the form is left, nor of whom it is about, nor what others did in it.
  empty (out) {
    this.announcer.forget()
    for (const about of document.querySelectorAll('[data-live-about]')) {
      about.replaceChildren(...about.dataset.liveAbout ? [element('h1', 'govuk-heading-l', about.dataset.liveAbout)] : [])
    }
    this.root.replaceChildren(...this.root.querySelectorAll('[data-live-announce]'), out)
  }
}
