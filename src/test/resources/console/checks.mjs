// The checks of the console in a browser. ConsoleIT starts the gateway and gives what the pages should show.
import { mkdirSync } from 'node:fs';
import { check, equal, exitCode, launch, newPage, seriousFindings, that } from './browser.mjs';

const { base, keys, callbacks, batch, shots, pictures } = JSON.parse(process.env.CONSOLE_FACTS);
mkdirSync(shots, { recursive: true });
mkdirSync(pictures, { recursive: true });

const PAGES = {
  overview: ['#/overview', '.tiles'],
  callbacks: ['#/callbacks', '.rows'],
  callback: [`#/callback/${callbacks.kept}`, '.sentence'],
  early: ['#/unmatched?tab=early', '.rows'],
  stray: ['#/unmatched?tab=stray', '.events'],
  dead: ['#/unmatched?tab=dead', '.events'],
  routes: ['#/routes', 'main h2, .empty'],
  batch: [`#/batch/${batch}`, '.sentence'],
  try: ['#/try', '.heaviest'],
};

const browser = await launch();

async function signedIn(key, options) {
  const opened = await newPage(browser, options);
  await opened.page.goto(`${base}console/`);
  await opened.page.fill('#api-key', key);
  await opened.page.click('button.primary');
  await opened.page.waitForSelector('.side');
  return opened;
}

async function show(page, [hash, selector]) {
  await page.goto(`${base}console/${hash}`);
  await page.waitForSelector(`main :is(${selector})`);
}

/** Whether nothing is wider than the place of the content. */
const fits = () => {
  const main = document.querySelector('main');
  return document.documentElement.scrollWidth <= innerWidth && main.scrollWidth <= main.clientWidth
    && [...main.querySelectorAll('table')].every((table) => table.scrollWidth <= table.parentElement.clientWidth);
};

const addressOf = (page) => new URL(page.url()).hash;

await check('a browser is sent to the console, a program is not', async () => {
  const { page, close } = await newPage(browser);
  await page.goto(base);
  equal(new URL(page.url()).pathname, '/console/', 'path');
  const program = await fetch(base, { headers: { Accept: 'application/json' }, redirect: 'manual' });
  equal(program.status, 404, 'status');
  await close();
});

await check('files have a strict policy, and only files of the console are public', async () => {
  const file = await fetch(`${base}console/app.js`);
  that(file.headers.get('content-security-policy').includes("script-src 'self'"), 'no policy');
  that(!/unsafe|https?:|\*/.test(file.headers.get('content-security-policy')), 'the policy is not strict');
  equal(file.headers.get('cache-control'), 'no-cache', 'cache-control');
  equal((await fetch(`${base}console/none.js`)).status, 404, 'status of a file that is not there');
  equal((await fetch(`${base}console/`, { method: 'POST' })).status, 405, 'status of a POST');
  equal((await fetch(`${base}v1/callbacks`)).status, 401, 'status without a key');
  equal(await (await fetch(`${base}console/settings.json`)).json().then((settings) => settings.developmentKeys), [], 'keys offered in production');
});

await check('a wrong key does not sign in', async () => {
  const { page, close } = await newPage(browser);
  await page.goto(`${base}console/`);
  await page.fill('#api-key', 'x'.repeat(40));
  await page.click('button.primary');
  await page.waitForSelector('[role=alert]');
  equal(await page.locator('.side').count(), 0, 'pages shown');
  equal(await seriousFindings(page), [], 'axe');
  await close();
});

await check('faults that are planted are found: axe, and the policy', async () => {
  const { page, errors, close } = await newPage(browser);
  await page.goto(`${base}console/`);
  await page.waitForSelector('#api-key');
  const refused = await page.evaluate(() => {
    document.body.append(document.createElement('img'));
    document.querySelector('h1').setAttribute('style', 'color: red');
    try {
      document.querySelector('h1').setAttribute('onclick', 'document.title = "run"');
      return false;
    } catch {
      return true;
    }
  });
  that(refused, 'a text became code');
  that((await seriousFindings(page)).some((finding) => finding.startsWith('image-alt')), 'axe has not found an image without a text');
  that(errors.some((error) => error.includes('Content Security Policy')), `no violation of the policy: ${errors}`);
  await close();
});

