import { comesLater, shopPage } from './shop-page.ts';
import type { SitePage } from '../harness/site.ts';

/** The HTML and the style of a notice. Its buttons have the class `choice`, the consenting one `data-accept`. */
type Notice = { html: string; style: string };

/** A notice in a page. A click on one of its choices runs `leave`, with the notice as `notice`. */
function withNotice(selector: string, leave: string, { html, style }: Notice): SitePage {
  const script = `addEventListener('click', ({ target }) => {
    if (!target.matches('.choice')) return;
    const notice = document.querySelector('${selector}');
    ${leave}
  })`;
  return shopPage({ style: `${style} .choice { min-height: 44px }`, overlay: html, script });
}

// At the bottom right, on a phone over the whole width. The notice stays in the page with display: none.
const klaro: Notice = {
  html: `<div class="klaro"><div role="dialog" id="klaro-cookie-notice" class="cookie-notice" tabindex="0"
    aria-describedby="id-cookie-notice"><div class="cn-body"><p id="id-cookie-notice">Hi! Could we please
    enable some additional services for Statistics? You can always change or withdraw your consent
    later.</p><a href="#choose">Let me choose</a><div class="cn-buttons">
    <button class="cm-btn choice">I decline</button> <button class="cm-btn choice" data-accept>That’s ok</button>
    <button class="cm-btn choice">Save</button></div></div></div></div>`,
  style: `.cookie-notice { position: fixed; right: 0; bottom: 0; z-index: 999; width: 100%; padding: 16px;
      box-sizing: border-box; background: #333; color: #fafafa }
    @media (min-width: 990px) { .cookie-notice { right: 20px; bottom: 20px; max-width: 400px } }
    .cookie-notice-hidden { display: none }`,
};

// A bar over the whole width. After the choice it is faded out and stays in the page, invisible.
const oneTrust: Notice = {
  html: `<div id="onetrust-consent-sdk"><div id="onetrust-banner-sdk" class="otFlat bottom"
    role="alertdialog" aria-label="Privacy" tabindex="0"><p>By clicking “Accept all” you agree to the storing
    of cookies on your device.</p><button class="choice">Cookie settings</button>
    <button class="choice">Reject all</button> <button class="choice" data-accept>Accept all</button></div></div>`,
  style: `#onetrust-banner-sdk { position: fixed; inset: auto 0 0; z-index: 2147483645; max-height: 90%;
      padding: 24px; overflow: auto; background: #fff; box-shadow: 0 0 18px #0003 }`,
};

// In the middle, over a layer that darkens the page. Both are moved behind the page after the choice.
const cookiebot: Notice = {
  html: `<div id="CybotCookiebotDialogBodyUnderlay"></div>
    <div id="CybotCookiebotDialog" role="dialog" tabindex="-1" lang="en"><h2>This website uses cookies</h2>
    <p>We use cookies to personalise content and ads.</p><button class="choice">Deny</button>
    <button class="choice">Customise</button> <button class="choice" data-accept>Allow all</button></div>`,
  style: `#CybotCookiebotDialog { position: fixed; top: 50%; left: 50%; z-index: 2147483631; padding: 24px;
      width: min(900px, 90vw); height: min(560px, 90vh); box-sizing: border-box; background: #fff;
      transform: translate(-50%, -50%) }
    #CybotCookiebotDialogBodyUnderlay { position: fixed; inset: 0; z-index: 2147483630;
      background: #0e0e0e; opacity: .75 }`,
};

// Only its text tells what it is.
const ownBar: Notice = {
  html: `<div class="bar"><p>Deze winkel gebruikt cookies om te zien wat u mooi vindt.</p>
    <button class="choice" data-accept>Akkoord</button> <button class="choice">Liever niet</button></div>`,
  style: `.bar { position: fixed; inset: auto 0 0; z-index: 50; padding: 16px; background: #ffd }`,
};

