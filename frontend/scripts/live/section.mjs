// One section: its own document, its own audience, its own channel.
import * as Y from 'yjs'
import { Authors } from './authors.mjs'
import { Lines } from './lines.mjs'
import { People } from './people.mjs'
import { Signed } from './signed.mjs'
import { State } from './state.mjs'
import { TextField } from './text.mjs'
import { ValueField } from './value.mjs'
import { drawAsides } from './aside.mjs'
import { everyone, label, who } from './page.mjs'
import { HERE, OPEN, buf, frame, json, u, uuid } from './wire.mjs'

const BATCH = 25, MOST = 48 * 1024
const HALTS = ['read-only', 'closed', 'full', 'spent', 'lines', 'too-long', 'characters', 'not-accepted']

export class Section {
  constructor (root, channel, form) {
    Object.assign(this, { root, channel, form, id: root.dataset.liveSection, doc: null, live: false, epoch: 0, seq: 0, pending: [], again: 0 })
    this.base = root.querySelector('[data-live-base]')
    this.page = Number(this.base ? this.base.value : 0)
    const each = (name, make) => [...root.querySelectorAll(`[data-live-${name}]`)].map(make)
    const here = field => this.people.here(field)
    this.text = box => new TextField(box, { here, typed: () => this.flush(), changed: (...all) => this.changed(...all) })
    this.single = box => new ValueField(box, {
      here,
      set: (field, base, value) => { form.outbox.value(this.id, this.epoch, field.name, base, value); this.send() },
      pending: field => this.unsent(field).length > 0,
      answered: field => this.unsent(field).forEach(entry => form.outbox.remove(entry))
    }, root.querySelector(`[data-live-conflict="${CSS.escape(box.dataset.liveValue)}"]`))
    Object.assign(this, { texts: each('text', this.text), values: each('value', this.single), records: {} })
    this.people = new People(root, () => this.fields, at => form.here(this, frame(HERE, u(channel), json(at))))
    this.lines = each('lines', box => new Lines(box, {
      begin: line => this.begun(line),
      words: name => (this.doc ? this.doc.getText(name) : this.field(name).box.value).length > 0,
      here: name => this.people.in(name).length > 0, flush: () => this.flush()
    }))
    this.author = box => new Authors(box, client => form.named(client), () => this.doc && this.doc.getText(box.dataset.liveAuthors))
    this.authors = each('authors', this.author)
    this.state = new State(root)
    this.signed = new Signed(root.querySelector('[data-live-signed]'), form.announcer)
  }

  get fields () { return [...this.texts, ...this.values] }
  field (name) { return this.fields.find(one => one.name === name) }

  // A line was added, here or elsewhere.
  begun (line) {
    const texts = [...line.querySelectorAll('[data-live-text]')].map(this.text)
    const values = [...line.querySelectorAll('[data-live-value]')].map(this.single)
    this.texts.push(...texts)
    this.values.push(...values)
    this.authors.push(...[...line.querySelectorAll('[data-live-authors]')].map(this.author))
    if (!this.doc) return
    for (const field of texts) field.attach(this.doc.getText(field.name), this.may)
    for (const field of values) field.attach(this.records[field.name], this.page, this.may)
    this.people.draw()
  }

  drawLines () { this.lines.forEach(list => list.draw(this.doc ? [...this.doc.share.keys()] : [])) }

  unsent (field) { return this.form.outbox.of(this.id).filter(entry => entry.field === field.name && !entry.update) }

  open () {
    const known = this.doc ? Y.encodeStateVector(this.doc) : [0]
    this.live = false
    this.people.forget()
    this.form.send(frame(OPEN, u(this.channel), buf(uuid(this.id)), u(this.doc ? this.epoch : 0), buf(known)))
  }