for (const [theme, width] of [['light', 1280], ['dark', 1280], ['light', 400], ['dark', 400]]) {
  const { page, errors, close } = await signedIn(keys.console, { colorScheme: theme, viewport: { width, height: 800 } });
  for (const [name, target] of Object.entries(PAGES)) {
    await check(`page ${name}, ${theme}, ${width} px`, async () => {
      await show(page, target);
      await page.waitForFunction(() => !document.querySelector('.loading'));
      await page.screenshot({ path: `${shots}/${name}-${theme}-${width}.png`, fullPage: true });
      that(await page.evaluate(fits), 'something is wider than the page');
      if (theme === 'light' || width > 400) equal(await seriousFindings(page, theme === 'dark' ? ['color-contrast'] : undefined), [], 'axe');
      equal(errors.splice(0), [], 'errors in the console');
    });
  }
  await close();
}

const { page, errors, close } = await signedIn(keys.console);

await check('filters stand in the URL, and chips remove them', async () => {
  await show(page, PAGES.callbacks);
  await page.click('.preset >> text=Delivered');
  await page.waitForSelector('.badge >> text=Delivered');
  equal(addressOf(page), '#/callbacks?state=DELIVERED', 'URL');
  await page.keyboard.press('/');
  await page.keyboard.type('nowhere');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-kind=no-match]');
  equal(addressOf(page), '#/callbacks?state=DELIVERED&service=nowhere', 'URL');
  await page.reload();
  await page.waitForSelector('[data-kind=no-match]');
  equal(await page.locator('.chip').count(), 2, 'chips after a reload');
  await page.click('.chip:has-text("nowhere") button');
  await page.waitForSelector('.rows');
  equal(addressOf(page), '#/callbacks?state=DELIVERED', 'URL');
});

await check('rows are chosen and opened by keys', async () => {
  await show(page, ['#/callbacks?state=PENDING', '.rows tbody tr:nth-child(3)']);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.waitForSelector('.rows tr:first-child[aria-current]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.sentence');
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open] >> text=command palette');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.waitForSelector('dialog[open] input');
  await page.keyboard.type('unmatched');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash === '#/unmatched');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.waitForFunction(() => location.hash === '#/try');
});

await check('the sentence says what happens next and when', async () => {
  await show(page, PAGES.callback);
  const text = await page.textContent('.sentence');
  that(/Waits for an answer from orders\.review\..*Fails with Taskgate\.HeartbeatTimeout in \d+:\d\d unless the worker sends a heartbeat or the answer\./.test(text), text);
});

await check('a callback is completed', async () => {
  await show(page, [`#/callback/${callbacks.completed}`, '[data-action=complete]']);
  await page.click('[data-action=complete]');
  await page.fill('dialog textarea', '{"approved": true, "by": "the console"}');
  await page.waitForSelector('dialog >> text=Step Functions gets');
  equal(await seriousFindings(page), [], 'axe');
  await page.screenshot({ path: `${shots}/complete.png` });
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('dialog >> text=Step Functions has accepted it.');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.sentence .badge >> text=Delivered');
});

await check('a callback is cancelled with a reason', async () => {
  await show(page, [`#/callback/${callbacks.cancelled}`, '[data-action=cancel]']);
  await page.click('[data-action=cancel]');
  that(await page.isDisabled('dialog button[type=submit]'), 'it can be sent without a reason');
  await page.fill('dialog [name=reason]', 'ordered twice');
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('dialog >> text=Step Functions has accepted it.');
  await page.click('dialog button >> text=Close');
  await page.waitForSelector('.sentence .badge >> text=Delivered');
});

await check('a callback is failed', async () => {
  await show(page, [`#/callback/${callbacks.failed}`, '[data-action=fail]']);
  await page.click('[data-action=fail]');
  await page.fill('dialog [name=error]', 'Orders.OutOfStock');
  await page.fill('dialog [name=cause]', 'none left');
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('dialog >> text=Step Functions has accepted it.');
  await page.click('dialog button >> text=Close');
});

