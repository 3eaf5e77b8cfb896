// A single field: radios, a list to choose from, or a date in three boxes. Each setting names the one it was based on.
// Where another came between, both are shown and the person who set it is asked; nothing is overwritten in silence.
import { button, element, label, who } from './page.mjs'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const pad = (words, length) => words.padStart(length, '0')

export class ValueField {
  // `to` has here(field), set(field, base, value), pending(field), answered(field): the question has been settled. `out` is where it is asked.
  constructor (box, to, out) {
    Object.assign(this, { box, to, out, name: box.dataset.liveValue, record: null, asked: null, live: false })
    this.off = new AbortController()
    const on = (name, does) => box.addEventListener(name, does, { signal: this.off.signal })
    this.parts = box.tagName === 'SELECT' ? [box] : [...box.querySelectorAll('input')]
    this.date = this.parts.length === 3 && this.parts.every(part => /_(day|month|year)$/.test(part.name))
    this.drawn = this.first = this.read()
    on('change', () => this.changed())
    on('focusin', () => to.here(this))
    on('focusout', event => {
      if (box.contains(event.relatedTarget)) return
      to.here(null)
      if (this.date && this.live) this.wrong(this.read() === null)
    })
  }

  part (name) { return this.parts.find(part => part.name.endsWith(`_${name}`)) }

  // The value as the protocol has it; "" for none, null for a date that is not one, or not yet.
  read () {
    if (this.box.tagName === 'SELECT') return this.box.value
    if (!this.date) return (this.parts.find(part => part.checked) || { value: '' }).value
    const [day, month, year] = ['day', 'month', 'year'].map(name => this.part(name).value.trim())
    if (!day && !month && !year) return ''
    const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`, date = new Date(`${text}T00:00:00Z`)
    return /^\d{4}-\d\d-\d\d$/.test(text) && !isNaN(date) && date.toISOString().startsWith(text) ? text : null
  }

  write (value) {
    if (this.date) {
      const [year, month, day] = (value || '--').split('-')
      Object.entries({ year, month, day }).forEach(([name, words]) => { this.part(name).value = words && String(Number(words)) })
    } else if (this.box.tagName === 'SELECT') this.box.value = value
    else for (const part of this.parts) part.checked = part.value === value && value !== ''
    this.drawn = value
  }

  // In the middle of a date.
  get editing () { return this.date && this.box.contains(document.activeElement) && this.read() !== this.drawn }

  // A value in words, as the page itself puts it.
  words (value) {
    if (!value) return 'no answer'
    if (this.date) {
      const [year, month, day] = value.split('-').map(Number)
      return `${day} ${MONTHS[month - 1]} ${year}`
    }
    if (this.box.tagName === 'SELECT') return ([...this.box.options].find(one => one.value === value) || { text: value }).text.trim()
    const chosen = this.parts.find(part => part.value === value)
    return chosen && chosen.labels[0] ? chosen.labels[0].textContent.trim() : value
  }

  // The section opened: `record` is the value now, `page` the seq the page was drawn at.
  attach (record, page, writes) {
    const typed = this.live ? null : this.read()
    const first = !this.live
    this.live = true
    this.writes(writes)
    if (first && writes && typed !== null && typed !== this.first) {
      // Chosen before the script was ready, so on what the page said.
      this.base = record && record.seq > page ? page : record ? record.seq : 0
      this.record = record
      this.to.set(this, this.base, typed)
    } else if (record) this.heard(record)
    else {
      this.record = null
      this.base = 0
      if (!first) this.write('')
    }
  }

  writes (may) { for (const part of this.parts) part.disabled = !may }

  // Somebody set it, or our own setting was committed.
  heard (record) {
    if (this.record && record.seq < this.record.seq) return
    this.record = record
    if (this.asked !== null) return this.ask(this.asked)
    if (this.editing || this.to.pending(this)) return
    this.base = record.seq
    if (this.read() !== record.value) this.write(record.value)
    else this.drawn = record.value
  }

  changed () {
    const value = this.read()
    if (!this.live || value === null) return
    this.wrong(false)
    if (this.asked !== null) {
      // Choosing again with the question open is an answer to it: they have seen the other.
      this.base = this.record.seq
      this.settle()
    }
    if (value === this.drawn) return
    this.drawn = value
    this.to.set(this, this.base, value)
  }

  // Committed: the next setting is based on this one.
  saved (value, seq) {
    this.base = seq
    if (!this.record || this.record.seq < seq) this.record = { field: this.name, value, seq }
    if (!this.editing && !this.to.pending(this) && this.read() !== this.record.value) this.write(this.record.value)
  }

  // Refused because `record` came between.
  conflict (mine, record) {
    this.record = record
    this.ask(mine)
  }

  ask (mine) {
    const box = this.out
    const theirs = this.record
    this.asked = mine
    this.base = theirs.seq
    this.write(theirs.value)
    if (!box) return
    const heading = element('p', 'tessera-live__ask', `${label(this.box)}: two different answers were given`)
    const list = element('ul', 'govuk-list govuk-list--bullet')
    list.append(
      element('li', '', `You answered: ${this.words(mine)}`),
      element('li', '', `${who(theirs)} answered: ${this.words(theirs.value)}`))
    const keep = button(`Use my answer: ${this.words(mine)}`, () => {
      this.settle()
      this.write(mine)
      this.to.set(this, theirs.seq, mine)
    })
    const take = button(`Keep the answer of ${who(theirs)}: ${this.words(theirs.value)}`, () => this.settle())
    const buttons = element('div', 'govuk-button-group')
    buttons.append(keep, take)
    box.replaceChildren(heading, list, element('p', 'govuk-body', 'Nothing is overwritten until you choose.'), buttons)
    box.hidden = false
    box.setAttribute('role', 'group')
    box.setAttribute('aria-label', heading.textContent)
  }

  settle () {
    this.asked = null
    this.to.answered(this)
    if (!this.out) return
    const inside = this.out.contains(document.activeElement)
    this.out.hidden = true
    this.out.replaceChildren()
    if (inside) (this.parts.find(part => part.checked) || this.parts[0]).focus()
  }

  wrong (is) {
    if (!!this.error === is) return
    if (this.error) this.error.remove()
    this.error = is ? element('p', 'govuk-error-message', 'Enter a real date. It is not saved yet.') : null
    if (is) (this.parts[0].closest('.govuk-date-input') || this.parts[0]).before(this.error)
    for (const part of this.parts) part.setAttribute('aria-invalid', is)
  }

  blank () {
    this.off.abort()
    this.record = this.asked = null
    if (!this.date && this.box.tagName !== 'SELECT') for (const part of this.parts) part.checked = false
    else for (const part of this.parts) part.value = ''
  }
}