  opened (epoch, seq, writes, update, { values = {} }) {
    if (this.doc && epoch !== this.epoch) this.discard('reset')
    this.flush()
    if (this.base && seq > (this.doc ? this.seq : this.page)) this.signed.changed(['Somebody'])
    Object.assign(this, { epoch, seq, records: { ...values }, may: writes && !this.form.closed, live: true })
    const first = !this.doc
    if (first) this.begin()
    Y.applyUpdate(this.doc, update, 'server')
    this.replay()
    for (const field of this.texts) first ? field.attach(this.doc.getText(field.name), this.may) : field.writes(this.may)
    for (const field of this.values) field.attach(values[field.name], this.page, this.may)
    this.lines.forEach(list => list.writes(this.may))
    this.drawLines()
    for (const save of this.root.querySelectorAll('button[type=submit], button:not([type])')) save.hidden = !this.may
    this.send(true)
    this.people.tell()
    this.draw()
  }

  begin () {
    this.doc = new Y.Doc()
    this.doc.clientID = this.form.client
    this.doc.on('update', (update, origin) => {
      const field = this.texts.find(one => one.origin(origin))
      if (field) this.wrote(field, update)
    })
    this.doc.on('afterTransaction', ({ changed }) => {
      if (!changed.size) return
      this.authors.forEach(one => one.later())
      if (this.live) this.drawLines()
    })
  }

  // What an earlier page left unsaved, or this one before the break, stands in the document while it is sent again.
  replay () {
    this.aside('reset', entry => entry.epoch !== this.epoch)
    for (const entry of this.form.outbox.of(this.id)) {
      if (entry.update) Y.applyUpdate(this.doc, entry.update, 'kept')
    }
  }

  wrote (field, update) {
    const size = this.pending.reduce((sum, one) => sum + one.length, update.length)
    if (this.pending.length && (this.writing !== field || size > MOST)) this.flush()
    this.writing = field
    this.pending.push(update)
    this.timer = this.timer || setTimeout(() => this.flush(), BATCH)
    this.draw()
  }

  flush () {
    clearTimeout(this.timer)
    this.timer = null
    if (!this.pending.length) return
    const update = this.pending.length > 1 ? Y.mergeUpdates(this.pending) : this.pending[0]
    this.pending = []
    this.form.outbox.words(this.id, this.epoch, this.doc.clientID, this.writing.name, update)
    this.send()
  }

  // Everything that waits; after a break, what was sent before it too. Of one single field only the first: the next is
  // based on what becomes of it.
  send (again) {
    const setting = new Set()
    for (const entry of this.form.outbox.of(this.id)) {
      const sent = entry.sent && !again
      const held = !entry.update && (setting.has(entry.field) || entry.asked)
      if (!entry.update) setting.add(entry.field)
      if (this.live && !sent && !held) this.form.send(this.form.outbox.frame(this.channel, entry))
    }
    this.draw()
  }

  written (seq, updates) {
    if (!this.live) return // opening brings it
    this.doc.transact(() => updates.forEach(update => Y.applyUpdate(this.doc, update, 'server')), 'server')
    this.reached(seq)
    // Something it rests on is not here. It should not be; opening again brings whatever is missing.
    if (this.doc.store.pendingStructs) this.retry(0)
  }

  reached (seq) {
    this.seq = Math.max(this.seq, seq)
    if (this.base) this.base.value = this.seq
  }

  saved (entry, seq) {
    this.again = 0
    if (seq > this.page) this.signed.changed([who(this.form.me)])
    this.reached(seq)
    if (!entry.update) {
      const field = this.field(entry.field)
      if (field) {
        this.unsent(field).forEach(next => { next.base = seq })
        field.saved(entry.value, seq)
      }
      this.send()
    }
    this.draw()
  }

  refused (entry, code, detail) {
    if (code === 'again' || code === 'too-fast') return this.retry(code === 'again' ? 0 : 1500)
    if (code === 'conflict' && !entry.update) return this.conflict(entry, detail)
    const why = HALTS.includes(code) ? code : 'not-accepted'
    // What the same page wrote after it rests on it.
    this.discard(why, one => one === entry || (one.client === entry.client && one.number > entry.number))
    if (this.form.up) this.open()
  }