await check('rows stay while callbacks come and go', async () => {
  await show(page, ['#/callbacks?state=PENDING', '.rows']);
  const before = await page.locator('.rows tbody tr').count();
  const answered = await fetch(`${base}v1/callbacks/${callbacks.answered}/success`, {
    method: 'POST', headers: { 'X-Api-Key': keys.console, 'Content-Type': 'application/json' }, body: '{}',
  });
  equal(answered.ok, true, 'answered');
  await page.waitForSelector('.rows tr.dim');
  equal(await page.locator('.rows tbody tr').count(), before, 'rows');
});

await check('several callbacks are cancelled at once', async () => {
  await show(page, [`#/callbacks?service=parcels`, '.rows']);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.click('[data-bulk]');
  await page.waitForSelector('dialog >> text=Effect on 1 callback');
  await page.fill('dialog [name=reason]', 'the parcel is lost');
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('dialog >> text=/done|in progress/');
  await page.click('dialog button >> text=Close');
});

await check('the overview counts, and each number opens its list', async () => {
  await show(page, PAGES.overview);
  await page.waitForSelector('.tile:has-text("Due in 1 h") .tile-count');
  await page.click('.tile:has-text("Silent")');
  await page.waitForFunction(() => location.hash === '#/callbacks?condition=SILENT');
});

await check('open callbacks are listed by what is due next', async () => {
  await show(page, ['#/callbacks', '.rows']);
  equal(await page.locator('.badge:has-text("Delivered")').count(), 0, 'ended callbacks');
  await page.waitForSelector('.rows tr:first-child:has-text("orders.review") .beat');
});

await check('changes arrive by the stream, also after it was lost', async () => {
  await show(page, ['#/callbacks', '.rows']);
  await page.waitForSelector('.stream-live');
  await page.route('**/v1/stream', (route) => route.abort());
  await page.reload();
  await page.waitForSelector('.stream-lost');
  await page.unroute('**/v1/stream');
  await page.waitForSelector('.stream-live');
});

await check('dead letters are redriven', async () => {
  await show(page, PAGES.dead);
  await page.check('.events input[type=checkbox]');
  await page.click('.actions button');
  await page.fill('dialog [name=reason]', 'the route is there now');
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('dialog >> text=1 of 1 went back');
  await page.keyboard.press('Escape');
});

await check('the key is in the session only, and leaves with it', async () => {
  const kept = await page.evaluate(() => ({ local: JSON.stringify(localStorage), cookie: document.cookie, url: location.href }));
  that(!JSON.stringify(kept).includes(keys.console), 'the key is kept elsewhere');
  await page.click('text=Sign out');
  await page.waitForSelector('#api-key');
  equal(await page.evaluate(() => sessionStorage.length), 0, 'entries of the session');
});

await check('the actions leave no error in the console', async () => equal(errors, [], 'errors'));
await close();

await check('a key that may only read sees no action, and is refused one', async () => {
  const reader = await signedIn(keys.reader);
  await show(reader.page, PAGES.callback);
  await reader.page.waitForSelector('.actions >> text=More actions need');
  equal(await reader.page.locator('[data-action]').count(), 0, 'buttons');
  const refused = await reader.page.evaluate(async (path) => (await fetch(path, {
    method: 'POST', headers: { 'X-Api-Key': sessionStorage.getItem('taskgate.key'), 'Content-Type': 'application/json' }, body: '{"reason": "no"}',
  })).status, `/v1/callbacks/${callbacks.kept}/cancel`);
  equal(refused, 403, 'status of a cancel');
  await show(reader.page, ['#/try', '[data-kind=forbidden]']);
  await reader.close();
});

await check('a key that may not read is told which role it needs', async () => {
  const worker = await signedIn(keys.worker);
  await worker.page.goto(`${base}console/#/callbacks`);
  await worker.page.waitForSelector('[data-kind=forbidden] >> text=operator-read');
  await worker.close();
});

await check('the pictures of the README', async () => {
  const small = await signedIn(keys.console, { viewport: { width: 1000, height: 560 } });
  await show(small.page, PAGES.overview);
  await small.page.waitForSelector('.rows');
  that(await small.page.evaluate(fits), 'something is wider than the page');
  await small.page.screenshot({ path: `${pictures}/console-overview.png` });
  await show(small.page, PAGES.callback);
  await small.page.screenshot({ path: `${pictures}/console-callback.png` });
  await small.close();
});

await browser.close();
process.exitCode = exitCode();
