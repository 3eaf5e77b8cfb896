// A live form on a page: its connection, its sections, and what is not saved yet.
import { Announcer } from './said.mjs'
import { Connection } from './connection.mjs'
import { Gone } from './gone.mjs'
import { Kept } from './kept.mjs'
import { Outbox } from './outbox.mjs'
import { Section } from './section.mjs'
import { element } from './page.mjs'
import { CLOSED, NAMES, OPENED, PRESENT, REFUSED, RESET, SAVED, SHUT, VALUE, WELCOME, WRITTEN } from './wire.mjs'

const PLAIN = 8000 // with no answer for so long the form is used as the ordinary one that it is
const LOST = 'Something that you typed in this form was not saved, and cannot be opened any more: you signed out of this browser before it reached us.'
const PUSH_EVERY = 10000, HERE_AGAIN = 150

export class LiveForm {
  constructor (root) {
    Object.assign(this, { root, names: new Map(), me: null, client: null, up: false, closed: false, signedOut: false, waited: false })
    const { liveForm, liveKey, liveAddress } = root.dataset
    this.kept = new Kept(liveForm, liveKey)
    this.outbox = new Outbox(this, this.kept, {
      saved: (entry, seq) => this.about(entry, section => section.saved(entry, seq)),
      refused: (entry, ...why) => this.about(entry, section => section.refused(entry, ...why))
    })
    this.announcer = new Announcer(root)
    this.sections = new Map()
    root.querySelectorAll('[data-live-section]').forEach((part, i) => this.sections.set(i + 1, new Section(part, i + 1, this)))
    this.gone = new Gone(root, this.announcer)
    root.addEventListener('submit', event => this.submitted(event))
    root.addEventListener('formdata', ({ formData }) => this.all.forEach(section => section.withhold(formData)))
    this.kept.told = () => this.draw()
    this.unlock()
    this.connection = new Connection(liveAddress, { arrived: reader => this.arrived(reader), down: code => this.down(code) })
    setTimeout(() => { this.waited = true; this.draw() }, PLAIN)
    setInterval(() => { if (!this.up) this.outbox.push(false) }, PUSH_EVERY)
    addEventListener('pagehide', () => { this.flush(); this.outbox.push(true) })
    addEventListener('beforeunload', event => {
      this.flush()
      if (this.outbox.entries.size && !this.outbox.safe) event.preventDefault()
    })
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.flush() })
  }

  // With a script there is one way to save: a button sends what waits, and posts no text. A section that is not open
  // (yet) is still part of the ordinary form that the page came with: then that is sent, without those that are.
  submitted (event) {
    this.flush()
    const bases = [...this.root.querySelectorAll('[data-live-base]')]
    if (bases.every(base => this.all.some(section => section.doc && section.root.contains(base)))) event.preventDefault()
  }

  get all () { return [...this.sections.values()] }
  about (entry, does) { this.all.filter(section => section.id === entry.section).forEach(does) }
  flush () { this.all.forEach(section => section.flush()) }
  draw () { this.all.forEach(section => section.draw()) }
  send (bytes) { this.connection.send(bytes) }

  // Where we are in each section, the newest only, and not more often than the server listens.
  here (section, bytes) {
    this.places = this.places || new Map()
    this.places.set(section, bytes)
    if (this.telling) return
    const tell = () => {
      const next = this.places.entries().next()
      this.telling = null
      if (next.done) return
      const [who, place] = next.value
      this.places.delete(who)
      if (who.live) this.send(place)
      this.telling = setTimeout(tell, HERE_AGAIN)
    }
    tell()
  }

  named (client) {
    const [name, agency, id] = this.names.get(client) || []
    return { name, agency, id }
  }

  mine ({ id }) { return !!this.me && id === this.me.id }

  // With a key, what an earlier page could not save comes back, and what this one cannot is kept.
  async unlock () {
    if (this.unlocking) return
    this.unlocking = true
    if (await this.kept.unlock()) {
      this.outbox.restore(await this.kept.read())
      if (this.kept.lost) this.lost()
      this.outbox.keepAll()
      for (const section of this.all) if (section.live) { section.replay(); section.send() }
    }
    this.unlocking = false
    this.draw()
  }

  // Said once: what could not be opened is gone.
  lost () {
    this.kept.lost = 0
    const out = element('p', 'govuk-inset-text', LOST)
    out.dataset.liveLost = ''
    this.root.prepend(out)
    this.announcer.tell(LOST)
  }

  arrived (reader) {
    const type = reader.u()
    if (type === WELCOME) return this.welcome(reader.json())
    const section = this.sections.get(reader.u())
    if (section) this.tell(section, type, reader)
  }

  tell (section, type, reader) {
    if (type === OPENED) {
      const [epoch, seq, writes, update, also] = [reader.u(), reader.u(), reader.u() === 1, reader.buf(), reader.json()]
      this.called(also.names)
      section.opened(epoch, seq, writes, update, also)
    } else if (type === WRITTEN) {
      const seq = reader.u()
      section.written(seq, Array.from({ length: reader.u() }, () => reader.buf()))
    } else if (type === SAVED) this.outbox.answered({ number: reader.u(), seq: reader.u() })
    else if (type === REFUSED) this.outbox.answered({ number: reader.u(), code: reader.text(), detail: reader.json() })
    else if (type === SHUT) this.shut(section, reader.text())
    else if (type === PRESENT) section.present(reader.json())
    else if (type === RESET) section.reset()
    else if (type === VALUE) section.value(reader.u(), reader.json())
    else if (type === NAMES) { this.called(reader.json()); section.authors.forEach(one => one.later()) }
    else if (type === CLOSED) { this.closed = true; this.all.forEach(one => one.freeze()) }
  }

  called (names = {}) {
    for (const [client, named] of Object.entries(names)) this.names.set(Number(client), named)
  }

  // The first number given is this page's for as long as it is open: what it wrote before a break was written as that.
  welcome ({ client, name, agency, id }) {
    if (this.me && !this.mine({ id })) return this.leave('other')
    this.me = { name, agency, id }
    this.client = this.client || client
    this.names.set(this.client, [name, agency, id])
    this.up = true
    this.signedOut = false
    this.all.forEach(section => section.open())
    this.unlock()
  }

  down (code) {
    this.up = false
    if (code === 4401) this.signedOut = true
    if (code === 4404) return this.leave('none')
    this.all.forEach(section => section.away())
  }

  shut (section, code) {
    if (code === 'signed-out') {
      this.signedOut = true
      return section.away()
    }
    this.sections.delete(section.channel)
    section.shut()
    // One that was open and is asked for again is answered as if it had never been.
    this.gone.take(section.root, section.epoch ? 'ended' : code)
  }

  // There is nothing more here for whoever sits at this page. What the one before could not save stays sealed.
  leave (code) {
    this.connection.stop()
    for (const section of this.all) {
      this.sections.delete(section.channel)
      section.shut(code === 'other')
      this.gone.take(section.root, code)
    }
    this.outbox.entries.clear()
    this.outbox.asides = []
  }
}