  conflict (entry, found) {
    const record = found && found.field ? found : { field: entry.field, value: '', seq: 0 }
    const field = this.field(entry.field)
    if (!field) return this.form.outbox.remove(entry)
    const last = this.unsent(field).pop()
    this.unsent(field).forEach(one => { if (one !== last) this.form.outbox.remove(one) })
    if (record.value === last.value) {
      this.form.outbox.remove(last)
      field.saved(record.value, record.seq)
    } else {
      last.asked = true
      field.conflict(last.value, record)
      this.form.announcer.tell(`${label(field.box)}: somebody else gave another answer. Nothing was overwritten. Choose one`)
    }
    this.draw()
  }

  value (seq, record) {
    this.reached(seq)
    this.signed.changed([who(record)])
    this.records[record.field] = record
    const field = this.field(record.field)
    if (!field) return
    const before = field.record
    field.heard(record)
    if (!this.form.mine(record) && (!before || before.seq < record.seq)) {
      this.form.announcer.changed(label(field.box), everyone([record]))
    }
  }

  // Open again in a while. Everything that was on its way is refused at once: once is enough.
  retry (wait) {
    if (!this.live) return
    this.live = false
    clearTimeout(this.later)
    this.later = setTimeout(() => { if (!this.live && this.form.up) this.open() }, wait || Math.min(8000, this.again))
    this.again = Math.min(8000, this.again * 2 || 100)
    this.draw()
  }

  // The document cannot go on: what is not saved of it becomes words for its author, and a new one begins.
  discard (why, which) {
    this.live = false
    this.flush()
    this.aside(why, which)
    this.end()
  }

  aside (why, which) {
    if (this.form.outbox.setAside(this.id, why, which)) {
      this.form.announcer.tell('Some of your words could not be saved. They are shown to you to copy')
    }
  }

  end () {
    clearTimeout(this.timer)
    clearTimeout(this.later)
    Object.assign(this, { pending: [], timer: null })
    this.texts.forEach(field => field.detach())
    if (this.doc) this.doc.destroy()
    this.doc = null
  }

  reset () {
    this.discard('reset')
    this.open()
  }

  away () {
    this.live = false
    this.people.forget()
    this.draw()
  }

  present (one) {
    this.people.heard(one)
    this.drawLines()
  }

  freeze () {
    this.may = false
    for (const one of [...this.lines, ...this.fields]) one.writes(false)
    this.draw()
  }

  // An open section is never posted: what waits of it is sent by its own way, and would come twice.
  withhold (formData) {
    if (this.doc) for (const { name } of this.root.querySelectorAll('[name]:not(button)')) formData.delete(name)
  }

  // It is no longer this reader's: not a word of it stays in the page, in memory or (but for another who signed in) on
  // the device.
  shut (keep = false) {
    this.live = false
    if (keep) this.flush()
    else this.form.outbox.drop(this.id)
    this.end()
    this.fields.forEach(field => field.blank())
    this.people.forget()
  }

  changed (field, { origin, beforeState, afterState }) {
    if (origin !== 'server' || !this.live) return
    const clients = [...afterState].filter(([client, clock]) => clock > (beforeState.get(client) || 0)).map(([client]) => client)
    // Taking words out leaves no author in an update: whoever is in the field is named.
    const wrote = clients.map(client => this.form.named(client)), others = wrote.filter(one => !this.form.mine(one))
    const there = this.people.in(field.name).length ? this.people.in(field.name) : ['Somebody']
    this.form.announcer.changed(label(field.box), others.length ? everyone(others) : there)
    this.signed.changed(wrote.length ? everyone(wrote) : there)
  }

  draw () {
    const entries = this.form.outbox.of(this.id), { kept } = this.form
    this.state.draw({
      opened: !!this.doc, live: this.live, may: this.may, closed: this.form.closed, signedOut: this.form.signedOut,
      waited: this.form.waited, unsent: entries.length + this.pending.length, asked: entries.some(entry => entry.asked),
      kept: !!kept.key, signIn: this.form.root.dataset.liveSignIn
    })
    const asides = this.form.outbox.asides.filter(one => one.section === this.id), drawn = asides.map(({ id }) => id).join()
    if (drawn === (this.drawn || '')) return
    this.drawn = drawn
    drawAsides(this.root, asides, this.fields, aside => {
      this.form.outbox.dismiss(aside)
      this.draw()
    })
  }
}
