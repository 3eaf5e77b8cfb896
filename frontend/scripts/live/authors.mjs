// Who wrote what of a text field, phrase by phrase, in a details element that is drawn when it is opened.
import { element, who } from './page.mjs'

const PAUSE = 1000

export class Authors {
  // `named(client)` says who wrote. `text()` is the field's shared text, or null.
  constructor (box, named, text) {
    Object.assign(this, { box, named, text })
    box.addEventListener('toggle', () => this.draw())
  }

  // The text changed, or a name came: draw again in a while, if it is open.
  later () {
    if (!this.box.open || this.timer) return
    this.timer = setTimeout(() => { this.timer = null; this.draw() }, PAUSE)
  }

  phrases () {
    const found = []
    const y = this.text()
    for (let item = y && y._start; item; item = item.right) {
      if (item.deleted || item.content.str === undefined) continue
      const one = this.named(item.id.client), last = found[found.length - 1]
      if (last && last.id === one.id) last.words += item.content.str
      else found.push({ id: one.id, author: who(one), words: item.content.str })
    }
    return found
  }

  draw () {
    if (!this.out) this.box.append(this.out = element('dl', 'tessera-live__phrases'))
    if (!this.box.open) return this.out.replaceChildren()
    const found = this.phrases()
    this.out.replaceChildren(...found.flatMap(({ author, words }) => [
      element('dt', '', author), element('dd', 'tessera-words', words)]))
    if (!found.length) this.out.append(element('dt', '', 'Nobody'), element('dd', '', 'Nothing has been written here yet'))
  }
}
