// Saved, Saving, Offline: what is seen changes at once; what is spoken waits until it has lasted.
import { element, say } from './page.mjs'

const LASTED = { saved: 3000, saving: 5000 }, OTHERWISE = 500

function words ({ opened, live, may, closed, signedOut, waited, unsent, asked, kept }) {
  const kind = kept ? 'Your typing is kept on this device' : 'Your typing is on this page only: do not close it'
  if (signedOut) return ['out', `You are signed out. ${kind}.`]
  if (closed) return ['closed', 'This form has been closed. Nothing more can be written in it.']
  if (!opened) return waited ? ['plain', 'Writing together is not available just now. Press Save to keep what you write.'] : ['opening', '']
  if (!live) return ['offline', kept ? 'Offline: your typing is kept on this device' : `Offline. ${kind}`]
  if (!may) return ['reading', 'You can read this section and not write in it']
  if (asked) return ['asked', 'Not saved yet: choose between two answers']
  return unsent ? ['saving', 'Saving'] : ['saved', 'Saved']
}

export class State {
  constructor (root) {
    this.out = [...root.querySelectorAll('[data-live-state]')].map(out => {
      const seen = element('span'), spoken = element('span', 'govuk-visually-hidden')
      seen.setAttribute('aria-hidden', 'true')
      out.replaceChildren(seen, spoken)
      return { out, seen, spoken }
    })
  }

  draw (now) {
    const [is, text] = words(now)
    if (this.text === text) return
    this.text = text
    clearTimeout(this.timer)
    for (const { out, seen } of this.out) {
      out.dataset.liveIs = is
      say(seen, text)
      if (is === 'out' && now.signIn) seen.append(' ', this.link(now.signIn))
      if (seen.querySelector('a')) seen.removeAttribute('aria-hidden')
      else seen.setAttribute('aria-hidden', 'true')
    }
    this.timer = setTimeout(() => {
      for (const { seen, spoken } of this.out) say(spoken, seen.hasAttribute('aria-hidden') ? text : '')
    }, LASTED[is] || OTHERWISE)
  }

  link (address) {
    const link = element('a', 'govuk-link', 'Sign in again')
    link.href = address
    return link
  }
}
