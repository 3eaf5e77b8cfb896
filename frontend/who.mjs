// "Who will see this": a form with data-who="URL" posts itself, without its files, whenever something in it is chosen
// and a moment after something was typed. The answer is written into the element that data-who-out names, which is
// spoken politely; the focus is never moved. With no script a button asks the same.
function part (name, text, className) {
  const made = document.createElement(name)
  made.textContent = text
  made.className = className
  return made
}

function write (out, told) {
  const made = []
  for (const { title, read_by: readers, nobody } of told.parts) {
    made.push(part('h3', title, 'govuk-heading-s govuk-!-margin-bottom-1'))
    if (readers.length) {
      const list = part('ul', '', 'govuk-list govuk-list--bullet')
      list.append(...readers.map(words => part('li', words, '')))
      made.push(list)
    }
    if (nobody) made.push(part('p', nobody, 'govuk-body'))
  }
  made.push(...told.besides.map(words => part('p', words, 'govuk-body')))
  out.replaceChildren(...made)
}

for (const form of document.querySelectorAll('form[data-who]')) {
  const out = document.getElementById(form.dataset.whoOut)
  let timer, turn = 0, last = ''
  const ask = after => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const body = new FormData(form), mine = ++turn
      for (const box of form.querySelectorAll('input[type=file]')) body.delete(box.name)
      try {
        const answer = await fetch(form.dataset.who, { method: 'POST', body, headers: { 'X-Requested-With': 'who' } })
        const text = answer.ok && !answer.redirected ? await answer.text() : last
        // A later answer wins over an earlier one, and what has not changed is not spoken again.
        if (mine === turn && text !== last) write(out, JSON.parse(last = text))
      } catch { /* the button asks again */ }
    }, after)
  }
  form.addEventListener('submit', () => clearTimeout(timer))
  form.addEventListener('change', event => { if (event.target.matches('[type=radio], [type=checkbox]')) ask(250) })
  form.addEventListener('input', event => { if (event.target.matches('textarea')) ask(1500) })
}

// What is asked only for some choices: data-shown-for names the radios, data-shown-values the values.
for (const asked of document.querySelectorAll('[data-shown-for]')) {
  const radios = [...document.getElementsByName(asked.dataset.shownFor)], values = asked.dataset.shownValues.split(' ')
  const show = () => { asked.hidden = !radios.some(radio => radio.checked && values.includes(radio.value)) }
  for (const radio of radios) radio.addEventListener('change', show)
  show()
}
