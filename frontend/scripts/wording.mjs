// A textarea with data-wording="URL" posts its text after a pause and puts the answer in the element whose
// id is data-wording-out. The focus is never moved. With no script a button asks for the same hints.
export function startWording () {
  for (const box of document.querySelectorAll('textarea[data-wording]')) {
    const out = document.getElementById(box.dataset.wordingOut)
    if (!out || !box.form) continue
    let timer, asked = box.value, turn = 0
    box.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(async () => {
        if (box.value === asked) return
        asked = box.value
        const mine = ++turn, body = new FormData()
        body.set('text', asked)
        body.set('field', box.name)
        body.set('csrfmiddlewaretoken', box.form.elements.csrfmiddlewaretoken.value)
        try {
          const answer = await fetch(box.dataset.wording, { method: 'POST', body, headers: { 'X-Requested-With': 'wording' } })
          const html = await answer.text()
          // Our own server's markup, already escaped; a later answer wins over an earlier one.
          if (answer.ok && !answer.redirected && mine === turn && out.innerHTML !== html) out.innerHTML = html
        } catch { asked = null }
      }, 1200)
    })
  }
}
