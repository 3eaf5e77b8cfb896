// Who else is in a section, and in which field. Told in words beside the field and by a line at its edge, never by
// colour alone, and nobody's focus is moved.
import { element, everyone, listed, say } from './page.mjs'

const PAUSE = 700 // between two tellings of where we are

export class People {
  // `send` tells the server where we are.
  constructor (root, fields, send) {
    Object.assign(this, { root, fields, send, there: new Map(), told: '' })
    this.draw()
  }

  heard (one) {
    if (one.gone) this.there.delete(one.who)
    else this.there.set(one.who, one)
    this.draw()
  }

  // After a break the server tells the whole list again.
  forget () {
    this.there.clear()
    this.told = ''
    this.draw()
  }

  in (field) { return everyone([...this.there.values()].filter(one => one.field === field)) }

  draw () {
    const all = everyone([...this.there.values()])
    for (const out of this.root.querySelectorAll('[data-live-here]')) {
      if (/^[OU]L$/.test(out.tagName)) {
        const names = all.length ? all : ['Nobody else']
        if ([...out.children].map(item => item.textContent).join('\n') !== names.join('\n')) {
          out.replaceChildren(...names.map(name => element('li', '', name)))
        }
      } else say(out, all.length ? `Also here: ${listed(all)}` : 'Nobody else is here')
    }
    for (const { name, box } of this.fields()) {
      const here = this.in(name)
      const around = box.closest('.govuk-form-group') || box.querySelector('.govuk-form-group') || box.parentElement
      around.classList.toggle('tessera-live__taken', here.length > 0)
      for (const out of this.root.querySelectorAll(`[data-live-at="${CSS.escape(name)}"]`)) {
        say(out, here.length ? `${listed(here)} ${here.length > 1 ? 'are' : 'is'} here` : '')
        out.hidden = false // its line stays, so that the page does not move under anyone's hands
      }
    }
  }

  // We are in this field, or in none.
  here (field) {
    this.at = field
    if (!this.timer) this.timer = setTimeout(() => { this.timer = null; this.tell() }, this.told ? PAUSE : 0)
  }

  tell () {
    const { name = null, box } = this.at || {}
    const [at, to] = box && box.selectionStart !== undefined && box.selectionStart !== null ? [box.selectionStart, box.selectionEnd] : [0, 0]
    const now = JSON.stringify([name, at, to])
    if (now !== this.told) this.send({ field: name, at, to })
    this.told = now
  }
}
