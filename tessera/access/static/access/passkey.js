// Joins our buttons to the sign-in library's passkey script. A button says which of its functions it wants
// (data-passkey) and where the answer goes (data-credential). Without a script the buttons stay hidden.
(function () {
  'use strict'
  if (!window.PublicKeyCredential || !window.allauth) return
  document.querySelectorAll('[data-passkey]').forEach(function (button) {
    var ids = {
      login: button.id,
      add: button.id,
      authenticate: button.id,
      credential: button.dataset.credential,
      passwordless: button.dataset.passwordless,
      data: 'passkey-options'
    }
    window.allauth.webauthn.forms[button.dataset.passkey]({ ids: ids })
  })
  document.querySelectorAll('[data-passkey-box]').forEach(function (box) { box.hidden = false })
  document.querySelectorAll('[data-passkey-without]').forEach(function (text) { text.hidden = true })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    document.querySelectorAll('[data-passkey-said]').forEach(function (said) { said.hidden = false })
  })
})()
