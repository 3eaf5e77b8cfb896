// Words that can no longer be merged: shown to their author to copy, and kept until they say that they have them.
import { button, element, label } from './page.mjs'

const WHY = {
  reset: 'this section was restored from a copy while you were writing',
  'read-only': 'you may read this section and not write in it',
  closed: 'the form was closed before they reached us',
  full: 'this section holds as much as it may',
  spent: 'this section has been given as much writing as it may take',
  lines: 'this list has as many lines as it may',
  'too-long': 'this box holds as much as it may',
  characters: 'they hold a character that nobody can see',
  'not-accepted': 'the service did not accept them'
}

export function drawAsides (root, asides, fields, dismiss) {
  let out = root.querySelector('[data-live-aside]')
  if (!out && !asides.length) return
  if (!out) {
    root.prepend(out = element('div', 'tessera-live__aside'))
    out.dataset.liveAside = ''
  }
  out.hidden = !asides.length
  out.replaceChildren(...asides.map(aside => {
    const field = fields.find(({ name }) => name === aside.field)
    const group = element('div', 'govuk-form-group'), id = `aside-${aside.id}`
    const named = element('label', 'govuk-label govuk-label--s', `Not saved: what you wrote in ${field ? label(field.box) : 'this section'}`)
    const hint = element('div', 'govuk-hint', `These words were not saved, because ${WHY[aside.aside] || WHY['not-accepted']}. Copy them before you go on.`)
    const box = element('textarea', 'govuk-textarea')
    Object.assign(named, { htmlFor: id })
    hint.id = `${id}-hint`
    Object.assign(box, { id, readOnly: true, rows: 4, value: aside.words })
    box.setAttribute('aria-describedby', hint.id)
    const gone = button('I have copied these words: remove them', () => dismiss(aside))
    group.append(named, hint, box, gone)
    return group
  }))
}