// Its elements are in a shadow root, which a selector of the page does not reach.
const usercentrics: Notice = {
  html: `<div id="usercentrics-root" data-created-at="1"><template shadowrootmode="open"><style>
      div { position: fixed; right: 16px; bottom: 16px; z-index: 2147483640; width: min(440px, 90vw);
        padding: 24px; box-sizing: border-box; background: #fff; box-shadow: 0 0 30px #0004 }
      button { min-height: 44px }</style>
    <div role="dialog" aria-label="Privacy settings"><p>We need your consent to load our services.</p>
    <button onclick="getRootNode().host.remove()">Deny</button>
    <button data-accept onclick="getRootNode().host.remove()">Accept all</button></div></template></div>`,
  style: '',
};

// Its content is in a frame, often of another site, so only the frame's attributes can be read.
const frame: Notice = {
  html: `<div id="sp_message_container_1" class="sp_container"><iframe id="sp_message_iframe_1"
    title="Consent message" srcdoc="<button data-accept onclick='parent.document.querySelector(&quot;.sp_container&quot;).remove()'>Accept all</button>"></iframe></div>`,
  style: `.sp_container { position: fixed; inset: auto 0 0; z-index: 2147483647; height: 180px;
      background: #fff; box-shadow: 0 0 18px #0003 }
    .sp_container iframe { width: 100%; height: 100%; border: 0 }`,
};

const leaveHidden = `notice.classList.add('cookie-notice-hidden')`;
const leaveFaded = `notice.style.cssText = 'visibility: hidden; opacity: 0; transition: opacity .4s'`;
const leaveBehind = `notice.remove();
  document.querySelector('#CybotCookiebotDialogBodyUnderlay').style.cssText = 'opacity: 0; z-index: -1'`;

/** Pages with an open consent notice over the prompt's place. The prompt waits until the shopper has chosen. */
export const consentNotices: Record<string, SitePage> = {
  'Klaro’s notice at the bottom right': withNotice('.cookie-notice', leaveHidden, klaro),
  'OneTrust’s bar at the bottom': withNotice('#onetrust-banner-sdk', leaveFaded, oneTrust),
  'Cookiebot’s dialog in the middle': withNotice('#CybotCookiebotDialog', leaveBehind, cookiebot),
  'a shop’s own bar with the word cookies': withNotice('.bar', 'notice.remove()', ownBar),
  'Usercentrics’ notice in a shadow root': withNotice('#usercentrics-root', '', usercentrics),
  'a shop’s own bar inside a fixed shell': {
    head: `<style>#app { position: fixed; inset: 0; overflow: auto } ${ownBar.style}</style>`,
    body: `<div id="app"><main><h1>Your order is on its way</h1></main>${ownBar.html}</div>
      <script>addEventListener('click', ({ target }) => target.matches('.choice') && target.parentElement.remove())</script>`,
  },
  'a notice in a frame': withNotice('.sp_container', '', frame),
};

/** A page whose consent notice comes when its button "Bring it" is clicked. */
export const lateConsent: SitePage = withNotice('.cookie-notice', leaveHidden, {
  html: comesLater(klaro.html),
  style: klaro.style,
});

/**
 * Pages whose fixed elements speak of cookies but never leave. The prompt must not wait for them: it appears
 * and leaves them free.
 */
export const lastingCookieLinks: Record<string, SitePage> = {
  'a round button that opens the cookie settings again': shopPage({
    overlay: `<div id="ot-sdk-btn-floating" title="Manage preferences"><button
      aria-label="Open cookie settings">🍪</button></div>`,
    style: `#ot-sdk-btn-floating { position: fixed; right: 16px; bottom: 16px; z-index: 2147483645;
        width: 50px; height: 50px }
      #ot-sdk-btn-floating button { width: 100%; height: 100%; border: 0; border-radius: 50% }`,
  }),
  'a fixed footer with a link to the privacy policy': shopPage({
    overlay: `<div class="legal"><a href="#terms">Terms</a> <a href="#privacy">Privacy</a>
      <a href="#cookies">Cookies</a></div>`,
    style: `.legal { position: fixed; inset: auto 0 0; z-index: 10; padding: 12px; background: #eee }`,
  }),
};
