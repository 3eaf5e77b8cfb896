// A text box and the shared text of a field. The box is the browser's own, so that everything which works in a text
// box goes on working. What others write is drawn when the browser is ready to draw, never while letters are being
// composed (Chinese, Japanese, accents): until then it is kept as deltas, and what is typed meanwhile is placed
// through them.
import * as Y from 'yjs'
import { change, place, remains, sound } from './change.mjs'

const CHUNK = 16000 // characters of one insertion: three bytes each, an update of 64 KiB holds them
const REST = 4 // a slow device draws at most a fifth of the time

export class TextField {
  // `to` has here(field), typed(), changed(field, clients).
  constructor (box, to) {
    Object.assign(this, { box, to, name: box.dataset.liveText, shown: box.defaultValue, behind: [], composing: false })
    this.off = new AbortController()
    const on = (name, does) => box.addEventListener(name, does, { signal: this.off.signal })
    on('compositionstart', () => { this.composing = true })
    on('compositionend', () => { this.composing = false; this.read(); this.draw() })
    on('input', () => { if (!this.composing) this.read() })
    on('beforeinput', event => this.undoes(event, event.inputType === 'historyUndo', event.inputType === 'historyRedo'))
    on('keydown', event => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const z = event.key.toLowerCase() === 'z'
      this.undoes(event, z && !event.shiftKey, (z && event.shiftKey) || (event.key.toLowerCase() === 'y' && event.ctrlKey))
    })
    for (const name of ['focus', 'keyup', 'pointerup', 'select']) on(name, () => to.here(this))
    on('blur', () => { to.here(null); to.typed() })
  }

  // Bind to the document. What was typed before there was one is merged in, as far as others left its place alone.
  attach (y, writes) {
    this.y = y
    this.undo = new Y.UndoManager(y, { trackedOrigins: new Set([this]), captureTimeout: 500 })
    this.watch = event => { if (event.transaction.origin !== this) this.heard(event) }
    y.observe(this.watch)
    this.writes(writes)
    const now = this.looks(y.toString()), since = change(this.shown, now, now.length)
    const delta = []
    if (since.at) delta.push({ retain: since.at })
    if (since.come) delta.push({ insert: since.come })
    if (since.gone) delta.push({ delete: since.gone })
    this.behind = delta.length ? [delta] : []
    this.draw()
  }

  // The document is thrown away; the box keeps what it shows until there is another.
  detach () {
    if (!this.y) return
    this.undo.destroy()
    this.y.unobserve(this.watch)
    this.y = null
    this.behind = []
    this.shown = this.box.value
  }

  // Nothing of it stays.
  blank () {
    this.detach()
    this.off.abort()
    this.box.value = this.box.defaultValue = this.shown = ''
  }

  writes (may) { this.box.readOnly = !may }
  get focused () { return document.activeElement === this.box }
  // As the box will show it, character for character.
  looks (words) { return words.replace(this.box.tagName === 'INPUT' ? /[\r\n]/g : /\r/g, ' ') }
  origin (origin) { return origin === this || origin === this.undo }

  // What the box says that it did not show before goes into the document.
  read () {
    const value = this.box.value, before = this.shown
    if (!this.y || this.box.readOnly || value === before) return
    const caret = this.box.selectionEnd
    const { at, gone, come } = change(before, value, caret)
    const behind = this.behind, start = place(at, behind), words = sound(come)
    for (const [from, to] of remains(at, gone, behind).reverse()) this.write(() => this.y.delete(from, to - from))
    // A large paste goes in pieces, the last first, so that each has its place; none may begin inside a pair.
    for (let end = words.length; end > 0;) {
      let from = Math.max(0, end - CHUNK)
      if (from && /[\uDC00-\uDFFF]/.test(words[from])) from--
      const piece = words.slice(from, end)
      this.write(() => this.y.insert(start, piece))
      end = from
    }
    this.shown = value
    this.behind = []
    if (behind.length || words !== come) {
      const old = caret <= at ? caret : Math.max(at, caret - come.length) + gone
      this.draw(caret === at + come.length ? start + words.length : place(old, behind) + (caret > at ? words.length - gone : 0))
    }
    this.to.here(this)
  }

  write (does) { this.y.doc.transact(does, this) }

  // Somebody else, or undoing, changed the document.
  heard (event) {
    const { transaction, delta } = event
    this.behind.push(delta)
    if (transaction.origin === this.undo) return this.draw(this.ended(delta))
    this.to.changed(this, transaction)
    if (this.turn) return
    const draw = () => { this.turn = null; this.draw() }
    this.turn = document.hidden ? setTimeout(draw, 500) : this.rest ? setTimeout(draw, this.rest) : requestAnimationFrame(draw)
  }

  ended (delta) {
    let at = 0, end = 0
    for (const { retain = 0, insert = '' } of delta) {
      at += retain + insert.length
      if (!retain) end = at
    }
    return end
  }

  // Show the document, with the caret among the same words as before, or at `caret`.
  draw (caret) {
    if (!this.y || this.composing) return
    const began = performance.now(), { box } = this
    if (box.value !== this.shown) this.read()
    const words = this.looks(this.y.toString())
    if (words !== box.value) {
      const { selectionStart, selectionEnd, selectionDirection, scrollTop } = box
      const [from, to] = caret === undefined ? [selectionStart, selectionEnd].map(at => place(at, this.behind)) : [caret, caret]
      box.value = words
      if (this.focused) box.setSelectionRange(from, to, selectionDirection)
      box.scrollTop = scrollTop
    }
    this.shown = box.value
    this.behind = []
    this.rest = Math.min(1000, Math.round((performance.now() - began) * REST))
  }

  undoes (event, undo, redo) {
    if (!undo && !redo) return
    event.preventDefault()
    if (!this.y || this.box.readOnly || this.composing) return
    this.undo[undo ? 'undo' : 'redo']()
  }
}
