import type { SitePage } from '../harness/site.ts';

/** What each dialog holds: a field that the shopper fills, and a button that closes. */
const form = `<h2 id="news">Newsletter</h2>
  <label>E-mail <input id="mail"></label> <button id="dismiss">Close</button>`;

const shop =
  '<main><h1>Order placed</h1><p>Thank you.</p><button id="buy">Buy again</button></main>';

const panel = 'padding: 24px; background: #fff; color: #000';

/** A `<dialog>` shown with `showModal()`: everything outside it is inert. */
const native: SitePage = {
  body: `${shop}<dialog id="box">${form}</dialog><script>
    openDialog = () => box.showModal();
    dismiss.onclick = () => box.close();
  </script>`,
};

/**
 * As in Bootstrap 5: a fixed element with `aria-modal` above a backdrop, both faded in. Whatever gets the
 * focus outside, the first field of the modal takes it back.
 */
const bootstrap: SitePage = {
  head: `<style>
    .modal { position: fixed; inset: 0; z-index: 1055; display: none; opacity: 0; transition: opacity 0.15s }
    .modal.show { opacity: 1 }
    .modal-content { max-width: 500px; margin: 28px auto; ${panel} }
    .modal-backdrop { position: fixed; inset: 0; z-index: 1050; background: #000; opacity: 0.5 }
  </style>`,
  body: `${shop}<div class="modal" id="box" tabindex="-1" aria-hidden="true" aria-labelledby="news">
    <div class="modal-content">${form}</div></div><script>
    const backdrop = document.createElement('div');
    backdrop.className = 'modal-backdrop';
    const keepFocus = ({ target }) => {
      if (target !== document && !box.contains(target)) mail.focus();
    };
    openDialog = () => {
      document.body.append(backdrop);
      document.body.style.overflow = 'hidden';
      box.style.display = 'block';
      box.removeAttribute('aria-hidden');
      box.setAttribute('aria-modal', 'true');
      box.role = 'dialog';
      box.offsetHeight;
      box.classList.add('show');
      box.focus();
      document.addEventListener('focusin', keepFocus);
    };
    const close = () => {
      document.removeEventListener('focusin', keepFocus);
      backdrop.remove();
      document.body.style.overflow = '';
      box.classList.remove('show');
      box.style.display = 'none';
      box.removeAttribute('aria-modal');
      box.setAttribute('aria-hidden', 'true');
    };
    dismiss.onclick = close;
    box.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  </script>`,
};

/**
 * As in jQuery UI before 1.14: no `aria-modal`. A fixed overlay lies below the dialog, which itself is
 * positioned absolutely. Focus outside is prevented and given to the field that had it last.
 */
const jqueryUi: SitePage = {
  head: `<style>
    .ui-widget-overlay { position: fixed; inset: 0; z-index: 100; background: #aaa; opacity: 0.3 }
    .ui-dialog { position: absolute; z-index: 101; display: none; width: 300px; outline: 0; ${panel} }
  </style>`,
  body: `${shop}<div class="ui-dialog" id="box" role="dialog" tabindex="-1" aria-labelledby="news">${form}</div><script>
    const overlay = document.createElement('div');
    overlay.className = 'ui-widget-overlay';
    overlay.onmousedown = (event) => event.preventDefault();
    let last = mail;
    box.addEventListener('focusin', ({ target }) => (last = target));
    const keepFocus = (event) => {
      if (event.target.closest?.('.ui-dialog')) return;
      event.preventDefault();
      last.focus();
    };
    openDialog = () => {
      document.body.append(overlay);
      box.style.display = 'block';
      box.style.left = scrollX + (document.documentElement.clientWidth - box.offsetWidth) / 2 + 'px';
      box.style.top = scrollY + (innerHeight - box.offsetHeight) / 2 + 'px';
      mail.focus();
      document.addEventListener('focusin', keepFocus);
    };
    const close = () => {
      document.removeEventListener('focusin', keepFocus);
      overlay.remove();
      box.style.display = 'none';
    };
    dismiss.onclick = close;
    box.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  </script>`,
};

/**
 * As with the package focus-trap: capturing listeners on the document prevent presses outside the dialog, stop
 * clicks there, and take the focus back. There is no `aria-modal`; a fixed layer centres the dialog.
 */
const focusTrap: SitePage = {
  head: `<style>
    #layer { position: fixed; inset: 0; z-index: 10; display: none; place-items: center; background: #0008 }
    #box { ${panel} }
  </style>`,
  body: `${shop}<div id="layer"><div id="box" role="dialog" aria-labelledby="news">${form}</div></div><script>
    let last = mail;
    const isOutside = (event) => !event.composedPath().includes(box);
    const press = (event) => isOutside(event) && event.preventDefault();
    const click = (event) => {
      if (!isOutside(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const focusin = (event) => {
      if (!isOutside(event)) return void (last = event.target);
      event.stopImmediatePropagation();
      last.focus();
    };
    const keydown = ({ key }) => key === 'Escape' && close();
    const capturing = { mousedown: press, pointerdown: press, touchstart: press, click, focusin };
    const options = { capture: true, passive: false };
    openDialog = () => {
      layer.style.display = 'grid';
      for (const type in capturing) document.addEventListener(type, capturing[type], options);
      document.addEventListener('keydown', keydown);
      mail.focus();
    };
    const close = () => {
      layer.style.display = 'none';
      for (const type in capturing) document.removeEventListener(type, capturing[type], options);
      document.removeEventListener('keydown', keydown);
    };
    dismiss.onclick = close;
  </script>`,
};

/**
 * Modal dialogs of shops, by the library that makes such. In each page `openDialog()` opens `#box`, and Escape
 * or `#dismiss` closes it.
 */
export const dialogs: Record<string, SitePage> = {
  'a native dialog': native,
  'a Bootstrap 5 modal': bootstrap,
  'a jQuery UI dialog': jqueryUi,
  'a dialog with a focus trap': focusTrap,
};
