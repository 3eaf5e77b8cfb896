// Changes by others, spoken politely: a few words every few seconds at most, never each key, and not at all where the
// reader asked for quiet. What concerns the reader's own words is always spoken.
import { quiet } from './kept.mjs'
import { listed, say } from './page.mjs'

const PAUSE = 4000

export class Announcer {
  constructor (root) {
    this.out = root.querySelector('[data-live-announce]')
    this.button = root.querySelector('[data-live-mute]')
    this.waiting = new Map() // a field's name on the page -> names of people
    this.must = []
    if (this.button) {
      this.button.hidden = false
      this.button.addEventListener('click', () => { quiet(!this.quiet); this.draw() })
    }
    this.draw()
  }

  get quiet () { return quiet() }

  draw () {
    if (this.quiet) this.waiting.clear()
    if (this.button) this.button.setAttribute('aria-pressed', this.quiet)
  }

  changed (label, names) {
    if (this.quiet) return
    const known = this.waiting.get(label) || new Set()
    names.forEach(name => known.add(name))
    this.waiting.set(label, known)
    this.later()
  }

  tell (text) {
    if (!this.must.includes(text)) this.must.push(text)
    this.later()
  }

  // Not a word of what others did is kept.
  forget () {
    this.waiting.clear()
    this.must = []
    say(this.out, '')
  }

  later () {
    if (this.timer) return
    const wait = Math.max(250, PAUSE - (Date.now() - (this.spoke || 0)))
    this.timer = setTimeout(() => { this.timer = null; this.speak() }, wait)
  }

  speak () {
    const changed = [...this.waiting].map(([label, names]) => `${listed([...names])} changed ${label}`)
    const all = [...this.must, ...changed]
    this.must = []
    this.waiting.clear()
    if (!all.length) return
    this.spoke = Date.now()
    // The same words again would not be spoken.
    if (this.out && this.out.textContent === all.join('. ')) this.out.textContent = ''
    say(this.out, all.join('. '))
  }
}
