// A list of lines: each its own shared text, and perhaps a kind and a source. Anyone adds one; a line whose words are
// all taken out is gone. Lines stand in the order of their names: a number, and letters that no other page has.
const RANDOM = 6
const own = () => Array.from(crypto.getRandomValues(new Uint8Array(RANDOM)), byte => (byte % 36).toString(36)).join('')

export class Lines {
  // `to` has begin(line): bind its fields; words(root): what it says; here(root): whether anybody is in it; flush().
  constructor (box, to) {
    Object.assign(this, { box, to, name: box.dataset.liveLines, template: box.querySelector('template') })
    this.add = box.querySelector('[data-live-add]')
    if (this.add) this.add.addEventListener('click', () => this.make(this.next()).querySelector('textarea, input').focus())
    box.addEventListener('click', event => {
      const remove = event.target.closest('[data-live-remove]')
      if (remove) this.remove(remove.closest('[data-live-line]'))
    })
    box.addEventListener('focusout', () => setTimeout(() => this.draw([]))) // an empty line is gone once it is left
  }

  // The name of a line after all those that say anything.
  next () {
    const numbers = this.lines.filter(line => !line.hidden).map(line => parseInt(line.dataset.liveLine, 10) || 0)
    return `${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}x${own()}`
  }

  get lines () { return [...this.box.querySelectorAll('[data-live-line]')] }
  root (line) { return `${this.name}/${line.dataset.liveLine}` }

  // The roots that the document has: a line for each that is not here yet, and none shown that is empty.
  draw (roots) {
    const known = new Set(this.lines.map(line => this.root(line)))
    for (const root of roots) {
      if (root.startsWith(`${this.name}/`) && !known.has(root) && this.to.words(root)) this.make(root.slice(this.name.length + 1))
    }
    for (const line of this.lines) {
      const root = this.root(line)
      const empty = !this.to.words(root)
      line.hidden = empty && !this.to.here(root) && !line.contains(document.activeElement)
      for (const authors of line.querySelectorAll('[data-live-authors]')) authors.hidden = empty
    }
    this.number()
  }

  // The lines that are seen are counted from one, as they stand.
  number () {
    const words = part => [...part.querySelectorAll('label, [data-live-remove], details a, details span')].map(named => named.firstChild)
    const drawn = words(this.template.content).map(({ data }) => data)
    this.lines.filter(line => !line.hidden).forEach((line, i) => words(line).forEach((text, part) => {
      const said = drawn[part].replace('LINE', i + 1)
      if (text.data !== said) text.data = said
    }))
  }

  // A line from the page's own template: LINE in it stands for the line's name, in what is read for its number.
  make (name) {
    const line = this.template.content.firstElementChild.cloneNode(true)
    for (const part of [line, ...line.querySelectorAll('*')]) {
      for (const { name: key, value } of [...part.attributes]) if (value.includes('LINE')) part.setAttribute(key, value.replaceAll('LINE', name))
    }
    const next = this.lines.find(other => other.dataset.liveLine > name)
    if (next) next.before(line)
    else this.template.before(line)
    this.number()
    this.writes(this.may)
    this.to.begin(line)
    return line
  }

  // Whoever removes a line takes its words out: others see that, and undoing brings them back.
  remove (line) {
    const box = line.querySelector('[data-live-text]')
    box.focus()
    box.value = ''
    box.dispatchEvent(new InputEvent('input', { bubbles: true }))
    this.to.flush()
    const near = this.lines.filter(other => !other.hidden && other !== line).pop()
    const next = near ? near.querySelector('[data-live-text]') : this.add
    if (next) next.focus()
  }

  writes (may) {
    this.may = may
    for (const one of this.box.querySelectorAll('[data-live-add], [data-live-remove]')) one.hidden = !may
  }
}
