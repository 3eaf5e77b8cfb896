// A body map: a press on an outline chooses the part in the first row that has none yet, and keeps where it was pressed.
// Where every row is taken the button that adds one is pressed for it. With no script the list of each row does the same.
const WIDE = 600, HIGH = 1000

for (const picture of document.querySelectorAll('[data-body]')) {
  picture.addEventListener('click', event => {
    const place = event.target.dataset.part
    if (!place) return
    const row = [...document.querySelectorAll('[data-body-row]')].find(one => !one.querySelector('select').value)
    if (!row) {
      const add = document.querySelector('[name=add_mark]')
      add.value = place
      add.click()
      return
    }
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(event.target.getScreenCTM().inverse())
    const put = (name, value) => { row.querySelector(`[name^=${name}_]`).value = value }
    put('x', Math.round(at.x / WIDE * 1000))
    put('y', Math.round(at.y / HIGH * 1000))
    const list = row.querySelector('select')
    list.value = place
    list.dispatchEvent(new Event('input', { bubbles: true }))
    list.focus()
  })
}
