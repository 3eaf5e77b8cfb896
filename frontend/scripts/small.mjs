// Character counts, print buttons, password reveal, and lists whose entries can be hidden by kind.
import { _, plural } from './words.mjs'

function counts () {
  for (const group of document.querySelectorAll('[data-module="govuk-character-count"]')) {
    const box = group.querySelector('textarea'), info = group.querySelector('.govuk-character-count__message')
    const { maxwords, maxlength, threshold = 0 } = group.dataset
    const limit = Number(maxwords || maxlength), unit = maxwords ? 'word' : 'character'
    const said = document.createElement('div')
    said.className = 'govuk-visually-hidden'
    said.setAttribute('aria-live', 'polite')
    info.after(said)
    let timer
    const update = () => {
      const used = maxwords ? (box.value.match(/\S+/g) || []).length : box.value.length
      const left = limit - used
      const shown = used >= limit * threshold / 100
      info.textContent = plural(`You have {number} ${unit} ${left < 0 ? 'too many' : 'remaining'}`, unit, Math.abs(left))
      info.classList.toggle('govuk-error-message', left < 0)
      info.classList.toggle('govuk-hint', left >= 0)
      info.classList.toggle('govuk-character-count__message--disabled', !shown)
      box.classList.toggle('govuk-textarea--error', left < 0 || box.getAttribute('aria-invalid') === 'true')
      clearTimeout(timer)
      if (shown) timer = setTimeout(() => { said.textContent = info.textContent }, 1000)
    }
    box.addEventListener('input', update)
    update()
  }
}

function prints () {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
}

function passwords () {
  for (const button of document.querySelectorAll('.govuk-js-password-input-toggle')) {
    const box = document.getElementById(button.getAttribute('aria-controls'))
    const set = shown => {
      box.type = shown ? 'text' : 'password'
      button.textContent = _(shown ? 'Hide' : 'Show')
      button.setAttribute('aria-label', _(shown ? 'Hide password' : 'Show password'))
    }
    button.hidden = false
    button.addEventListener('click', () => set(box.type === 'password'))
    box.form.addEventListener('submit', () => set(false))
  }
}

// <fieldset data-kinds="id of the list" hidden>: each ticked box shows the entries whose data-kind is its value.
function kinds () {
  for (const chooser of document.querySelectorAll('[data-kinds]')) {
    const list = document.getElementById(chooser.dataset.kinds)
    chooser.hidden = false
    chooser.addEventListener('change', () => {
      const on = new Set([...chooser.querySelectorAll('input:checked')].map(box => box.value))
      for (const entry of list.querySelectorAll('[data-kind]')) entry.hidden = !on.has(entry.dataset.kind)
    })
  }
}

// A page with data-refresh="seconds" is fetched again, for a screen on a wall. It offers a way to stop.
function refreshes () {
  const page = document.querySelector('[data-refresh]')
  if (page) setTimeout(() => location.reload(), page.dataset.refresh * 1000)
}

export function startSmallThings () {
  for (const start of [counts, prints, passwords, kinds, refreshes]) start()
}
