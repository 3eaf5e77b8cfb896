// That a part was changed after its agency had signed it off: said as soon as a change is committed, by whom and when.
import { listed, say } from './page.mjs'

const clock = at => `${at.getHours() % 12 || 12}:${String(at.getMinutes()).padStart(2, '0')}${at.getHours() < 12 ? 'am' : 'pm'}`

export class Signed {
  // `out` is there where the part was signed off when the page was drawn, with the sentence to say.
  constructor (out, announcer) { Object.assign(this, { out, announcer }) }

  changed (names) {
    if (!this.out) return
    const words = this.out.dataset.liveSigned.replace('{who}', () => listed(names)).replace('{at}', clock(new Date()))
    say(this.out, words)
    if (this.out.hidden) this.announcer.tell(words)
    this.out.hidden = false
  }
}
