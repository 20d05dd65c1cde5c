import { languages } from '@nines/shared/survey/names';
import { positions, themes } from '@nines/shared/survey/look';
import { html, type Markup } from '../../plain-html/html.ts';
import { backdrops } from '../backdrops/backdrops.ts';
import { layout } from '../layout.ts';

/** The page where a shop owner changes settings and sees the prompt and its tag follow. */
export function playgroundPage(): string {
  return layout(
    'Playground',
    html`<div class="playground">
        <form>${pageFields()} ${lookFields()} ${questionFields()} ${tagFields()}</form>
        <div>
          <iframe title="The prompt"></iframe>
          <p role="alert"></p>
          <h2>The tag</h2>
          <pre id="tag"></pre>
          <h2>The settings</h2>
          <pre id="settings"></pre>
        </div>
      </div>
      <script type="module" src="/playground/playground.js"></script>`,
  );
}

function pageFields(): Markup {
  return html`<fieldset>
    <legend>Page</legend>
    ${choice('Shop', 'backdrop', ['grey lines', ...Object.keys(backdrops)])}
    ${choice('Width', 'width', ['full', '360', '320', '280'])}
  </fieldset>`;
}

function lookFields(): Markup {
  return html`<fieldset>
    <legend>Look</legend>
    <label>Match the page <input type="checkbox" name="look.match" /></label>
    ${choice('Theme', 'look.theme', themes)} ${choice('Position', 'look.position', positions)}
    <label>Brand <input type="color" name="look.brand" value="#17181c" /></label>
    <label>Corners <input type="range" name="look.radius" min="0" max="32" value="16" /></label>
    ${choice('Font', 'look.font', ['own', 'page'])}
    ${choice('Scale', 'look.scale', ['neutral', 'colours'])}
    <label>Logo <input type="url" name="logo" placeholder="https://…/logo.svg" /></label>
  </fieldset>`;
}

function questionFields(): Markup {
  const steps = ['comment', 'reasons', 'effort', 'expectation', 'email'];
  return html`<fieldset>
    <legend>Questions</legend>
    <label>Question <input name="question" maxlength="160" placeholder="our own" /></label>
    ${steps.map(
      (step) =>
        html`<label
          >${step}
          <input
            type="checkbox"
            name="steps"
            value="${step}"
            ${step === 'comment' ? html`checked` : html``}
        /></label>`,
    )}
    <label>Reader <input name="reader" maxlength="40" placeholder="Anna" /></label>
    <label>Privacy <input type="url" name="privacyUrl" placeholder="https://…/privacy" /></label>
  </fieldset>`;
}

function tagFields(): Markup {
  return html`<fieldset>
    <legend>Tag</legend>
    ${choice('Language', 'locale', ['', ...languages])}
    ${choice('Moment', 'moment', ['checkout', 'delivery', 'service'])}
    <label>In the page <input type="checkbox" name="inline" /></label>
  </fieldset>`;
}

function choice(label: string, name: string, values: readonly string[]): Markup {
  return html`<label
    >${label}
    <select name="${name}">
      ${values.map((value) => html`<option>${value}</option>`)}
    </select></label
  >`;
}
